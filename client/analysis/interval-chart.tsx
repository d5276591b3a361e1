import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { ChartFigure } from "./chart-figure.tsx";
import { useIntervalWords } from "./interval-words.ts";
import { INTACT_COLOUR, windowColour } from "./looks.ts";
import type { Timeline } from "./moments.ts";
import { useProbability } from "./probability.ts";

type IntervalChartProps = {
  timeline: Timeline;
  /** One probability per interval, 0–1; the last is "still intact". */
  shares: readonly number[];
  title: string;
};

const [WIDTH, HEIGHT, BASE, TOP] = [360, 128, 104, 12];

/** A bar per interval between two pictures: how likely it is that one building was damaged then. */
export function IntervalChart({ timeline, shares, title }: IntervalChartProps) {
  const { t, i18n } = useTranslation("analysis");
  const format = useFormat();
  const sayProbability = useProbability();
  const wordsOf = useIntervalWords(timeline);
  const most = Math.max(...shares, 0.01);
  const slot = WIDTH / Math.max(1, shares.length);
  const isRtl = i18n.dir() === "rtl";
  const x = (index: number) => (isRtl ? shares.length - 1 - index : index) * slot;
  const y = (value: number) => BASE - (value / most) * (BASE - TOP);
  const count = timeline.scenes.length;
  const highest = shares.indexOf(Math.max(...shares));

  return (
    <ChartFigure
      title={title}
      columns={[t("chart.interval"), t("chart.probability")]}
      rows={shares.map((share, index) => [wordsOf(index), sayProbability(share)])}
    >
      <svg
        className="interval-chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t("chart.most", {
          title,
          interval: wordsOf(highest),
          value: sayProbability(shares[highest] ?? 0),
        })}
      >
        <line x1="0" x2={WIDTH} y1={BASE} y2={BASE} className="chart-axis" />
        {shares.map((share, index) => {
          const middle = x(index) + slot / 2;
          return (
            <g key={wordsOf(index)}>
              <title>{`${wordsOf(index)}: ${sayProbability(share)}`}</title>
              <rect x={x(index)} width={slot} y={0} height={BASE} fill="transparent" />
              <rect
                x={x(index) + slot * 0.16}
                width={slot * 0.68}
                y={y(share)}
                height={Math.max(0.5, BASE - y(share))}
                rx="1.5"
                fill={index === count ? INTACT_COLOUR : windowColour(index, count)}
              />
              <text x={middle} y={BASE + 13} textAnchor="middle">
                {index === count ? "○" : format.number(index + 1)}
              </text>
            </g>
          );
        })}
        <text x={isRtl ? WIDTH : 0} y={TOP - 2} className="chart-most" textAnchor={isRtl ? "end" : "start"}>
          {sayProbability(most)}
        </text>
      </svg>
      <p className="chart-ends quiet">
        <span>{wordsOf(0)}</span>
        <span>{wordsOf(shares.length - 1)}</span>
      </p>
    </ChartFigure>
  );
}
