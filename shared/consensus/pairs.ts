/** Counts how often each two workers answered the same task, and agreed. */
import { rankByActivity } from "./em-pass.ts";
import type { LabelVotes } from "./votes.ts";

export type PairTally = {
  /** Worker indices, first < second. */
  first: number;
  second: number;
  /** Tasks both answered, and on how many they agreed. */
  common: number;
  agreed: number;
  /** Agreement that the other people's votes on the same tasks suggest, and its variance. */
  expected: number;
  variance: number;
};

/** Above this many pairs of votes only every n-th task is looked at: copies who share many tasks still show. */
const MOST_PAIRS = 5_000_000;
/** Only the busiest are compared: a table of all pairs of more would not fit. */
const MOST_WORKERS = 4_000;
const MOST_COUNT = 65_535;

/**
 * Pairs with at least `least` common tasks. The expectation takes both answers out first: Σ_l s_l², s the smoothed
 * shares of the remaining votes.
 */
export function addUpPairs(votes: LabelVotes, least: number): PairTally[] {
  const { tasks, workers, labels: L, start, worker, label } = votes;
  const rank = rankByActivity(worker, workers);
  const compared = Math.min(workers, MOST_WORKERS);
  const slot = (a: number, b: number): number => (a < b ? a * compared + b : b * compared + a);
  const stride = strideOf(start);
  const common = new Uint16Array(compared * compared);
  const overall = new Float64Array(L);
  for (let v = 0; v < worker.length; v++) overall[label[v]!]! += 1 / worker.length;
  for (let t = 0; t < tasks; t += stride) {
    for (let i = start[t]!; i < start[t + 1]!; i++) {
      const a = rank[worker[i]!]!;
      if (a >= compared) continue;
      for (let j = i + 1; j < start[t + 1]!; j++) {
        const b = rank[worker[j]!]!;
        if (b >= compared || a === b) continue;
        const at = slot(a, b);
        if (common[at]! < MOST_COUNT) common[at]! += 1;
      }
    }
  }
  const found = new Map<number, PairTally>();
  const counts = new Float64Array(L);
  for (let t = 0; t < tasks; t += stride) {
    const from = start[t]!;
    const to = start[t + 1]!;
    counts.fill(0);
    for (let v = from; v < to; v++) counts[label[v]!]! += 1;
    for (let i = from; i < to; i++) {
      const a = rank[worker[i]!]!;
      if (a >= compared) continue;
      for (let j = i + 1; j < to; j++) {
        const b = rank[worker[j]!]!;
        if (b >= compared || a === b) continue;
        const at = slot(a, b);
        if (common[at]! < least) continue;
        const pair = found.get(at) ?? newPair(worker[i]!, worker[j]!);
        found.set(at, pair);
        addTask(pair, counts, overall, label[i]!, label[j]!, to - from);
      }
    }
  }
  return [...found.values()].sort((x, y) => x.first - y.first || x.second - y.second);
}

function strideOf(start: Int32Array): number {
  let possible = 0;
  for (let t = 0; t + 1 < start.length; t++) {
    const votes = start[t + 1]! - start[t]!;
    possible += (votes * (votes - 1)) / 2;
  }
  return Math.max(1, Math.ceil(possible / MOST_PAIRS));
}

function newPair(a: number, b: number): PairTally {
  return { first: Math.min(a, b), second: Math.max(a, b), common: 0, agreed: 0, expected: 0, variance: 0 };
}

function addTask(
  pair: PairTally,
  counts: Float64Array,
  overall: Float64Array,
  one: number,
  other: number,
  votes: number,
): void {
  let chance = 0;
  for (let l = 0; l < counts.length; l++) {
    const rest = counts[l]! - (one === l ? 1 : 0) - (other === l ? 1 : 0);
    chance += ((rest + overall[l]!) / (votes - 1)) ** 2;
  }
  pair.common += 1;
  pair.agreed += one === other ? 1 : 0;
  pair.expected += chance;
  pair.variance += chance * (1 - chance);
}
