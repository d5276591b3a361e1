import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router-dom";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { StatusBadge } from "../campaigns/status-badge.tsx";
import { useCampaigns } from "../campaigns/use-campaigns.ts";
import { useFormat } from "../i18n/format.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";

/** All campaigns, drafts too, with where each stands. */
export function CampaignListPage() {
  const { t } = useTranslation(["admin", "staff"]);
  const [search, setSearch] = useSearchParams();
  const isArchive = search.has("archive");
  const { list: campaigns, items } = useCampaigns(isArchive);
  return (
    <Page title={t("title")}>
      <div className="admin-head">
        <h1>{t("list.title")}</h1>
        <div className="step-actions">
          <ButtonLink to="/admin/team">{t("team.title", { ns: "staff" })}</ButtonLink>
          <ButtonLink to="/admin/health">{t("health.title", { ns: "staff" })}</ButtonLink>
          <Button aria-pressed={isArchive} onClick={() => setSearch(isArchive ? {} : { archive: "" })}>
            {t(isArchive ? "keep.showCurrent" : "keep.showArchive", { ns: "staff" })}
          </Button>
          <ButtonLink tone="primary" to="/admin/new">
            <Plus size={20} aria-hidden="true" />
            {t("list.new")}
          </ButtonLink>
        </div>
      </div>
      {campaigns.isPending && <Loading isWholePage={false} />}
      {campaigns.isError && <Problem fault={campaigns.error} onRetry={() => void campaigns.refetch()} />}
      {campaigns.isSuccess && items.length === 0 && isArchive && (
        <p className="quiet">{t("keep.emptyArchive", { ns: "staff" })}</p>
      )}
      {campaigns.isSuccess && items.length === 0 && !isArchive && (
        <Notice title={t("list.emptyTitle")}>{t("list.emptyText")}</Notice>
      )}
      {items.length > 0 && (
        <ul className="admin-list">
          {items.map((campaign) => (
            <li key={campaign.slug}>
              <CampaignRow campaign={campaign} />
            </li>
          ))}
        </ul>
      )}
      {campaigns.hasNextPage && (
        <Button disabled={campaigns.isFetchingNextPage} onClick={() => void campaigns.fetchNextPage()}>
          {t("list.more")}
        </Button>
      )}
    </Page>
  );
}

function CampaignRow({ campaign }: { campaign: Campaign }) {
  const { t, i18n } = useTranslation("admin");
  const format = useFormat();
  const { scenes, progress, slug } = campaign;
  const figures = [
    [t("list.scenes"), scenes.length],
    [t("list.buildings"), progress.buildings],
    [t("list.settled"), progress.settled],
    [t("list.disputed"), progress.disputed],
    [t("list.volunteers"), progress.volunteers],
  ] as const;
  return (
    <article className="admin-row">
      <div>
        <h2>
          <Link to={`/admin/campaigns/${slug}`}>{textIn(campaign.title, i18n.language)}</Link>
        </h2>
        <p className="quiet">
          <StatusBadge status={campaign.status} /> <bdi>{slug}</bdi>
        </p>
      </div>
      <dl>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{format.number(value)}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
