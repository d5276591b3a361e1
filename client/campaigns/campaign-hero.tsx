import { BookOpen, GraduationCap } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { useKeys } from "../tagging/use-keys.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { CareNotice } from "./care-notice.tsx";
import { ScenePicture } from "./scene-picture.tsx";
import { StartButton } from "./start-button.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { WhoTakesPart } from "./who-takes-part.tsx";

const GuideDialog = lazy(async () => ({ default: (await import("../learn/guide-dialog.tsx")).GuideDialog }));

/** The top of a campaign's page: its name, its question, what may be hard to see, and the ways in. */
export function CampaignHero({ campaign }: { campaign: Campaign }) {
  const { t, i18n } = useTranslation("campaigns");
  const { asks, status } = campaign;
  const [isGuideOpen, setIsGuideOpen] = useState(false);
  useKeys(!isGuideOpen, { g: () => setIsGuideOpen(true) });
  const picture = campaign.scenes.at(-1);
  const question = asks.class ? (asks.window ? "page.asksBoth" : "page.asksClass") : "page.asksWindow";
  const canStart = status === "open" && campaign.scenes.length > 0;
  return (
    <section className="hero" data-blurred={campaign.blurPictures}>
      {picture !== undefined && <ScenePicture scene={picture} />}
      <div className="hero-text">
        <StatusBadge status={status} />
        <h1>{textIn(campaign.title, i18n.language)}</h1>
        <p className="hero-question">{t(question)}</p>
        {status !== "open" && <Notice>{t(`page.${status}`)}</Notice>}
        {campaign.scenes.length === 0 && <Notice>{t("page.noImages")}</Notice>}
        <CareNotice campaign={campaign} canStart={canStart} />
        <div className="ways-in">
          {canStart && <StartButton campaign={campaign} />}
          {canStart && campaign.practice > 0 && (
            <ButtonLink size="l" to={`/campaigns/${campaign.slug}/practice`} title={t("page.practiseHint")}>
              <GraduationCap size={20} aria-hidden="true" />
              {t("page.practise")}
            </ButtonLink>
          )}
          <Button tone="quiet" aria-keyshortcuts="g" onClick={() => setIsGuideOpen(true)}>
            <BookOpen size={18} aria-hidden="true" />
            {t("page.guide")}
          </Button>
        </div>
        {canStart && <WhoTakesPart />}
      </div>
      <Suspense>
        {isGuideOpen && <GuideDialog campaign={campaign} onClose={() => setIsGuideOpen(false)} />}
      </Suspense>
    </section>
  );
}
