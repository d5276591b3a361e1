import type { Asks } from "../../shared/campaigns.ts";
import type { ConsensusFeature, ConsensusStatus } from "../../shared/consensus.ts";
import { certaintyOf, shownClass, WITHOUT_CLASS } from "./filter.ts";
import { massPerInterval, type Timeline } from "./moments.ts";

/** How many buildings show each class; those without one under `WITHOUT_CLASS`. */
export function countByClass(buildings: readonly ConsensusFeature[]): ReadonlyMap<string, number> {
  return countBy(buildings, ({ properties }) => shownClass(properties) ?? WITHOUT_CLASS);
}

export function countByStatus(buildings: readonly ConsensusFeature[]): ReadonlyMap<ConsensusStatus, number> {
  return countBy(buildings, ({ properties }) => properties.status);
}

function countBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, number> {
  const counts = new Map<Key, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

/** Upper ends of the certainty classes, 0–1; the last one is open to 1. */
export const CERTAINTY_STEPS = [0.5, 0.7, 0.9, 0.95] as const;

/** Which certainty class a share of 0–1 falls into: 0 (least) … `CERTAINTY_STEPS.length`. */
export function certaintyStep(certainty: number): number {
  return CERTAINTY_STEPS.filter((step) => certainty >= step).length;
}

export function countByCertainty(buildings: readonly ConsensusFeature[], asks: Asks): number[] {
  const counts = Array.from({ length: CERTAINTY_STEPS.length + 1 }, () => 0);
  for (const { properties } of buildings) {
    const step = certaintyStep(certaintyOf(properties, asks));
    counts[step] = (counts[step] ?? 0) + 1;
  }
  return counts;
}

/** How many buildings were probably damaged in one interval, and between which numbers that lies 9 times in 10. */
export type ExpectedCount = { expected: number; low: number; high: number };

/** The normal distribution's 95th percentile, in standard deviations: 5 % are left out on each side. */
const Z_90 = 1.6448536;

/**
 * Buildings damaged per interval, as the sum of each one's probability rather than a count of best
 * guesses, so that doubt about single buildings is not hidden. The range is of that sum of independent
 * draws (variance Σ p(1 − p)), by the normal approximation. Buildings nobody has looked at are left out:
 * theirs is only the prior. The last entry is "still intact".
 */
export function damagePerInterval(
  buildings: readonly ConsensusFeature[],
  timeline: Timeline,
): ExpectedCount[] {
  const length = timeline.scenes.length + 1;
  const sums = Array.from({ length }, () => 0);
  const variances = Array.from({ length }, () => 0);
  for (const { properties } of buildings) {
    if (properties.votes === 0) continue;
    for (const [index, p] of massPerInterval(properties, timeline).entries()) {
      sums[index] = (sums[index] ?? 0) + p;
      variances[index] = (variances[index] ?? 0) + p * (1 - p);
    }
  }
  return sums.map((expected, index) => {
    const spread = Z_90 * Math.sqrt(Math.max(0, variances[index] ?? 0));
    return { expected, low: Math.max(0, expected - spread), high: expected + spread };
  });
}

/** Share (0–1) of the looked-at buildings damaged by each scene's date, from the sums per interval. */
export function shareDamagedBy(perInterval: readonly ExpectedCount[]): number[] {
  const total = perInterval.reduce((sum, { expected }) => sum + expected, 0);
  let damaged = 0;
  return perInterval.slice(0, -1).map(({ expected }) => {
    damaged += expected;
    return total === 0 ? 0 : damaged / total;
  });
}
