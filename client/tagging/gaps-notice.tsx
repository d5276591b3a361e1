import { useTranslation } from "react-i18next";

/** Says that a part of the picture is missing because it could not be loaded, not because nothing was there. */
export function GapsNotice({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation("tagging");
  return (
    <div className="gaps" role="alert">
      {t("gaps.text")}
      <button type="button" className="link-button" onClick={onRetry}>
        {t("gaps.retry")}
      </button>
    </div>
  );
}
