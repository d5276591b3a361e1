import type { Lesson } from "../../shared/assignments.ts";
import type { Campaign } from "../../shared/campaigns.ts";

/** How an answer compares with the expert's: the basis of "more practice?", never of a mark. */
export type Likeness = "same" | "near" | "different";

type Told = Lesson["buildings"][number];

/**
 * Compares an answer with the expert's: the class by its place in the scale (a neighbour is near), the window by
 * whether the two overlap. What experts do not state, or the campaign does not ask, is not compared. Pure.
 */
export function likenessOf(
  told: Told,
  { asks, scale, scenes }: Pick<Campaign, "asks" | "scale" | "scenes">,
): Likeness {
  if (told.yours.cannotTell !== null) return "different";
  const parts: Likeness[] = [];
  if (asks.class && told.class !== null) {
    const place = (code: string | null) => scale.classes.findIndex((one) => one.code === code);
    const steps =
      told.yours.class === null ? Infinity : Math.abs(place(told.class) - place(told.yours.class));
    parts.push(steps === 0 ? "same" : steps === 1 ? "near" : "different");
  }
  const isWindowKnown = told.lastIntact !== null || told.firstDamaged !== null;
  if (asks.window && isWindowKnown) {
    const order = scenes.map(({ id }) => id);
    const [start, end] = intervalOf(told, order);
    const [ownStart, ownEnd] = intervalOf(told.yours, order);
    const isSame = start === ownStart && end === ownEnd;
    parts.push(isSame ? "same" : Math.max(start, ownStart) < Math.min(end, ownEnd) ? "near" : "different");
  }
  return parts.includes("different") ? "different" : parts.includes("near") ? "near" : "same";
}

/** From the last intact scene to the first damaged one, as places in time; before the first is -1, after the last their number. */
function intervalOf(
  { lastIntact, firstDamaged }: { lastIntact: string | null; firstDamaged: string | null },
  order: readonly string[],
): [number, number] {
  const start = lastIntact === null ? -1 : order.indexOf(lastIntact);
  return [start, firstDamaged === null ? order.length : order.indexOf(firstDamaged)];
}
