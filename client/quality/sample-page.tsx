import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router-dom";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { SampleLabelling } from "./sample-labelling.tsx";
import { SampleList } from "./sample-list.tsx";
import { SampleReportView } from "./sample-report.tsx";
import { AnalystPage } from "./analyst-page.tsx";
import "../ui/staff.css";
import "./quality.css";
import "./print.css";
import "./sample.css";

/** Expert samples: drawn, labelled blind, and what they say of the map. The address tells which of the three is shown. */
export function SamplePage() {
  const { t } = useTranslation("quality");
  return <AnalystPage title={t("sample.title")}>{(campaign) => <Samples campaign={campaign} />}</AnalystPage>;
}

function Samples({ campaign }: { campaign: Campaign }) {
  const { t, i18n } = useTranslation("quality");
  const [search] = useSearchParams();
  const [labelling, report] = [search.get("label"), search.get("report")];
  const home = `/campaigns/${campaign.slug}/map/samples`;
  const isHome = labelling === null && report === null;
  return (
    <article className="quality samples">
      <header>
        <p className="breadcrumb">
          <Link to={isHome ? `/campaigns/${campaign.slug}/map/quality` : home}>
            {t(isHome ? "title" : "sample.back")}
          </Link>
        </p>
        <h1>{t("sample.title")}</h1>
        <p className="quality-campaign">{textIn(campaign.title, i18n.language)}</p>
        {isHome && <p className="quiet">{t("sample.intro")}</p>}
      </header>
      {labelling !== null && <SampleLabelling key={labelling} campaign={campaign} id={labelling} />}
      {report !== null && <SampleReportView campaign={campaign} id={report} />}
      {isHome && <SampleList campaign={campaign} />}
    </article>
  );
}
