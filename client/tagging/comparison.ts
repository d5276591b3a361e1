import type { Draft } from "./draft.ts";
import { nextUsable, placeOf, type Question, usableScenes } from "./question.ts";

/** How two dates are compared: one drawn over the other along a line, or one beside the other. */
export type CompareMode = "curtain" | "side";

/** The other date, beside the one that the timeline names. */
export type Comparison = {
  mode: CompareMode;
  sceneId: string;
  /** How much of the width the curtain covers, 0–1. */
  share: number;
};

/**
 * What is compared with the scene on the timeline: the mark that it is not itself, last intact first; else the first
 * scene that can be judged, or where one stands on that, the next. Null where there is only one scene.
 */
export function otherScene(question: Question, draft: Draft, wanted: string | null): string | null {
  const candidates = [draft.lastIntact, draft.firstDamaged, usableScenes(question)[0]?.id ?? null];
  const other = candidates.find((id) => id !== null && id !== wanted && placeOf(question, id) !== -1);
  return (
    other ?? nextUsable(question, wanted, 1) ?? question.scenes.find(({ id }) => id !== wanted)?.id ?? null
  );
}

/** What comes after a mode when one key goes through them: one picture, the curtain, side by side. */
export function nextMode(mode: CompareMode | null): CompareMode | null {
  if (mode === null) return "curtain";
  return mode === "curtain" ? "side" : null;
}

/** The two scenes between which one blinks: the marks, else the one on the timeline and its neighbour before. */
export function blinkPair(
  question: Question,
  draft: Draft,
  wanted: string | null,
): [string | null, string | null] {
  const { lastIntact, firstDamaged } = draft;
  if (lastIntact !== null && firstDamaged !== null) return [lastIntact, firstDamaged];
  return [nextUsable(question, wanted, -1) ?? nextUsable(question, wanted, 1), wanted];
}
