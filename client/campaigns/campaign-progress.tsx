import { useTranslation } from "react-i18next";
import type { Progress } from "../../shared/campaigns.ts";
import { useFormat } from "../i18n/format.ts";
import { ProgressBar } from "../ui/progress-bar.tsx";

/** How far a campaign is: the bar, and the sentence it draws. */
export function CampaignProgress({ progress }: { progress: Progress }) {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const { buildings, settled, disputed } = progress;
  const share = (count: number) => (buildings === 0 ? 0 : count / buildings);
  const text = t("progress.text", { settled: format.number(settled), buildings: format.number(buildings) });
  return (
    <div className="campaign-progress">
      <ProgressBar label={t("progress.label")} share={share(settled)} second={share(disputed)} text={text} />
      <p className="quiet">{text}</p>
    </div>
  );
}
