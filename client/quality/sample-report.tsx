import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { Estimate, SampleReport } from "../../shared/samples.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Problem } from "../ui/problem.tsx";
import { SampleDrawn } from "./sample-drawn.tsx";
import { useSampleReport } from "./use-samples.ts";

/** How right the map is by one sample, to be read, printed and cited. */
export function SampleReportView({ campaign, id }: { campaign: Campaign; id: string }) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  const report = useSampleReport(id);
  if (report.isPending) return <Loading isWholePage={false} />;
  if (report.isError) return <Problem fault={report.error} onRetry={() => void report.refetch()} />;
  const { size, labelled, accuracy, cannotTell } = report.data;
  return (
    <section className="sample-report">
      <p className="quiet">
        <SampleDrawn sample={report.data} />
        {" · "}
        {t("sample.progress", { done: labelled, count: size })}
        {cannotTell > 0 && ` · ${t("sample.couldNotTell", { count: cannotTell })}`}
      </p>
      {accuracy === null ? (
        <p>{t("sample.unscored")}</p>
      ) : (
        <>
          <div className="measure sample-accuracy">
            <h2>{t("sample.accuracy")}</h2>
            <p className="measure-value">{format.percent(accuracy.value)}</p>
            <p className="measure-range">
              {t("sample.range", { low: format.percent(accuracy.low), high: format.percent(accuracy.high) })}
            </p>
            <p>{t("sample.accuracyText")}</p>
          </div>
          <PerClass campaign={campaign} report={report.data} />
          <Confusion campaign={campaign} report={report.data} />
        </>
      )}
      <p className="sample-actions no-print">
        <a className="button button-plain button-m" href={`/api/v1/samples/${id}/report.csv`} download>
          {t("sample.csv")}
        </a>
        <Button onClick={() => print()}>{t("sample.print")}</Button>
      </p>
    </section>
  );
}

type TableProps = { campaign: Campaign; report: SampleReport };

function PerClass({ campaign, report }: TableProps) {
  const { t } = useTranslation("quality");
  const labelOf = useClassLabel(campaign.scale);
  return (
    <>
      <h2>{t("sample.perClass")}</h2>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("sample.class")}</th>
              <th scope="col">{t("sample.precision")}</th>
              <th scope="col">{t("sample.recall")}</th>
              <th scope="col">{t("sample.prevalence")}</th>
            </tr>
          </thead>
          <tbody>
            {report.classes.map(({ code, precision, recall, prevalence }) => (
              <tr key={code}>
                <th scope="row">{labelOf(code)}</th>
                <Share estimate={precision} />
                <Share estimate={recall} />
                <Share estimate={prevalence} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Share({ estimate }: { estimate: Estimate | null }) {
  const format = useFormat();
  if (estimate === null) return <td>–</td>;
  return (
    <td>
      {format.percent(estimate.value)}{" "}
      <span className="quiet">
        <bdi>{`${format.percent(estimate.low)} – ${format.percent(estimate.high)}`}</bdi>
      </span>
    </td>
  );
}

function Confusion({ campaign, report }: TableProps) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  const labelOf = useClassLabel(campaign.scale);
  return (
    <div className="table-scroll">
      <table className="table sample-confusion">
        <caption>{t("sample.confusion")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("sample.class")}</th>
            {report.classes.map(({ code }) => (
              <th key={code} scope="col">
                {labelOf(code)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.classes.map(({ code }, row) => (
            <tr key={code}>
              <th scope="row">{labelOf(code)}</th>
              {report.classes.map(({ code: column }, at) => (
                <td key={column} data-right={at === row}>
                  {format.number(report.confusion[row]?.[at] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
