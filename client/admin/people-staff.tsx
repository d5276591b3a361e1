import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { StaffMember } from "../../shared/invitations.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { isolated } from "../i18n/isolated.ts";
import { useMe } from "../session.ts";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { ModalDialog } from "../ui/modal-dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { Refusal } from "./refusal.tsx";
import { SecretLink } from "./secret-link.tsx";

/** Analysts and admins: a new way in for whoever lost theirs, and the door for whoever left. */
export function PeopleStaff() {
  const { t } = useTranslation("staff");
  const format = useFormat();
  const queries = useQueryClient();
  const me = useMe();
  const [asked, setAsked] = useState<StaffMember | null>(null);
  const [linked, setLinked] = useState<StaffMember | null>(null);
  const staff = useQuery({
    queryKey: ["staff"],
    queryFn: ({ signal }) => call(API.listStaff, {}, signal),
  });
  const link = useMutation({
    mutationFn: ({ id }: StaffMember) => call(API.makeSignInLink, { id }),
    onSuccess: (_answer, member) => setLinked(member),
  });
  const remove = useMutation({
    mutationFn: ({ id }: StaffMember) => call(API.removeStaff, { id }),
    onSuccess: async () => {
      setAsked(null);
      await queries.invalidateQueries({ queryKey: ["staff"] });
    },
  });
  const nameOf = ({ name }: StaffMember) => name ?? t("team.nameless");
  return (
    <>
      {staff.isPending && <Loading isWholePage={false} />}
      {staff.isError && <Problem fault={staff.error} onRetry={() => void staff.refetch()} />}
      {link.isError && <Refusal fault={link.error} />}
      <ul className="team-list">
        {staff.data?.items.map((member) => (
          <li key={member.id}>
            <div>
              <strong>
                <bdi>{nameOf(member)}</bdi>
              </strong>{" "}
              {member.id === me.data?.id && <span className="badge">{t("team.you")}</span>}
              <p className="quiet">
                {t(`team.${member.role}`)} · {t("team.since", { date: format.date(member.createdAt) })}
              </p>
            </div>
            <div className="step-actions">
              <Button
                aria-label={t("team.newLinkFor", { name: nameOf(member) })}
                onClick={() => link.mutate(member)}
              >
                {t("team.newLink")}
              </Button>
              {member.id !== me.data?.id && (
                <Button
                  tone="danger"
                  aria-label={t("team.shutOutName", { name: nameOf(member) })}
                  onClick={() => setAsked(member)}
                >
                  {t("team.shutOut")}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {linked !== null && link.data !== undefined && (
        <SecretLink
          title={t("team.linkTitle")}
          text={t("team.linkText", { name: isolated(nameOf(linked)) })}
          url={link.data.signInUrl}
          onClose={() => setLinked(null)}
        />
      )}
      {asked !== null && (
        <ModalDialog
          title={t("team.shutOutTitle", { name: isolated(nameOf(asked)) })}
          onClose={() => setAsked(null)}
        >
          <p>{t("team.shutOutText")}</p>
          {remove.isError && <Refusal fault={remove.error} />}
          <div className="step-actions">
            <Button tone="danger" disabled={remove.isPending} onClick={() => remove.mutate(asked)}>
              {t("team.shutOut")}
            </Button>
            <Button onClick={() => setAsked(null)}>{t("cancel", { ns: "common" })}</Button>
          </div>
        </ModalDialog>
      )}
    </>
  );
}
