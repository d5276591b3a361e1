import { Flag, MessageSquare, MessageSquareText, SkipForward, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";

type SubmitPanelProps = {
  canUndo: boolean;
  hasComment: boolean;
  isComplete: boolean;
  onSubmit: () => void;
  onSkip: () => void;
  onUndo: () => void;
  onComment: () => void;
  onReport: () => void;
};

/** What ends a building: submit, put aside, go back. Submit stays pressable: pressed too soon it says what is missing. */
export function SubmitPanel(props: SubmitPanelProps) {
  const { t } = useTranslation("tagging");
  const CommentIcon = props.hasComment ? MessageSquareText : MessageSquare;
  return (
    <div className="submit-panel">
      <Button tone="quiet" aria-keyshortcuts="z" disabled={!props.canUndo} onClick={props.onUndo}>
        <Undo2 size={18} aria-hidden="true" className="points-onward" />
        <span>{t("submit.undo")}</span>
      </Button>
      <Button tone="quiet" aria-pressed={props.hasComment} onClick={props.onComment}>
        <CommentIcon size={18} aria-hidden="true" />
        <span>{t("submit.comment")}</span>
      </Button>
      <Button tone="quiet" aria-keyshortcuts="r" title={t("report.title")} onClick={props.onReport}>
        <Flag size={18} aria-hidden="true" />
        <span>{t("report.button")}</span>
      </Button>
      <Button tone="quiet" aria-keyshortcuts="s" onClick={props.onSkip}>
        <SkipForward size={18} aria-hidden="true" className="points-onward" />
        <span>{t("submit.skip")}</span>
      </Button>
      <Button
        tone="primary"
        className="submit-button"
        aria-keyshortcuts="Enter"
        data-complete={props.isComplete}
        onClick={props.onSubmit}
      >
        {t("submit.submit")}
        <kbd aria-hidden="true">↵</kbd>
      </Button>
    </div>
  );
}
