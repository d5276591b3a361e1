import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router-dom";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { StatusBadge } from "../campaigns/status-badge.tsx";
import { useCampaign } from "../campaigns/use-campaign.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { CopyingNotice } from "../people/copying-notice.tsx";
import { PeopleLinks } from "../people/people-links.tsx";
import { BatchHistory } from "./batch-history.tsx";
import { BuildingsStep } from "./buildings-step.tsx";
import { ImageryStep } from "./imagery-step.tsx";
import { ArchivedNotice, ManageKeep } from "./manage-keep.tsx";
import { PeopleGold } from "./people-gold.tsx";
import { SecondReview } from "./second-review.tsx";
import { ShareLinks } from "./share-links.tsx";
import { StatusStep } from "./status-step.tsx";
import { TasksStep } from "./tasks-step.tsx";
import { useBatches } from "./use-batches.ts";

/** One campaign from its first image to its volunteers, in the order in which things must come. */
export function ManagePage() {
  const { slug = "" } = useParams();
  const { t, i18n } = useTranslation("admin");
  const campaign = useCampaign(slug);
  return (
    <Page title={campaign.data === undefined ? t("title") : textIn(campaign.data.title, i18n.language)}>
      <p className="breadcrumb">
        <Link to="/admin">{t("list.title")}</Link>
      </p>
      {campaign.isPending && <Loading isWholePage={false} />}
      {campaign.isError && <Problem fault={campaign.error} onRetry={() => void campaign.refetch()} />}
      {campaign.isSuccess && <Steps key={slug} campaign={campaign.data} />}
    </Page>
  );
}

function Steps({ campaign }: { campaign: Campaign }) {
  const { t, i18n } = useTranslation("admin");
  const batches = useBatches(campaign.slug);
  const items = batches.data?.items ?? [];
  return (
    <>
      <div className="admin-head">
        <div>
          <h1>{textIn(campaign.title, i18n.language)}</h1>
          <p className="quiet">
            <StatusBadge status={campaign.status} /> <bdi>{campaign.slug}</bdi>
          </p>
        </div>
      </div>
      <ArchivedNotice campaign={campaign} />
      <CopyingNotice slug={campaign.slug} />
      <ol className="steps" aria-label={t("steps.label")}>
        <ImageryStep campaign={campaign} batches={items} />
        <BuildingsStep campaign={campaign} batches={items} />
        <TasksStep campaign={campaign} />
        <StatusStep campaign={campaign} />
      </ol>
      <PeopleLinks slug={campaign.slug} />
      <PeopleGold slug={campaign.slug} />
      <p className="guide-link">
        <ButtonLink to={`/admin/campaigns/${campaign.slug}/guide`}>{t("guide.link")}</ButtonLink>
      </p>
      <SecondReview campaign={campaign} />
      <ShareLinks campaign={campaign} />
      <ManageKeep campaign={campaign} />
      {batches.isError && <Problem fault={batches.error} onRetry={() => void batches.refetch()} />}
      <BatchHistory batches={items} />
    </>
  );
}
