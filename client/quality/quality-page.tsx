import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { Problem } from "../ui/problem.tsx";
import { AgreementSection } from "./agreement-section.tsx";
import { AnswerFigures } from "./answer-figures.tsx";
import { GoldSection } from "./gold-section.tsx";
import { useQuality } from "./use-quality.ts";
import { WindowSection } from "./window-section.tsx";
import { AnalystPage } from "./analyst-page.tsx";
import "../ui/staff.css";
import "./quality.css";

/** How good a campaign's answers are, for analysts who must say so in public. */
export function QualityPage() {
  const { t } = useTranslation("quality");
  return <AnalystPage title={t("title")}>{(campaign) => <Report campaign={campaign} />}</AnalystPage>;
}

function Report({ campaign }: { campaign: Campaign }) {
  const { t, i18n } = useTranslation("quality");
  const quality = useQuality(campaign.slug, true);
  return (
    <article className="quality">
      <header>
        <p className="breadcrumb">
          <Link to={`/campaigns/${campaign.slug}/map`}>{t("map")}</Link>
        </p>
        <h1>{t("title")}</h1>
        <p className="quality-campaign">{textIn(campaign.title, i18n.language)}</p>
        <p className="quiet">{t("intro")}</p>
        {campaign.asks.class && (
          <p>
            <Link to={`/campaigns/${campaign.slug}/map/samples`}>{t("sample.link")}</Link>
          </p>
        )}
      </header>
      {quality.isPending && <Loading isWholePage={false} />}
      {quality.isError && <Problem fault={quality.error} onRetry={() => void quality.refetch()} />}
      {quality.isSuccess && quality.data.answers === 0 && (
        <Notice title={t("emptyTitle")}>{t("emptyText")}</Notice>
      )}
      {quality.isSuccess && quality.data.answers > 0 && (
        <>
          <AnswerFigures quality={quality.data} />
          {campaign.asks.class && <AgreementSection agreement={quality.data.agreement} />}
          <GoldSection campaign={campaign} gold={quality.data.gold} />
          {campaign.asks.window && <WindowSection gold={quality.data.goldWindow} />}
        </>
      )}
    </article>
  );
}
