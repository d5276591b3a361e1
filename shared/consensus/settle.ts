import type { CredibleSet } from "./credible.ts";

export type Redundancy = {
  /** Fewest and most voters of a building. */
  min: number;
  cap: number;
  /** Probability from which the class counts as known. */
  certainty: number;
  /** A window whose 90 % set spans no more days than this is narrow enough. */
  windowDays: number;
};

export type SettleStatus = "open" | "settled" | "disputed";

/** What decides whether a building is done. */
export type Evidence = {
  votes: number;
  /** Probability of the leading class; null where the class is not asked. */
  classProbability: number | null;
  /** 90 % set; null where the window is not asked. `canShrink` is false where the scenes between show nothing. */
  window: { set: CredibleSet; canShrink: boolean } | null;
};

/** Settled: certain enough in all that is asked. Disputed: at the cap without it. */
export function settleStatus(evidence: Evidence, rule: Redundancy): SettleStatus {
  const enough = evidence.votes >= rule.min;
  const classKnown = evidence.classProbability === null || evidence.classProbability >= rule.certainty;
  if (enough && classKnown && (evidence.window === null || windowKnown(evidence.window, rule)))
    return "settled";
  return evidence.votes >= rule.cap ? "disputed" : "open";
}

function windowKnown(window: { set: CredibleSet; canShrink: boolean }, rule: Redundancy): boolean {
  const { set, canShrink } = window;
  if (set.intervals.length === 1 || !canShrink) return true;
  return set.days !== null && set.days <= rule.windowDays;
}

/** How many more may hold the building: `min` − voters while positive; then 2 while it is open; else 0. */
export function wantedVotes(votes: number, status: SettleStatus, rule: Redundancy): number {
  if (votes < rule.min) return rule.min - votes;
  return status === "open" ? 2 : 0;
}
