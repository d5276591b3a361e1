import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { StaffRole } from "../../shared/invitations.ts";
import { call } from "../api.ts";
import { Loading } from "../ui/loading.tsx";
import { Problem } from "../ui/problem.tsx";
import { CodeForm } from "./code-form.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { SetupSteps } from "./setup-steps.tsx";

type StepProps = { onDone: (role: StaffRole) => void };

/** The code of whoever has a second factor. */
export function CodeStep({ onDone }: StepProps) {
  const { t } = useTranslation("sign-in");
  const give = useMutation({
    mutationFn: (code: string) => call(API.giveCode, { code }),
    onSuccess: ({ role }) => onDone(role),
  });
  return (
    <div className="centred">
      <h1>{t("code.title")}</h1>
      <p>{t("code.text")}</p>
      <CodeForm
        action={t("code.go")}
        takesRecoveryCodes
        isBusy={give.isPending}
        fault={give.error}
        onCode={give.mutate}
      />
      <p className="quiet">{t("code.lost")}</p>
    </div>
  );
}

/** Setting a second factor up, where all staff must have one. */
export function SetupStep({ onDone }: StepProps) {
  const { t } = useTranslation("sign-in");
  const setup = useQuery({
    queryKey: ["sign-in", "setup"],
    queryFn: () => call(API.beginSetupAtSignIn, {}),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const confirm = useMutation({ mutationFn: (code: string) => call(API.confirmSetupAtSignIn, { code }) });
  if (confirm.data !== undefined) {
    const { role, recoveryCodes = [] } = confirm.data;
    return (
      <div className="centred">
        <RecoveryCodes codes={recoveryCodes} onKept={() => onDone(role)} />
      </div>
    );
  }
  return (
    <div className="centred">
      <h1>{t("setup.title")}</h1>
      <p>{t("setup.required")}</p>
      {setup.isPending && <Loading isWholePage={false} />}
      {setup.isError && <Problem fault={setup.error} onRetry={() => void setup.refetch()} />}
      {setup.data !== undefined && (
        <SetupSteps
          setup={setup.data}
          isBusy={confirm.isPending}
          fault={confirm.error}
          onCode={confirm.mutate}
        />
      )}
    </div>
  );
}
