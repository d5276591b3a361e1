import { useTranslation } from "react-i18next";
import type { ExpectedCount } from "../../shared/summary.ts";
import { useFormat } from "../i18n/format.ts";
import { ChartFigure } from "./chart-figure.tsx";
import { windowColour } from "./looks.ts";
import type { Timeline } from "./moments.ts";
import { useWeekWords } from "./week-words.ts";
import { expectedPerWeek, stopsOf } from "./weeks.ts";

type WeekChartProps = { timeline: Timeline; perInterval: readonly ExpectedCount[] };

const [WIDTH, HEIGHT, BASE, TOP] = [360, 124, 108, 16];
/** Narrower than this a bar has no room for its range's ends. */
const ENDS_FROM = 6;

/** Buildings expected to have been damaged in each week, with the range in which that lies nine times in ten. */
export function WeekChart({ timeline, perInterval }: WeekChartProps) {
  const { t, i18n } = useTranslation("analysis");
  const format = useFormat();
  const sayWeek = useWeekWords();
  const weeks = expectedPerWeek(perInterval, stopsOf(timeline, true), timeline);
  const [before, most] = [perInterval[0], Math.max(1, ...weeks.map(({ count }) => count.high))];
  const slot = WIDTH / Math.max(1, weeks.length);
  const isRtl = i18n.dir() === "rtl";
  const x = (index: number) => (isRtl ? weeks.length - 1 - index : index) * slot;
  const y = (value: number) => BASE - (value / most) * (BASE - TOP);
  const say = (value: number) => format.number(Math.round(value * 10) / 10);
  const sayRange = ({ low, high }: ExpectedCount) => `${say(low)} – ${say(high)}`;
  const first = timeline.scenes[0];
  const top = weeks.reduce((best, one) => (one.count.expected > best.count.expected ? one : best), {
    week: weeks[0]?.week ?? "1970-01-05",
    count: { expected: 0, low: 0, high: 0 },
  });
  if (first === undefined) return null;
  const beforeFirst = t("window.before", { date: format.date(first.acquiredAt) });

  return (
    <ChartFigure
      title={t("chart.perWeek")}
      note={`${beforeFirst}: ${before === undefined ? "0" : say(before.expected)}. ${t("chart.perWeekNote")}`}
      columns={[t("chart.week"), t("chart.expected"), t("chart.range")]}
      rows={[
        ...(before === undefined ? [] : [[beforeFirst, say(before.expected), sayRange(before)]]),
        ...weeks.map(({ week, count }) => [sayWeek(week), say(count.expected), sayRange(count)]),
      ]}
    >
      <svg
        className="interval-chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t("chart.most", {
          title: t("chart.perWeek"),
          interval: sayWeek(top.week),
          value: say(top.count.expected),
        })}
      >
        <line x1="0" x2={WIDTH} y1={BASE} y2={BASE} className="chart-axis" />
        {weeks.map(({ week, interval, count }, index) => {
          const { expected, low, high } = count;
          const middle = x(index) + slot / 2;
          const ends = slot < ENDS_FROM ? "" : `M${middle - 2} ${y(high)}h4M${middle - 2} ${y(low)}h4`;
          return (
            <g key={week}>
              <title>{`${sayWeek(week)}: ${say(expected)} (${sayRange(count)})`}</title>
              <rect x={x(index)} width={slot} y={0} height={BASE} fill="transparent" />
              <rect
                x={x(index) + slot * 0.12}
                width={slot * 0.76}
                y={y(expected)}
                height={Math.max(0.5, BASE - y(expected))}
                fill={windowColour(interval, timeline.scenes.length)}
              />
              {high - low > 0.05 && (
                <path className="chart-range" d={`M${middle} ${y(low)}V${y(high)}${ends}`} />
              )}
            </g>
          );
        })}
        <text x={isRtl ? WIDTH : 0} y={TOP - 5} className="chart-most" textAnchor={isRtl ? "end" : "start"}>
          {say(most)}
        </text>
      </svg>
      <p className="chart-ends quiet">
        <span>{format.date(first.acquiredAt)}</span>
        <span>{format.date(timeline.scenes.at(-1)?.acquiredAt ?? first.acquiredAt)}</span>
      </p>
    </ChartFigure>
  );
}
