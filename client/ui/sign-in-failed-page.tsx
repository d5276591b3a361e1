import { useTranslation } from "react-i18next";
import { Page } from "./page.tsx";
import { SignInNeeded } from "./sign-in-needed.tsx";

/** Where a sign-in link leads that was used before or has become too old. */
export function SignInFailedPage() {
  const { t } = useTranslation();
  return (
    <Page title={t("signInFailed.title")}>
      <SignInNeeded title={t("signInFailed.title")} text={t("signInFailed.text")} />
    </Page>
  );
}
