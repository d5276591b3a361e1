import { RotateCw, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { NothingLeftReason } from "../../shared/assignments.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { OutboxNote } from "./outbox-note.tsx";

type NothingLeftProps = {
  slug: string;
  reason: NothingLeftReason | "closed";
  /** How many buildings were answered on this visit. */
  answered: number;
  onAsk: () => void;
  onUndo: () => void;
};

/** Why there is no building to look at now, and what one can do instead. */
export function NothingLeft({ slug, reason, answered, onAsk, onUndo }: NothingLeftProps) {
  const { t } = useTranslation("tagging");
  return (
    <Page title={t(`nothingLeft.${reason}.title`)}>
      <div className="centred">
        <h1>{t(`nothingLeft.${reason}.title`)}</h1>
        <p>{t(`nothingLeft.${reason}.text`)}</p>
        {answered > 0 && <p>{t("nothingLeft.answered", { count: answered })}</p>}
        <OutboxNote />
        <div className="notice-actions">
          <ButtonLink tone="primary" to={`/campaigns/${slug}`}>
            {t("nothingLeft.back")}
          </ButtonLink>
          <Button onClick={onAsk}>
            <RotateCw size={18} aria-hidden="true" />
            {t("nothingLeft.again")}
          </Button>
          {answered > 0 && (
            <Button onClick={onUndo}>
              <Undo2 size={18} aria-hidden="true" className="points-onward" />
              {t("submit.undo")}
            </Button>
          )}
        </div>
      </div>
    </Page>
  );
}
