import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router-dom";
import { mayActAs } from "../../shared/accounts.ts";
import { textIn } from "../../shared/text.ts";
import { isNotFound } from "../api.ts";
import { useCampaign } from "../campaigns/use-campaign.ts";
import { useMe } from "../session.ts";
import { Loading } from "../ui/loading.tsx";
import { NotFoundPage } from "../ui/not-found-page.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { SignInNeeded } from "../ui/sign-in-needed.tsx";
import { AnalysisScreen } from "./analysis-screen.tsx";
import "../ui/staff.css";
import "./analysis.css";
import "./building.css";
import "./legend.css";

/** The map of what the votes say, for analysts; for everybody once the campaign is published. */
export function AnalysisPage() {
  const { slug = "" } = useParams();
  const { t, i18n } = useTranslation("analysis");
  const me = useMe();
  const campaign = useCampaign(slug);
  const title = campaign.data === undefined ? "" : textIn(campaign.data.title, i18n.language);
  const isAnalyst = me.data !== undefined && me.data !== null && mayActAs(me.data.role, "analyst");
  const mayRead = isAnalyst || (campaign.data !== undefined && campaign.data.published !== null);

  if (isNotFound(campaign.error)) return <NotFoundPage />;
  return (
    <Page title={title} width="wide" actions={<CampaignLink slug={slug} title={title} />}>
      {(me.isPending || campaign.isPending) && <Loading isWholePage={false} />}
      {campaign.isError && (
        <div className="centred">
          <Problem fault={campaign.error} onRetry={() => void campaign.refetch()} />
        </div>
      )}
      {campaign.isSuccess && !me.isPending && !mayRead && (
        <SignInNeeded title={t("signIn.title")} text={t("signIn.text")} slug={slug} />
      )}
      {campaign.isSuccess && mayRead && <AnalysisScreen campaign={campaign.data} isAnalyst={isAnalyst} />}
    </Page>
  );
}

function CampaignLink({ slug, title }: { slug: string; title: string }) {
  return (
    <Link className="analysis-title" to={`/campaigns/${slug}`}>
      {title}
    </Link>
  );
}
