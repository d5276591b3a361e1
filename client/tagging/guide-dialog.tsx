import { useTranslation } from "react-i18next";
import { ModalDialog } from "../ui/modal-dialog.tsx";

const TOPICS = ["how", "destroyed", "shadow", "angle", "construction", "season", "haze", "unsure"] as const;

/** The field guide in short: how to look, and what looks like damage but is not. */
export function GuideDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("tagging");
  return (
    <ModalDialog title={t("guide.title")} onClose={onClose}>
      <dl className="guide">
        {TOPICS.map((topic) => (
          <div key={topic}>
            <dt>{t(`guide.${topic}.name`)}</dt>
            <dd>{t(`guide.${topic}.text`)}</dd>
          </div>
        ))}
      </dl>
    </ModalDialog>
  );
}
