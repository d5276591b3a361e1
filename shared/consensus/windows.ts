/** Every window model behind one door: brackets in, probabilities over intervals out. */
import { createDriftState } from "./displacement.ts";
import { DISPLACEMENT, fitDisplacement, posteriorOfBrackets } from "./fit-displacement.ts";
import { turnbull } from "./turnbull.ts";
import type { BracketVotes } from "./votes.ts";

export const WINDOW_METHODS = ["auto", "mode", "median", "turnbull"] as const;
export type WindowMethod = (typeof WINDOW_METHODS)[number];

export type WindowResult = {
  /** P(interval k) at t·(M+1) + k. */
  q: Float64Array;
  iterations: number;
  logLikelihood: number | null;
};

export function fitWindows(votes: BracketVotes, method: WindowMethod): WindowResult {
  return RUN[method](votes);
}

const RUN: Record<WindowMethod, (votes: BracketVotes) => WindowResult> = {
  auto: displacement,
  mode: (votes) => perBuilding(votes, softMode),
  median: (votes) => perBuilding(votes, medianOfBounds),
  turnbull: (votes) => perBuilding(votes, npmle),
};

function displacement(votes: BracketVotes): WindowResult {
  const fit = fitDisplacement(votes, null, DISPLACEMENT);
  const C = votes.scenes + 1;
  const q = new Float64Array(votes.tasks * C);
  const state = createDriftState(votes.scenes);
  for (let t = 0; t < votes.tasks; t++)
    posteriorOfBrackets(votes, fit, t, state, q.subarray(t * C, (t + 1) * C));
  return { q, iterations: fit.iterations, logLikelihood: fit.logLikelihood };
}

/** Runs a rule on each building's own votes; without votes every interval is equally likely. */
function perBuilding(
  votes: BracketVotes,
  rule: (low: Int16Array, high: Int16Array, out: Float64Array) => void,
): WindowResult {
  const C = votes.scenes + 1;
  const q = new Float64Array(votes.tasks * C);
  for (let t = 0; t < votes.tasks; t++) {
    const from = votes.start[t]!;
    const to = votes.start[t + 1]!;
    const out = q.subarray(t * C, (t + 1) * C);
    if (from === to) out.fill(1 / C);
    else rule(votes.low.subarray(from, to), votes.high.subarray(from, to), out);
  }
  return { q, iterations: 0, logLikelihood: null };
}

/** Each vote spreads itself evenly over its bracket. */
function softMode(low: Int16Array, high: Int16Array, out: Float64Array): void {
  for (let v = 0; v < low.length; v++) {
    const share = 1 / (high[v]! - low[v]! + 1) / low.length;
    for (let c = low[v]!; c <= high[v]!; c++) out[c]! += share;
  }
}

/** Median of the low bounds to median of the first damaged scenes, rounded down; even between them. */
function medianOfBounds(low: Int16Array, high: Int16Array, out: Float64Array): void {
  const from = Math.floor(median(low));
  const to = Math.max(from, Math.floor(median(high)));
  for (let c = from; c <= to; c++) out[c] = 1 / (to - from + 1);
}

function median(values: Int16Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Turnbull's masses, spread evenly inside each innermost interval. */
function npmle(low: Int16Array, high: Int16Array, out: Float64Array): void {
  for (const { from, to, mass } of turnbull(low, high)) {
    for (let c = from; c <= to; c++) out[c] = mass / (to - from + 1);
  }
}
