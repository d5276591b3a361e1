/** How far volunteers agree beyond chance: three measures that the field quotes, from votes alone. */
import type { LabelVotes } from "./votes.ts";

/**
 * Krippendorff's alpha: 1 − observed / expected disagreement, over all pairs of votes of one task; tasks with one
 * vote do not count, missing votes need no care. Ordinal takes labels as ranks in their order. 1 for no
 * disagreement at all; NaN without two votes anywhere.
 *
 * @see Krippendorff, Content Analysis (4th ed., 2018), ch. 12; Hayes & Krippendorff (2007)
 */
export function krippendorffAlpha(votes: LabelVotes, scale: "nominal" | "ordinal"): number {
  const { tasks, labels: L, start, label } = votes;
  const coincidences = new Float64Array(L * L);
  const counts = new Float64Array(L);
  for (let t = 0; t < tasks; t++) {
    const n = start[t + 1]! - start[t]!;
    if (n < 2) continue;
    counts.fill(0);
    for (let v = start[t]!; v < start[t + 1]!; v++) counts[label[v]!]! += 1;
    for (let a = 0; a < L; a++) {
      for (let b = 0; b < L; b++) {
        coincidences[a * L + b]! += (counts[a]! * (counts[b]! - (a === b ? 1 : 0))) / (n - 1);
      }
    }
  }
  const marginals = Float64Array.from({ length: L }, (_, a) => {
    let sum = 0;
    for (let b = 0; b < L; b++) sum += coincidences[a * L + b]!;
    return sum;
  });
  const total = marginals.reduce((sum, n) => sum + n, 0);
  let observed = 0;
  let expected = 0;
  for (let a = 0; a < L; a++) {
    for (let b = 0; b < L; b++) {
      const distance = scale === "nominal" ? Number(a !== b) : ordinalDistance(marginals, a, b);
      observed += coincidences[a * L + b]! * distance;
      expected += marginals[a]! * marginals[b]! * distance;
    }
  }
  if (total === 0) return Number.NaN;
  return expected === 0 ? 1 : 1 - ((total - 1) * observed) / expected;
}

/** Squared number of votes between two ranks, half of each end's counted. */
function ordinalDistance(marginals: Float64Array, a: number, b: number): number {
  const [from, to] = a < b ? [a, b] : [b, a];
  let between = -(marginals[from]! + marginals[to]!) / 2;
  for (let g = from; g <= to; g++) between += marginals[g]!;
  return between ** 2;
}

/**
 * Fleiss' kappa, for tasks with at least two votes; where their number differs, each task's own is used and chance
 * agreement comes from all their votes. NaN without such tasks.
 *
 * @see Fleiss, Measuring nominal scale agreement among many raters, Psychological Bulletin 76 (1971) 378–382
 */
export function fleissKappa(votes: LabelVotes): number {
  const { tasks, labels: L, start, label } = votes;
  const overall = new Float64Array(L);
  let counted = 0;
  let given = 0;
  let agreement = 0;
  for (let t = 0; t < tasks; t++) {
    const n = start[t + 1]! - start[t]!;
    if (n < 2) continue;
    for (let v = start[t]!; v < start[t + 1]!; v++) overall[label[v]!]! += 1;
    agreement += taskAgreement(votes, t);
    counted++;
    given += n;
  }
  let chance = 0;
  for (let l = 0; l < L; l++) chance += (overall[l]! / given) ** 2;
  if (counted === 0) return Number.NaN;
  return chance === 1 ? 1 : (agreement / counted - chance) / (1 - chance);
}

/**
 * Share of a task's pairs of votes that agree: MapSwipe's "agreement", and Fleiss' P_i. 1 with fewer than two votes,
 * as MapSwipe has it.
 *
 * @see https://github.com/mapswipe/python-mapswipe-workers (agreement in `agg_results`)
 */
export function taskAgreement(votes: LabelVotes, task: number): number {
  const { labels: L, start, label } = votes;
  const n = start[task + 1]! - start[task]!;
  if (n < 2) return 1;
  const counts = new Float64Array(L);
  for (let v = start[task]!; v < start[task + 1]!; v++) counts[label[v]!]! += 1;
  let same = 0;
  for (let l = 0; l < L; l++) same += counts[l]! * (counts[l]! - 1);
  return same / (n * (n - 1));
}
