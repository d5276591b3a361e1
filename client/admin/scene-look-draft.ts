import type { NewSceneVersion } from "../../shared/scenes.ts";

/** Another picture of a scene as it is being described: texts as they are typed. */
export type LookDraft = {
  bands: string;
  kind: "plain" | "percentile" | "values";
  black: string;
  white: string;
};

/** What QGIS takes for percentiles, and most who know their images begin with. */
export const PLAIN_LOOK: LookDraft = { bands: "", kind: "plain", black: "2", white: "98" };

/** What is wrong with a draft, as a word of the screen's; null when it can be made. */
export type LookFault = "bandsWrong" | "order";

/** The draft as the server takes it, or what is wrong with it. */
export function lookOf({ bands, kind, black, white }: LookDraft): NewSceneVersion | LookFault {
  const numbers = bands
    .split(/[\s,;،]+/)
    .filter((part) => part !== "")
    .map(Number);
  const isGood = numbers.every((band) => Number.isInteger(band) && band >= 1 && band <= 64);
  if (!isGood || numbers.length === 2 || numbers.length > 3) return "bandsWrong";
  const chosen = numbers.length === 0 ? {} : { bands: numbers };
  if (kind === "plain") return chosen;
  const [low, high] = [Number(black), Number(white)];
  const isOutside = kind === "percentile" && (low < 0 || high > 100);
  if (black.trim() === "" || white.trim() === "" || !(low < high) || isOutside) return "order";
  return { ...chosen, stretch: kind === "percentile" ? { low, high } : { min: low, max: high } };
}
