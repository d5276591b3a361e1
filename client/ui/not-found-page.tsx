import { useTranslation } from "react-i18next";
import { ButtonLink } from "./button.tsx";
import { Page } from "./page.tsx";

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Page title={t("notFound.title")}>
      <div className="centred">
        <h1>{t("notFound.title")}</h1>
        <p>{t("notFound.text")}</p>
        <ButtonLink tone="primary" to="/">
          {t("notFound.home")}
        </ButtonLink>
      </div>
    </Page>
  );
}
