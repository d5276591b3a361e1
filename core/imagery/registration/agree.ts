import { correlate, type Patch, type Shift } from "./correlate.ts";

/** What several patches of a picture say together. */
export type Agreement = {
  /** Pixels, x east and y south: the median of those that agree. Null where too few do. */
  shift: { x: number; y: number } | null;
  /** Share of the patches that agree, 0–1. */
  score: number;
  /** Patches that could be compared. */
  compared: number;
};

/** Patches agree that lie within this many pixels of each other. */
const WITHIN_PIXELS = 1.5;
/** By chance two of twenty patches agree now and then, three of them hardly ever. */
const FEWEST_AGREEING = 3;
const LEAST_SHARE = 0.25;

/**
 * The shift that most patches agree on. Cloud, shadow, new and vanished buildings make some of them say anything;
 * what they say differs from patch to patch, where the truth does not. Pure.
 */
export function agree(pairs: readonly { reference: Patch; moved: Patch }[]): Agreement {
  const shifts = pairs
    .map(({ reference, moved }) => correlate(reference, moved))
    .filter((one) => one !== null);
  let cluster: readonly Shift[] = [];
  for (const one of shifts) {
    const near = shifts.filter(({ x, y }) => Math.hypot(x - one.x, y - one.y) <= WITHIN_PIXELS);
    if (
      near.length > cluster.length ||
      (near.length === cluster.length && likeness(near) > likeness(cluster))
    )
      cluster = near;
  }
  const score = shifts.length === 0 ? 0 : cluster.length / shifts.length;
  const isEnough = cluster.length >= FEWEST_AGREEING && score >= LEAST_SHARE;
  const shift = { x: median(cluster.map(({ x }) => x)), y: median(cluster.map(({ y }) => y)) };
  return { shift: isEnough ? shift : null, score, compared: shifts.length };
}

function likeness(shifts: readonly Shift[]): number {
  return shifts.reduce((sum, shift) => sum + shift.likeness, 0);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
