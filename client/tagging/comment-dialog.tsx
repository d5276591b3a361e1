import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { ModalDialog } from "../ui/modal-dialog.tsx";

type CommentDialogProps = { comment: string; onChange: (comment: string) => void; onClose: () => void };

const MAX_LENGTH = 2_000;

/** A remark for the analysts, sent with the answer. */
export function CommentDialog({ comment, onChange, onClose }: CommentDialogProps) {
  const { t } = useTranslation("tagging");
  return (
    <ModalDialog title={t("comment.title")} onClose={onClose}>
      <label className="field">
        <span>{t("comment.label")}</span>
        <textarea
          className="input"
          rows={4}
          maxLength={MAX_LENGTH}
          value={comment}
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
      <p className="quiet">{t("comment.care")}</p>
      <Button tone="primary" onClick={onClose}>
        {t("comment.done")}
      </Button>
    </ModalDialog>
  );
}
