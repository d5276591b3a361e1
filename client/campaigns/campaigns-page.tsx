import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { CampaignCard } from "./campaign-card.tsx";
import { useCampaigns } from "./use-campaigns.ts";
import "./campaigns.css";

/** The front door: what Aftermap is for, and the campaigns one can take part in. */
export function CampaignsPage() {
  const { t } = useTranslation("campaigns");
  const { list: campaigns, items } = useCampaigns();

  return (
    <Page title="">
      <div className="front">
        <h1>{t("list.title")}</h1>
        <p>{t("list.intro")}</p>
      </div>
      <section aria-labelledby="campaigns-heading">
        <h2 id="campaigns-heading" className="section-heading">
          {t("list.heading")}
        </h2>
        {campaigns.isPending && <Loading isWholePage={false} />}
        {campaigns.isError && <Problem fault={campaigns.error} onRetry={() => void campaigns.refetch()} />}
        {campaigns.isSuccess && items.length === 0 && (
          <Notice title={t("list.emptyTitle")}>{t("list.emptyText")}</Notice>
        )}
        <ul className="campaign-list">
          {items.map((campaign) => (
            <li key={campaign.slug}>
              <CampaignCard campaign={campaign} />
            </li>
          ))}
        </ul>
        {campaigns.hasNextPage && (
          <Button disabled={campaigns.isFetchingNextPage} onClick={() => void campaigns.fetchNextPage()}>
            {t("list.more")}
          </Button>
        )}
      </section>
    </Page>
  );
}
