import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { mayActAs } from "../../shared/accounts.ts";
import { AGREEMENT_STEPS, CERTAINTY_STEPS } from "../../shared/certainty.ts";
import { CampaignProgress } from "../campaigns/campaign-progress.tsx";
import { useFormat } from "../i18n/format.ts";
import { CopyingNotice } from "../people/copying-notice.tsx";
import { useMe } from "../session.ts";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { Problem } from "../ui/problem.tsx";
import { BuildingList } from "./building-list.tsx";
import { ClassChart } from "./class-chart.tsx";
import { FilterFaults } from "./filter-faults.tsx";
import { FilterFields } from "./filter-fields.tsx";
import { CERTAINTY_COLOURS } from "./looks.ts";
import type { PanelProps } from "./panel.tsx";
import { StepChart } from "./step-chart.tsx";
import { useSummary } from "./use-summary.ts";
import { WeekChart } from "./week-chart.tsx";

/** How far the campaign is, and what the buildings under the filter look like together. */
export function Overview(props: PanelProps) {
  const { t } = useTranslation("analysis");
  const { campaign, timeline, summary, link } = props;
  return (
    <>
      <CopyingAlarm slug={campaign.slug} />
      <section>
        <div className="panel-head">
          <h2>{t("overview.progress")}</h2>
          <output className={link.isLive ? "badge badge-live" : "badge"}>
            {t(link.isLive ? "overview.live" : "overview.notLive")}
          </output>
        </div>
        <CampaignProgress progress={campaign.progress} />
        <Figures {...props} />
        {props.isAnalyst && <QualityLink slug={campaign.slug} />}
      </section>
      <section>
        <h2>{t("filter.title")}</h2>
        <FilterFaults />
        <FilterFields {...props} />
      </section>
      {summary === null ? (
        <Waiting {...props} />
      ) : summary.matching === 0 ? (
        <Notice title={t("filter.noneTitle")}>{t("filter.noneText")}</Notice>
      ) : (
        <>
          {campaign.asks.class && <ClassChart campaign={campaign} summary={summary} />}
          {campaign.asks.window && timeline.scenes.length > 0 && (
            <section>
              <WeekChart timeline={timeline} perInterval={summary.perInterval} />
            </section>
          )}
          <StepChart
            title={t("chart.certainty")}
            steps={CERTAINTY_STEPS}
            counts={summary.certainty}
            colours={CERTAINTY_COLOURS}
          />
          <StepChart
            title={t("chart.agreement")}
            note={t("chart.agreementNote")}
            steps={AGREEMENT_STEPS}
            counts={summary.agreement}
            colours={CERTAINTY_COLOURS}
          />
          <BuildingList {...props} />
        </>
      )}
    </>
  );
}

/** The figures are on their way, or did not come. */
function Waiting({ campaign, view }: PanelProps) {
  const { isError, error, refetch } = useSummary(campaign.slug, view.filter);
  if (isError) return <Problem fault={error} onRetry={() => void refetch()} />;
  return <Loading isWholePage={false} />;
}

function Figures({ campaign, summary }: PanelProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const statuses = summary?.statuses;
  const figures = [
    [t("overview.settled"), statuses?.settled],
    [t("overview.disputed"), statuses?.disputed],
    [t("overview.reviewed"), statuses?.reviewed],
    [t("overview.open"), statuses?.open],
    [t("overview.votes"), campaign.progress.votes],
    [t("overview.volunteers"), campaign.progress.volunteers],
  ] as const;
  return (
    <dl className="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value === undefined ? "–" : format.number(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Admins alone hear of copies; the link leads them to the decision. */
function CopyingAlarm({ slug }: { slug: string }) {
  const me = useMe();
  const isAdmin = me.data !== undefined && me.data !== null && mayActAs(me.data.role, "admin");
  return isAdmin ? <CopyingNotice slug={slug} /> : null;
}

function QualityLink({ slug }: { slug: string }) {
  const { t } = useTranslation("quality");
  return (
    <p>
      <Link to={`/campaigns/${slug}/map/quality`}>{t("link")}</Link>
    </p>
  );
}
