import { useTranslation } from "react-i18next";
import type { CampaignStatus } from "../../shared/campaigns.ts";

/** Where a campaign stands in its life. */
export function StatusBadge({ status }: { status: CampaignStatus }) {
  const { t } = useTranslation();
  return <span className={status === "open" ? "badge badge-live" : "badge"}>{t(`status.${status}`)}</span>;
}
