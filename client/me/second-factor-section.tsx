import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { SecondFactor } from "../../shared/second-factor.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { CodeForm } from "../sign-in/code-form.tsx";
import { RecoveryCodes } from "../sign-in/recovery-codes.tsx";
import { SetupSteps } from "../sign-in/setup-steps.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Problem } from "../ui/problem.tsx";
import "../sign-in/sign-in.css";

const KEY = ["me", "second-factor"];
/** Fewer left than this, and it is time for new ones. */
const FEW = 4;

/** The second factor of somebody of the staff: none yet, being set up, or at work. */
export function SecondFactorSection() {
  const { t } = useTranslation("sign-in");
  const factor = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call(API.getSecondFactor, {}, signal),
  });
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <section className="panel">
      <h2>{t("own.title")}</h2>
      {factor.isError && <Problem fault={factor.error} onRetry={() => void factor.refetch()} />}
      {codes !== null && <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />}
      {codes === null && factor.data?.since === null && <Without onCodes={setCodes} />}
      {codes === null && factor.data !== undefined && factor.data.since !== null && (
        <With factor={factor.data} since={factor.data.since} onCodes={setCodes} />
      )}
    </section>
  );
}

type OnCodes = { onCodes: (codes: readonly string[]) => void };

function Without({ onCodes }: OnCodes) {
  const { t } = useTranslation("sign-in");
  const queries = useQueryClient();
  const begin = useMutation({ mutationFn: () => call(API.beginSetup, {}) });
  const confirm = useMutation({
    mutationFn: (code: string) => call(API.confirmSetup, { code }),
    onSuccess: async ({ recoveryCodes }) => {
      onCodes(recoveryCodes);
      await queries.invalidateQueries({ queryKey: KEY });
    },
  });
  if (begin.data !== undefined)
    return (
      <SetupSteps setup={begin.data} isBusy={confirm.isPending} fault={confirm.error} onCode={confirm.mutate}>
        <Button onClick={begin.reset}>{t("cancel", { ns: "common" })}</Button>
      </SetupSteps>
    );
  return (
    <>
      <p>{t("own.without")}</p>
      <div>
        <Button disabled={begin.isPending} onClick={() => begin.mutate()}>
          <ShieldCheck size={18} aria-hidden="true" />
          {t("own.begin")}
        </Button>
      </div>
      {begin.isError && <Problem fault={begin.error} onRetry={() => begin.mutate()} />}
    </>
  );
}

function With({ factor, since, onCodes }: { factor: SecondFactor; since: string } & OnCodes) {
  const { t } = useTranslation("sign-in");
  const format = useFormat();
  const queries = useQueryClient();
  const [wish, setWish] = useState<"renew" | "remove" | null>(null);
  const settle = async () => {
    setWish(null);
    await queries.invalidateQueries({ queryKey: KEY });
  };
  const renew = useMutation({
    mutationFn: (code: string) => call(API.renewRecoveryCodes, { code }),
    onSuccess: async ({ recoveryCodes }) => {
      onCodes(recoveryCodes);
      await settle();
    },
  });
  const remove = useMutation({
    mutationFn: (code: string) => call(API.removeSecondFactor, { code }),
    onSuccess: settle,
  });
  const asked = wish === "renew" ? renew : remove;
  const left = factor.recoveryCodesLeft;
  return (
    <>
      <p>{t("own.with", { date: format.date(since) })}</p>
      {left < FEW ? (
        <Notice tone="care">{t("own.few", { left })}</Notice>
      ) : (
        <p className="quiet">{t("own.left", { left })}</p>
      )}
      {factor.isRequired && <p className="quiet">{t("own.required")}</p>}
      {wish === null ? (
        <div className="step-actions">
          <Button onClick={() => setWish("renew")}>{t("own.renew")}</Button>
          {!factor.isRequired && (
            <Button tone="danger" onClick={() => setWish("remove")}>
              {t("own.remove")}
            </Button>
          )}
        </div>
      ) : (
        <CodeForm
          key={wish}
          action={t(`own.${wish}`)}
          tone={wish === "remove" ? "danger" : "primary"}
          takesRecoveryCodes
          isBusy={asked.isPending}
          fault={asked.error}
          onCode={asked.mutate}
        >
          <Button onClick={() => setWish(null)}>{t("cancel", { ns: "common" })}</Button>
        </CodeForm>
      )}
    </>
  );
}
