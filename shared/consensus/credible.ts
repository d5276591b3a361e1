import { argmax } from "./temper.ts";

/** The smallest set of intervals that holds the asked share of the probability. */
export type CredibleSet = {
  /** Interval indices, ascending. */
  intervals: number[];
  /** First and last of them: the hull. */
  from: number;
  to: number;
  /** Probability that it holds. */
  mass: number;
  /** Days from the last scene before the hull to the first after it; null where one side has no scene. */
  days: number | null;
};

const DAY_MS = 86_400_000;

/** Takes intervals from the most probable down until `share` is held; equals are taken in time order. */
export function credibleSet(q: Float64Array, sceneTimes: readonly number[], share: number): CredibleSet {
  const order = Array.from(q, (_, c) => c).sort((a, b) => q[b]! - q[a]! || a - b);
  const intervals: number[] = [];
  let mass = 0;
  for (const c of order) {
    intervals.push(c);
    mass += q[c]!;
    if (mass >= share) break;
  }
  intervals.sort((a, b) => a - b);
  const from = intervals[0] ?? argmax(q);
  const to = intervals.at(-1) ?? from;
  const begins = sceneTimes[from - 1];
  const ends = sceneTimes[to];
  return {
    intervals,
    from,
    to,
    mass,
    days: begins === undefined || ends === undefined ? null : (ends - begins) / DAY_MS,
  };
}
