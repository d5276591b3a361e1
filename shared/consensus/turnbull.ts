/**
 * Turnbull's nonparametric maximum likelihood estimate of interval-censored times, per building: every vote is
 * believed equally and entirely. A comparator, as R's `survival::survfit` computes it.
 *
 * @see Turnbull, Journal of the Royal Statistical Society B 38 (1976) 290–295
 */

const MOST_STEPS = 20_000;
const TOLERANCE = 1e-13;

/** Mass can only lie on these: from a low bound to the next high bound with no other low bound between. */
export type InnermostInterval = { from: number; to: number; mass: number };

/** Brackets claim intervals low … high, inclusive; all arrays of one building, at least one row. */
export function turnbull(low: ArrayLike<number>, high: ArrayLike<number>): InnermostInterval[] {
  const rows = low.length;
  const lows = [...new Set(Array.from(low))].sort((a, b) => a - b);
  const highs = [...new Set(Array.from(high))].sort((a, b) => a - b);
  const found: InnermostInterval[] = [];
  for (const [i, from] of lows.entries()) {
    const to = highs.find((one) => one >= from);
    const next = lows[i + 1];
    if (to !== undefined && (next === undefined || to < next)) found.push({ from, to, mass: 0 });
  }
  const size = found.length;
  const holds = new Uint8Array(rows * size);
  for (let v = 0; v < rows; v++) {
    found.forEach((one, j) => {
      if (low[v]! <= one.from && one.to <= high[v]!) holds[v * size + j] = 1;
    });
  }
  let mass = new Float64Array(size).fill(1 / size);
  let next = new Float64Array(size);
  for (let step = 0; step < MOST_STEPS; step++) {
    next.fill(0);
    for (let v = 0; v < rows; v++) {
      let inside = 0;
      for (let j = 0; j < size; j++) if (holds[v * size + j] === 1) inside += mass[j]!;
      for (let j = 0; j < size; j++) if (holds[v * size + j] === 1) next[j]! += mass[j]! / inside / rows;
    }
    let moved = 0;
    for (let j = 0; j < size; j++) moved = Math.max(moved, Math.abs(next[j]! - mass[j]!));
    [mass, next] = [next, mass];
    if (moved < TOLERANCE) break;
  }
  return found.map((one, j) => ({ ...one, mass: mass[j]! }));
}
