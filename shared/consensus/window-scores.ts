/** How good windows are against known truth: exactness, and whether sets hold what they state. */
import type { CredibleSet } from "./credible.ts";
import { argmax } from "./temper.ts";

/** One building: probability per interval, the smallest set that holds 90 %, and the intervals that may be right. */
export type JudgedWindow = { q: Float64Array; set: CredibleSet; low: number; high: number };

export type WindowMeasures = {
  buildings: number;
  /** Share whose most probable interval is right. */
  exact: number;
  set90: { stated: number; covers: number; meanIntervals: number; meanDays: number | null };
  /** Expected calibration error of the most probable interval, ten equal-width bins (Guo et al., ICML 2017). */
  calibrationError: number;
  /** Mean −ln of the probability of what is right, floored at 1e-15. */
  logLoss: number;
};

const BIN_COUNT = 10;
const LEAST_P = 1e-15;

/** Measures at least one building. */
export function scoreWindows(judged: readonly JudgedWindow[]): WindowMeasures {
  const gap = new Float64Array(BIN_COUNT);
  const sum = { exact: 0, stated: 0, covers: 0, intervals: 0, logLoss: 0 };
  const days: number[] = [];
  for (const { q, set, low, high } of judged) {
    const isRight = (c: number): boolean => low <= c && c <= high;
    const best = argmax(q);
    const right = isRight(best) ? 1 : 0;
    gap[Math.min(BIN_COUNT - 1, Math.floor(q[best]! * BIN_COUNT))]! += q[best]! - right;
    let p = 0;
    for (let c = low; c <= high; c++) p += q[c]!;
    sum.exact += right;
    sum.stated += set.mass;
    sum.covers += set.intervals.some(isRight) ? 1 : 0;
    sum.intervals += set.intervals.length;
    sum.logLoss -= Math.log(Math.max(LEAST_P, p));
    if (set.days !== null) days.push(set.days);
  }
  const n = judged.length;
  return {
    buildings: n,
    exact: sum.exact / n,
    set90: {
      stated: sum.stated / n,
      covers: sum.covers / n,
      meanIntervals: sum.intervals / n,
      meanDays: days.length === 0 ? null : days.reduce((total, one) => total + one, 0) / days.length,
    },
    calibrationError: gap.reduce((total, one) => total + Math.abs(one), 0) / n,
    logLoss: sum.logLoss / n,
  };
}
