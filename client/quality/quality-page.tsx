import { Printer } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { Problem } from "../ui/problem.tsx";
import { AgreementSection } from "./agreement-section.tsx";
import { AnswerFigures } from "./answer-figures.tsx";
import { GoldSection } from "./gold-section.tsx";
import { SkillSection } from "./skill-section.tsx";
import { useQuality } from "./use-quality.ts";
import { WindowSection } from "./window-section.tsx";
import { AnalystPage } from "./analyst-page.tsx";
import "../ui/staff.css";
import "./quality.css";
import "./print.css";

/** How good a campaign's answers are, for analysts who must say so in public. */
export function QualityPage() {
  const { t } = useTranslation("quality");
  return <AnalystPage title={t("title")}>{(campaign) => <Report campaign={campaign} />}</AnalystPage>;
}

function Report({ campaign }: { campaign: Campaign }) {
  const { t, i18n } = useTranslation("quality");
  const format = useFormat();
  const quality = useQuality(campaign.slug, true);
  return (
    <article className="quality">
      <header>
        <p className="breadcrumb no-print">
          <Link to={`/campaigns/${campaign.slug}/map`}>{t("map")}</Link>
        </p>
        <h1>{t("title")}</h1>
        <p className="quality-campaign">{textIn(campaign.title, i18n.language)}</p>
        <p className="quiet">{t("intro")}</p>
        {quality.isSuccess && (
          <p className="quality-as-of">
            <span>
              {t("asOf", { at: format.moment(new Date(quality.dataUpdatedAt).toISOString(), "minute") })}
            </span>
            <Button className="no-print" onClick={() => print()}>
              <Printer size={16} aria-hidden="true" />
              {t("print")}
            </Button>
          </p>
        )}
        {campaign.asks.class && (
          <p className="no-print">
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
          <SkillSection skills={quality.data.skills} />
          <GoldSection campaign={campaign} gold={quality.data.gold} />
          {campaign.asks.window && <WindowSection gold={quality.data.goldWindow} />}
        </>
      )}
    </article>
  );
}
