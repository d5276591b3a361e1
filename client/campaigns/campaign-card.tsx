import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { useFormat } from "../i18n/format.ts";
import { ScenePicture } from "./scene-picture.tsx";
import { CampaignProgress } from "./campaign-progress.tsx";
import { StatusBadge } from "./status-badge.tsx";

/** A campaign in the list: a picture of the place, its name, when, and how far it is. */
export function CampaignCard({ campaign }: { campaign: Campaign }) {
  const { t, i18n } = useTranslation("campaigns");
  const format = useFormat();
  const first = campaign.scenes.at(0);
  const last = campaign.scenes.at(-1);
  return (
    <article className="campaign-card">
      {last !== undefined && <ScenePicture scene={last} />}
      <div className="campaign-card-text">
        <StatusBadge status={campaign.status} />
        <h3>
          <Link to={`/campaigns/${campaign.slug}`}>{textIn(campaign.title, i18n.language)}</Link>
        </h3>
        {first !== undefined && last !== undefined && (
          <p className="quiet">
            {t("card.scenes", { count: campaign.scenes.length })}
            {" · "}
            {t("card.between", { from: format.date(first.acquiredAt), to: format.date(last.acquiredAt) })}
          </p>
        )}
        <CampaignProgress progress={campaign.progress} />
      </div>
    </article>
  );
}
