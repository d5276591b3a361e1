import { lazy, Suspense, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { SecondFactorSetup } from "../../shared/second-factor.ts";
import { CodeForm } from "./code-form.tsx";

const QrPicture = lazy(async () => ({ default: (await import("./qr-picture.tsx")).QrPicture }));

type SetupStepsProps = {
  setup: SecondFactorSetup;
  isBusy: boolean;
  fault: unknown;
  onCode: (code: string) => void;
  children?: ReactNode;
};

/** Taking the key up with an authenticator, by camera or by hand, and proving it with the first code. */
export function SetupSteps({ setup, children, ...form }: SetupStepsProps) {
  const { t } = useTranslation("sign-in");
  const groups = setup.key.replaceAll(/(.{4})(?=.)/g, "$1 ");
  return (
    <div className="setup-steps">
      <p>{t("setup.scan")}</p>
      <Suspense fallback={<div className="qr-picture" />}>
        <QrPicture text={setup.uri} label={t("setup.picture")} />
      </Suspense>
      <p className="quiet">{t("setup.byHand")}</p>
      <code className="setup-key" dir="ltr" data-setup-key>
        {groups}
      </code>
      <CodeForm {...form} action={t("setup.confirm")} takesRecoveryCodes={false}>
        {children}
      </CodeForm>
    </div>
  );
}
