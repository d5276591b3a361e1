import type { ExpectedCount } from "../../shared/summary.ts";

type WeekBarsProps = {
  /** One per week: its ends on the rail, CSS pixels from its start, and what is expected in it. */
  bars: readonly { week: string; from: number; to: number; count: ExpectedCount; isPassed: boolean }[];
  width: number;
  isRtl: boolean;
};

const HEIGHT_PX = 28;

/** The buildings damaged in each week, as quiet bars above the dates: those by now are full. The chart says them in numbers. */
export function WeekBars({ bars, width, isRtl }: WeekBarsProps) {
  const most = Math.max(...bars.map(({ count }) => count.expected), 0);
  if (most === 0 || width === 0) return null;
  return (
    <svg className="week-bars" width={width} height={HEIGHT_PX} aria-hidden="true">
      {bars.map(({ week, from, to, count, isPassed }) => {
        const height = (count.expected / most) * (HEIGHT_PX - 2);
        const gap = to - from > 5 ? 1 : 0;
        return (
          <rect
            key={week}
            data-passed={isPassed}
            x={isRtl ? width - to + gap : from + gap}
            width={Math.max(0.5, to - from - 2 * gap)}
            y={HEIGHT_PX - height}
            height={height}
          />
        );
      })}
    </svg>
  );
}
