import type { ConsensusQuestion } from "../../../shared/consensus/campaign.ts";

const DAY_MS = 86_400_000;

/** A campaign of four classes and eight scenes, 20 days apart, that asks for both. */
export function aQuestion(): ConsensusQuestion {
  return {
    classes: [
      { code: "none", damaged: false },
      { code: "moderate", damaged: true },
      { code: "severe", damaged: true },
      { code: "destroyed", damaged: true },
    ],
    sceneTimes: Array.from({ length: 8 }, (_, s) => s * 20 * DAY_MS),
    asks: { class: true, window: true },
    redundancy: { min: 5, cap: 30, certainty: 0.95, windowDays: 0 },
  };
}

export function sumOf(p: Float64Array): number {
  let total = 0;
  for (const one of p) total += one;
  return total;
}
