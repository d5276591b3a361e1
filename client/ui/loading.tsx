import { useTranslation } from "react-i18next";

/** Something is on its way. `isWholePage` centres it in the window. */
export function Loading({ isWholePage = true }: { isWholePage?: boolean }) {
  const { t } = useTranslation();
  return (
    <output className={isWholePage ? "loading loading-full" : "loading"}>
      <span className="visually-hidden">{t("loading")}</span>
      <span className="loading-pulse" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
    </output>
  );
}
