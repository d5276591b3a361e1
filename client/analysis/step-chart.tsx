import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { ChartFigure } from "./chart-figure.tsx";
import "./step-chart.css";

type StepChartProps = {
  title: string;
  note?: string;
  /** What is counted; buildings unless said. */
  unit?: string;
  /** Where the steps begin after the first, shares of 0–1. */
  steps: readonly number[];
  /** Buildings in each step, the lowest first; one more than `steps`. */
  counts: readonly number[];
  colours: readonly string[];
};

/** How many buildings lie in each step of a share, such as certainty; the highest step on top. */
export function StepChart({ title, note, unit, steps, counts, colours }: StepChartProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const total = Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  );
  const most = Math.max(1, ...counts);
  const nameOf = (step: number) => {
    const [from, to] = [steps[step - 1], steps[step]];
    if (from === undefined) return t("legend.below", { share: format.percent(to ?? 1) });
    if (from === 1) return format.percent(1);
    if (to === undefined) return t("legend.atLeast", { share: format.percent(from) });
    return t("legend.between", { from: format.percent(from), to: format.percent(to) });
  };
  const rows = counts
    .map((count, step) => ({ name: nameOf(step), count, colour: colours[step] }))
    .toReversed();
  return (
    <section>
      <ChartFigure
        title={title}
        {...(note === undefined ? {} : { note })}
        columns={[t("chart.share"), unit ?? t("chart.buildings"), t("chart.ofAll")]}
        rows={rows.map(({ name, count }) => [name, format.number(count), format.percent(count / total)])}
      >
        <ul className="step-bars" aria-label={title}>
          {rows.map(({ name, count, colour }) => (
            <li key={name}>
              <span>{name}</span>
              <svg aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 6">
                <rect width="100" height="6" />
                <rect width={(count / most) * 100} height="6" fill={colour} />
              </svg>
              <span>{format.number(count)}</span>
            </li>
          ))}
        </ul>
      </ChartFigure>
    </section>
  );
}
