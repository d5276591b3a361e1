import { useTranslation } from "react-i18next";
import type { ExpectedCount } from "../../shared/summary.ts";
import { useFormat } from "../i18n/format.ts";
import { ChartFigure } from "./chart-figure.tsx";
import { useIntervalWords } from "./interval-words.ts";
import { INTACT_COLOUR, windowColour } from "./looks.ts";
import type { Timeline } from "./moments.ts";
import { useProbability } from "./probability.ts";

type IntervalChartProps = {
  timeline: Timeline;
  /** One per interval; the last is "still intact". */
  bars: readonly ExpectedCount[];
  title: string;
  note?: string;
  /** Whether the numbers count buildings or are shares of one, 0–1. */
  unit: "count" | "share";
};

const [WIDTH, HEIGHT, BASE, TOP] = [360, 128, 104, 12];

/** A bar per interval between two pictures, with the range in which it lies 9 times in 10. */
export function IntervalChart({ timeline, bars, title, note, unit }: IntervalChartProps) {
  const { t, i18n } = useTranslation("analysis");
  const format = useFormat();
  const sayProbability = useProbability();
  const wordsOf = useIntervalWords(timeline);
  // A sum over all buildings shows when damage was done; how many stand is another question, and would dwarf it.
  const shown = unit === "count" ? bars.slice(0, -1) : bars;
  const say = (value: number) =>
    unit === "share" ? sayProbability(value) : format.number(Math.round(value * 10) / 10);
  const most = Math.max(...shown.map(({ high }) => high), unit === "share" ? 0.01 : 1);
  const slot = WIDTH / Math.max(1, shown.length);
  const isRtl = i18n.dir() === "rtl";
  const x = (index: number) => (isRtl ? shown.length - 1 - index : index) * slot;
  const y = (value: number) => BASE - (value / most) * (BASE - TOP);
  const hasRange = unit === "count";
  const count = timeline.scenes.length;
  const highest = shown.reduce(
    (best, { expected }, at) => (expected > (shown[best]?.expected ?? 0) ? at : best),
    0,
  );

  return (
    <ChartFigure
      title={title}
      {...(note === undefined ? {} : { note })}
      columns={[
        t("chart.interval"),
        unit === "count" ? t("chart.expected") : t("chart.probability"),
        ...(hasRange ? [t("chart.range")] : []),
      ]}
      rows={bars.map(({ expected, low, high }, index) => [
        wordsOf(index),
        say(expected),
        ...(hasRange ? [`${say(low)} – ${say(high)}`] : []),
      ])}
    >
      <svg
        className="interval-chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t("chart.most", {
          title,
          interval: wordsOf(highest),
          value: say(shown[highest]?.expected ?? 0),
        })}
      >
        <line x1="0" x2={WIDTH} y1={BASE} y2={BASE} className="chart-axis" />
        {shown.map(({ expected, low, high }, index) => {
          const middle = x(index) + slot / 2;
          return (
            <g key={wordsOf(index)}>
              <title>{`${wordsOf(index)}: ${say(expected)}`}</title>
              <rect x={x(index)} width={slot} y={0} height={BASE} fill="transparent" />
              <rect
                x={x(index) + slot * 0.16}
                width={slot * 0.68}
                y={y(expected)}
                height={Math.max(0.5, BASE - y(expected))}
                rx="1.5"
                fill={index === count ? INTACT_COLOUR : windowColour(index, count)}
              />
              {hasRange && high - low > 0.05 && (
                <path
                  className="chart-range"
                  d={`M${middle} ${y(low)}V${y(high)}M${middle - 3} ${y(high)}h6M${middle - 3} ${y(low)}h6`}
                />
              )}
              <text x={middle} y={BASE + 13} textAnchor="middle">
                {index === count ? "○" : format.number(index + 1)}
              </text>
            </g>
          );
        })}
        <text x={isRtl ? WIDTH : 0} y={TOP - 2} className="chart-most" textAnchor={isRtl ? "end" : "start"}>
          {say(most)}
        </text>
      </svg>
      <p className="chart-ends quiet">
        <span>{wordsOf(0)}</span>
        <span>{wordsOf(shown.length - 1)}</span>
      </p>
    </ChartFigure>
  );
}
