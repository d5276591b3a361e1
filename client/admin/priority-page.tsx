import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router-dom";
import { textIn } from "../../shared/text.ts";
import { useCampaign } from "../campaigns/use-campaign.ts";
import { Loading } from "../ui/loading.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { PriorityEditor } from "./priority-editor.tsx";
import "./priority.css";

/** Where volunteers are sent first, drawn on the map or given in numbers. */
export function PriorityPage() {
  const { slug = "" } = useParams();
  const { t, i18n } = useTranslation("staff");
  const campaign = useCampaign(slug);
  return (
    <Page title={t("areas.title")} width="wide">
      <div className="priority-page">
        <p className="breadcrumb">
          <Link to={`/admin/campaigns/${slug}`}>
            <bdi>{campaign.data === undefined ? slug : textIn(campaign.data.title, i18n.language)}</bdi>
          </Link>
        </p>
        <header className="priority-head">
          <h1>{t("areas.title")}</h1>
          <p className="quiet">{t("areas.intro")}</p>
        </header>
        {campaign.isPending && <Loading isWholePage={false} />}
        {campaign.isError && <Problem fault={campaign.error} onRetry={() => void campaign.refetch()} />}
        {campaign.isSuccess && <PriorityEditor key={slug} campaign={campaign.data} />}
      </div>
    </Page>
  );
}
