import { useMutation, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Me } from "../../shared/accounts.ts";
import { API } from "../../shared/api.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { ME_KEY } from "../session.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { KeyDialog } from "./key-dialog.tsx";

/** The optional account: a key that carries one's history to other devices. */
export function KeySection({ me }: { me: Me }) {
  const { t } = useTranslation("me");
  const format = useFormat();
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: () => call(API.makeKey, {}),
    onSuccess: () => queries.invalidateQueries({ queryKey: ME_KEY, exact: true }),
  });
  return (
    <section className="panel">
      <h2>{t("key.title")}</h2>
      <p>{t("key.text")}</p>
      {me.keyMadeAt !== null && (
        <p className="quiet">{t("key.since", { date: format.date(me.keyMadeAt) })}</p>
      )}
      <div>
        <Button disabled={make.isPending} onClick={() => make.mutate()}>
          <KeyRound size={18} aria-hidden="true" />
          {me.keyMadeAt === null ? t("key.make") : t("key.again")}
        </Button>
      </div>
      {make.isError && <Problem fault={make.error} onRetry={() => make.mutate()} />}
      {make.data !== undefined && (
        <KeyDialog secret={make.data.key} pseudonym={me.pseudonym} onClose={make.reset} />
      )}
    </section>
  );
}
