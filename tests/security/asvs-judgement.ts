/** How a requirement of the standard stands here. */
import type { EvidenceName } from "./asvs-evidence.ts";

export type Judgement = {
  /** What is asked, in our own few words. */
  asks: string;
  state: "tested" | "met" | "not met" | "not applicable";
  /** Why, or what of it is missing; empty where the tests say it. */
  why: string;
  evidence: readonly EvidenceName[];
};

/** Shown by tests. */
export const tested = (asks: string, ...evidence: readonly EvidenceName[]): Judgement => ({
  asks,
  state: "tested",
  why: "",
  evidence,
});
/** Met, and no test says so. */
export const met = (asks: string, why: string): Judgement => ({ asks, state: "met", why, evidence: [] });
export const notMet = (asks: string, why: string): Judgement => ({
  asks,
  state: "not met",
  why,
  evidence: [],
});
export const absent = (asks: string, why: string): Judgement => ({
  asks,
  state: "not applicable",
  why,
  evidence: [],
});

/** The same for several: `"9.1.1"`, `"9.1.2"` … */
export const each = (ids: readonly string[], judgement: Judgement): Record<string, Judgement> =>
  Object.fromEntries(ids.map((id) => [id, judgement]));
