import type { GuideKind } from "../../shared/guide.ts";

/** What Aftermap's own guide explains, in reading order; its words are under `guide` in `learn.json`. */
export const LOOK_ALIKES = [
  "shadow",
  "demolition",
  "construction",
  "roof-off",
  "haze",
  "look-angle",
] as const satisfies readonly GuideKind[];
