import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Problem } from "../ui/problem.tsx";
import { Refusal } from "./refusal.tsx";

/** Invitations and what became of each; one that nobody accepted can be taken back. */
export function InviteList() {
  const { t } = useTranslation("staff");
  const format = useFormat();
  const queries = useQueryClient();
  const invitations = useQuery({
    queryKey: ["invitations"],
    queryFn: ({ signal }) => call(API.listInvitations, {}, signal),
  });
  const revoke = useMutation({
    mutationFn: (id: string) => call(API.revokeInvitation, { id }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["invitations"] }),
  });
  const items = invitations.data?.items ?? [];
  return (
    <>
      {invitations.isPending && <Loading isWholePage={false} />}
      {invitations.isError && (
        <Problem fault={invitations.error} onRetry={() => void invitations.refetch()} />
      )}
      {revoke.isError && <Refusal fault={revoke.error} />}
      {invitations.isSuccess && items.length === 0 && <p className="quiet">{t("invite.none")}</p>}
      <ul className="team-list">
        {items.map(({ id, role, name, state, expiresAt }) => (
          <li key={id}>
            <div>
              <strong>
                <bdi>{name ?? t("team.nameless")}</bdi>
              </strong>
              <p className="quiet">
                {t(`team.${role}`)} · {t(`invite.state.${state}`)}
                {state === "open" && ` · ${t("invite.until", { date: format.moment(expiresAt, "minute") })}`}
              </p>
            </div>
            {state === "open" && (
              <Button
                aria-label={t("invite.revokeName", { name: name ?? t("team.nameless") })}
                disabled={revoke.isPending}
                onClick={() => revoke.mutate(id)}
              >
                {t("invite.revoke")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
