import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { Notice } from "../ui/notice.tsx";
import { ScenePicture } from "./scene-picture.tsx";
import { StartButton } from "./start-button.tsx";
import { StatusBadge } from "./status-badge.tsx";

/** The top of a campaign's page: its name, its question, and the way in. */
export function CampaignHero({ campaign }: { campaign: Campaign }) {
  const { t, i18n } = useTranslation("campaigns");
  const { asks, status } = campaign;
  const picture = campaign.scenes.at(-1);
  const question = asks.class ? (asks.window ? "page.asksBoth" : "page.asksClass") : "page.asksWindow";
  return (
    <section className="hero">
      {picture !== undefined && <ScenePicture scene={picture} />}
      <div className="hero-text">
        <StatusBadge status={status} />
        <h1>{textIn(campaign.title, i18n.language)}</h1>
        <p className="hero-question">{t(question)}</p>
        {status !== "open" && <Notice>{t(`page.${status}`)}</Notice>}
        {campaign.scenes.length === 0 && <Notice>{t("page.noImages")}</Notice>}
        {status === "open" && campaign.scenes.length > 0 && <StartButton slug={campaign.slug} />}
      </div>
    </section>
  );
}
