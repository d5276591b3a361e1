import { useTranslation } from "react-i18next";
import { ChartFigure } from "../analysis/chart-figure.tsx";
import { useFormat } from "../i18n/format.ts";
import type { ReliabilityRow } from "../../shared/quality.ts";
import { reliabilityPoints } from "./reliability.ts";
import { useDecimals } from "./use-decimals.ts";

/** The square of the diagram inside its margins, and the strip of counts below it; units of the drawing. */
const [LEFT, TOP, SIDE, STRIP, GAP] = [40, 8, 280, 34, 8];
const [WIDTH, HEIGHT] = [LEFT + SIDE + 12, TOP + SIDE + GAP + STRIP + 36];
const TICKS = [0, 0.25, 0.5, 0.75, 1];

type ReliabilityChartProps = {
  scores: { expectedCalibrationError: number; reliability: readonly ReliabilityRow[] };
};

/** Stated probability against the share that is right, bin by bin, with the diagonal of perfect honesty. */
export function ReliabilityChart({ scores }: ReliabilityChartProps) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  const say = useDecimals(3);
  const points = reliabilityPoints(scores.reliability);
  const most = Math.max(1, ...points.map(({ buildings }) => buildings));
  const x = (share: number) => LEFT + share * SIDE;
  const y = (share: number) => TOP + (1 - share) * SIDE;
  const base = TOP + SIDE + GAP + STRIP;
  const binOf = ({ from, to }: { from: number; to: number }) =>
    `\u2066${format.percent(from)} – ${format.percent(to)}\u2069`;
  return (
    <ChartFigure
      title={t("reliability.title")}
      note={t("reliability.note")}
      columns={[
        t("reliability.bin"),
        t("reliability.stated"),
        t("reliability.right"),
        t("reliability.range"),
        t("reliability.buildings"),
      ]}
      rows={points.map((point) => [
        binOf(point),
        format.percent(point.stated),
        format.percent(point.right),
        `\u2066${format.percent(point.low)} – ${format.percent(point.high)}\u2069`,
        format.number(point.buildings),
      ])}
    >
      <svg
        className="reliability"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t("reliability.summary", { ece: say(scores.expectedCalibrationError) })}
      >
        {TICKS.map((tick) => (
          <g key={tick} className="reliability-grid">
            <path d={`M${x(0)} ${y(tick)}H${x(1)}M${x(tick)} ${y(0)}V${y(1)}`} />
            <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
              {format.percent(tick)}
            </text>
            <text x={x(tick)} y={base + 14} textAnchor="middle">
              {format.percent(tick)}
            </text>
          </g>
        ))}
        <path className="reliability-diagonal" d={`M${x(0)} ${y(0)}L${x(1)} ${y(1)}`} />
        <text className="reliability-axis" x={x(0) + 8} y={TOP + 16}>
          {t("reliability.axisRight")}
        </text>
        <text className="reliability-axis" x={x(1)} y={base + 30} textAnchor="end">
          {t("reliability.axisStated")}
        </text>
        {points.map((point) => (
          <g key={point.from}>
            <title>{`${binOf(point)}: ${format.percent(point.right)} (${format.number(point.buildings)})`}</title>
            <rect
              className="reliability-count"
              x={x(point.from) + 1}
              width={(point.to - point.from) * SIDE - 2}
              y={base - (point.buildings / most) * STRIP}
              height={Math.max(1, (point.buildings / most) * STRIP)}
            />
            <path
              className="reliability-range"
              d={`M${x(point.stated)} ${y(point.low)}V${y(point.high)}m-4 0h8M${x(point.stated) - 4} ${y(point.low)}h8`}
            />
            <circle className="reliability-point" cx={x(point.stated)} cy={y(point.right)} r="5" />
          </g>
        ))}
      </svg>
    </ChartFigure>
  );
}
