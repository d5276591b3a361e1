import type { ExpectedCount } from "../../shared/summary.ts";

/** Share (0–1) of the looked-at buildings damaged by each scene's date, from the sums per interval. */
export function shareDamagedBy(perInterval: readonly ExpectedCount[]): number[] {
  const total = perInterval.reduce((sum, { expected }) => sum + expected, 0);
  let damaged = 0;
  return perInterval.slice(0, -1).map(({ expected }) => {
    damaged += expected;
    return total === 0 ? 0 : damaged / total;
  });
}
