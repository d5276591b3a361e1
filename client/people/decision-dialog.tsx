import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "../admin/refusal.tsx";
import { Field } from "../admin/field.tsx";
import { Button } from "../ui/button.tsx";
import { ModalDialog } from "../ui/modal-dialog.tsx";
import type { DecisionKind, Person } from "./decision.ts";
import type { Decisions } from "./use-decisions.ts";
import { useNamesOf } from "./use-names-of.ts";

/** What an admin is asked to confirm. */
export type Asked = { kind: DecisionKind; who: readonly Person[] };

type DecisionDialogProps = { asked: Asked; decisions: Decisions; onClose: () => void };

/** Says what a decision will do, asks why, and carries it out. */
export function DecisionDialog({ asked, decisions, onClose }: DecisionDialogProps) {
  const { t } = useTranslation("quality");
  const namesOf = useNamesOf();
  const [reason, setReason] = useState("");
  const { kind, who } = asked;
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    decisions.decide({ kind, who, reason });
  };
  return (
    <ModalDialog title={t(`decide.${kind}Title`, { who: namesOf(who) })} onClose={onClose}>
      <form className="decision-form" onSubmit={handleSubmit}>
        <p>{t(`decide.${kind}Text`)}</p>
        <Field label={t("decide.reason")} hint={t("decide.reasonHint")}>
          {(control) => (
            <textarea
              {...control}
              className="input"
              rows={3}
              required
              maxLength={2_000}
              dir="auto"
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {decisions.fault !== null && <Refusal fault={decisions.fault} />}
        <div className="decision-actions">
          <Button
            tone={kind === "exclude" || kind === "unname" ? "danger" : "primary"}
            type="submit"
            disabled={decisions.isPending || reason.trim() === ""}
          >
            {t(`decide.${kind}Confirm`)}
          </Button>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          {decisions.isPending && who.length > 1 && (
            <output className="quiet">{t("decide.doneOf", { done: decisions.done, all: who.length })}</output>
          )}
        </div>
      </form>
    </ModalDialog>
  );
}
