import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { useFormat } from "../i18n/format.ts";
import { CampaignProgress } from "./campaign-progress.tsx";
import { useLiveProgress } from "./use-live-progress.ts";

/** How far the campaign is, as answers arrive. */
export function LiveFigures({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const isLive = useLiveProgress(campaign.slug);
  const { progress } = campaign;
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>{t("progress.title")}</h2>
        {isLive && <span className="badge badge-live">{t("progress.live")}</span>}
      </div>
      <CampaignProgress progress={progress} />
      <dl className="figures">
        <div>
          <dd>{format.number(progress.votes)}</dd>
          <dt>{t("progress.votes", { count: progress.votes })}</dt>
        </div>
        <div>
          <dd>{format.number(progress.volunteers)}</dd>
          <dt>{t("progress.volunteers", { count: progress.volunteers })}</dt>
        </div>
        <div>
          <dd>{format.number(progress.disputed)}</dd>
          <dt>{t("progress.disputed")}</dt>
        </div>
      </dl>
    </section>
  );
}
