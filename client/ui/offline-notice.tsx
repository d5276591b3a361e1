import { useTranslation } from "react-i18next";
import { useOnline } from "./use-online.ts";

/** Says that there is no network, and that nothing is lost by it. */
export function OfflineNotice() {
  const { t } = useTranslation();
  const isOnline = useOnline();
  return <output>{!isOnline && <span className="offline">{t("offline")}</span>}</output>;
}
