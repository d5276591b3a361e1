import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Leaving } from "../../shared/accounts.ts";
import { API } from "../../shared/api.ts";
import { call } from "../api.ts";
import { rememberVolunteer } from "../offline/who.ts";
import { Button } from "../ui/button.tsx";
import { ModalDialog } from "../ui/modal-dialog.tsx";
import { Problem } from "../ui/problem.tsx";

const CHOICES = ["keep", "withdraw"] as const satisfies readonly Leaving["votes"][];

/** Asks what becomes of the answers, and once more whether it is meant: nothing here can be undone. */
export function LeaveDialog({ onClose, onLeft }: { onClose: () => void; onLeft: () => void }) {
  const { t } = useTranslation("me");
  const queries = useQueryClient();
  const [votes, setVotes] = useState<Leaving["votes"] | null>(null);
  const [isSure, setIsSure] = useState(false);
  const leave = useMutation({
    mutationFn: (choice: Leaving["votes"]) => call(API.leave, { votes: choice }),
    onSuccess: () => {
      rememberVolunteer(null);
      onLeft();
      queries.clear();
    },
  });
  return (
    <ModalDialog title={t("leave.title")} onClose={onClose}>
      <p>{t("leave.text")}</p>
      <fieldset className="leave-choices">
        <legend>{t("leave.what")}</legend>
        {CHOICES.map((choice) => (
          <label key={choice} className="check">
            <input
              type="radio"
              name="leave-votes"
              checked={votes === choice}
              onChange={() => setVotes(choice)}
            />
            {t(`leave.${choice}`)}
          </label>
        ))}
      </fieldset>
      <label className="check">
        <input type="checkbox" checked={isSure} onChange={(event) => setIsSure(event.target.checked)} />
        {t("leave.sure")}
      </label>
      {leave.isError && <Problem fault={leave.error} />}
      <div className="notice-actions">
        <Button
          tone="danger"
          disabled={votes === null || !isSure || leave.isPending}
          onClick={() => {
            if (votes !== null) leave.mutate(votes);
          }}
        >
          {t("leave.confirm")}
        </Button>
        <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
      </div>
    </ModalDialog>
  );
}
