import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router-dom";
import { API } from "../../shared/api.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { call } from "../api.ts";
import { campaignKey, useCampaign } from "../campaigns/use-campaign.ts";
import { useGuide } from "../learn/use-guide.ts";
import { Loading } from "../ui/loading.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { GuideEditor } from "./guide-editor.tsx";
import { Refusal } from "./refusal.tsx";
import "./guide.css";

/** What a campaign's volunteers are taught and spared: its field guide, and whether pictures begin blurred. */
export function GuidePage() {
  const { slug = "" } = useParams();
  const { t, i18n } = useTranslation("admin");
  const campaign = useCampaign(slug);
  const guide = useGuide(slug);
  return (
    <Page title={t("guide.title")}>
      <p className="breadcrumb">
        <Link to="/admin">{t("list.title")}</Link> ·{" "}
        <Link to={`/admin/campaigns/${slug}`}>
          {campaign.data === undefined ? slug : textIn(campaign.data.title, i18n.language)}
        </Link>
      </p>
      <h1>{t("guide.title")}</h1>
      {(campaign.isPending || guide.isPending) && <Loading isWholePage={false} />}
      {campaign.isError && <Problem fault={campaign.error} onRetry={() => void campaign.refetch()} />}
      {guide.isError && <Problem fault={guide.error} onRetry={() => void guide.refetch()} />}
      {campaign.isSuccess && guide.isSuccess && (
        <div className="admin-form">
          <Care campaign={campaign.data} />
          <GuideEditor key={slug} campaign={campaign.data} entries={guide.data.entries} />
        </div>
      )}
    </Page>
  );
}

function Care({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (blurPictures: boolean) => call(API.changeCampaign, { slug: campaign.slug, blurPictures }),
    onSuccess: (changed) => queries.setQueryData(campaignKey(campaign.slug), changed),
  });
  return (
    <fieldset className="panel">
      <legend>{t("guide.care")}</legend>
      <label className="check">
        <input
          type="checkbox"
          checked={campaign.blurPictures}
          disabled={change.isPending}
          onChange={(event) => change.mutate(event.target.checked)}
        />
        {t("guide.blur")}
      </label>
      <p className="quiet">{t("guide.blurHint")}</p>
      {change.isError && <Refusal fault={change.error} />}
    </fieldset>
  );
}
