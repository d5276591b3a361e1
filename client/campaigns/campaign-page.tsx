import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router-dom";
import { mayActAs } from "../../shared/accounts.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { ClassList } from "./class-list.tsx";
import { SceneList } from "./scene-list.tsx";
import { isNotFound } from "../api.ts";
import { useMe } from "../session.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { NotFoundPage } from "../ui/not-found-page.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { BoardPanel } from "./board-panel.tsx";
import { CampaignHero } from "./campaign-hero.tsx";
import { FirstAndLast } from "./first-and-last.tsx";
import { LiveFigures } from "./live-figures.tsx";
import { useCampaign } from "./use-campaign.ts";
import "../ui/staff.css";
import "./campaigns.css";

/** One campaign: what happened, what we ask, what one may see, how far it is, and the button to begin. */
export function CampaignPage() {
  const { slug = "" } = useParams();
  const { t, i18n } = useTranslation("campaigns");
  const campaign = useCampaign(slug);
  const me = useMe();
  const isStaff = me.data !== undefined && me.data !== null && mayActAs(me.data.role, "analyst");
  const canOpenMap = isStaff || (campaign.data?.published ?? null) !== null;
  if (isNotFound(campaign.error)) return <NotFoundPage />;
  return (
    <Page
      title={campaign.data === undefined ? "" : textIn(campaign.data.title, i18n.language)}
      actions={
        canOpenMap && (
          <ButtonLink tone="quiet" to={`/campaigns/${slug}/map`}>
            {t("page.map")}
          </ButtonLink>
        )
      }
    >
      <p className="breadcrumb">
        <Link to="/">{t("page.allCampaigns")}</Link>
      </p>
      {campaign.data === undefined && <h1 className="visually-hidden">{t("page.title")}</h1>}
      {campaign.isPending && <Loading isWholePage={false} />}
      {campaign.isError && <Problem fault={campaign.error} onRetry={() => void campaign.refetch()} />}
      {campaign.data !== undefined && <CampaignStory campaign={campaign.data} />}
    </Page>
  );
}

function CampaignStory({ campaign }: { campaign: Campaign }) {
  const { t, i18n } = useTranslation("campaigns");
  return (
    <>
      <CampaignHero campaign={campaign} />
      <div className="campaign-columns">
        <div className="campaign-story">
          {campaign.text !== null && (
            <section>
              <h2>{t("page.story")}</h2>
              {textIn(campaign.text, i18n.language)
                .split(/\n{2,}/)
                .map((paragraph) => (
                  <p key={paragraph}>{paragraph}</p>
                ))}
            </section>
          )}
          <FirstAndLast campaign={campaign} />
          <ClassList campaign={campaign} />
        </div>
        <aside className="campaign-aside">
          <LiveFigures campaign={campaign} />
          <BoardPanel slug={campaign.slug} />
          <SceneList scenes={campaign.scenes} />
        </aside>
      </div>
    </>
  );
}
