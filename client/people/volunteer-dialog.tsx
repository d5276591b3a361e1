import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { CampaignVolunteer } from "../../shared/volunteers.ts";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { ModalDialog } from "../ui/modal-dialog.tsx";
import type { Asked } from "./decision-dialog.tsx";
import { VolunteerFacts } from "./volunteer-facts.tsx";

type VolunteerDialogProps = {
  slug: string;
  id: string;
  people: readonly CampaignVolunteer[];
  isReading: boolean;
  /** What the last decision did. */
  outcome: ReactNode;
  onAsk: (asked: Asked) => void;
  onClose: () => void;
};

/** All that is known of one volunteer, and what can be decided. */
export function VolunteerDialog(props: VolunteerDialogProps) {
  const { slug, id, people, isReading, outcome, onAsk, onClose } = props;
  const { t } = useTranslation("quality");
  const one = people.find((person) => person.id === id);
  if (one === undefined) {
    return (
      <ModalDialog title={t("volunteers.name")} onClose={onClose}>
        {isReading ? <Loading isWholePage={false} /> : <p>{t("volunteer.gone")}</p>}
      </ModalDialog>
    );
  }
  const isCopy = one.copying !== null;
  return (
    <ModalDialog title={one.pseudonym} onClose={onClose}>
      <VolunteerFacts one={one} people={people} />
      {outcome}
      <div className="decision-actions">
        {one.excluded ? (
          <Button tone="primary" onClick={() => onAsk({ kind: "include", who: [one] })}>
            {t("decide.include")}
          </Button>
        ) : (
          <Button tone="danger" onClick={() => onAsk({ kind: "exclude", who: [one] })}>
            {t("decide.exclude")}
          </Button>
        )}
        {isCopy && <Button onClick={() => onAsk({ kind: "clear", who: [one] })}>{t("decide.clear")}</Button>}
        {one.decision?.cleared === true && (
          <Button onClick={() => onAsk({ kind: "join", who: [one] })}>{t("decide.join")}</Button>
        )}
        {one.boardName !== null && (
          <Button onClick={() => onAsk({ kind: "unname", who: [one] })}>{t("decide.unname")}</Button>
        )}
        {one.removedBoardName !== null && (
          <Button onClick={() => onAsk({ kind: "rename", who: [one] })}>{t("decide.rename")}</Button>
        )}
        {isCopy && <Link to={`/admin/campaigns/${slug}/copies`}>{t("volunteer.seeGroup")}</Link>}
      </div>
    </ModalDialog>
  );
}
