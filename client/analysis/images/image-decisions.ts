/** What staff may decide of an image of a building, and how each is undone. Pure. */
import type { BuildingScene, SceneUsability } from "../../../shared/assignments.ts";
import type { SceneOffset } from "../../../shared/scenes.ts";

export const SIGHTS = ["usable", "cloud", "not-covered", "blurred"] as const;
/** What can be seen of a building on an image. */
export type Sight = (typeof SIGHTS)[number];

/** Null takes back what was decided before. */
export type ImageDecision =
  | { kind: "sight"; scene: string; sight: Sight | null }
  | { kind: "place"; scene: string; offset: SceneOffset | null };

export function sightOf({ isUsable, reason }: Pick<SceneUsability, "isUsable" | "reason">): Sight {
  return isUsable ? "usable" : (reason ?? "blurred");
}

/** As the API wants it. */
export function usabilityOf(sight: Sight | null): {
  isUsable: boolean | null;
  reason: SceneUsability["reason"];
} {
  if (sight === null) return { isUsable: null, reason: null };
  return sight === "usable" ? { isUsable: true, reason: null } : { isUsable: false, reason: sight };
}

/** The decision that brings back how it was before. */
export function undoOf(decision: ImageDecision, before: BuildingScene): ImageDecision {
  const { scene } = decision;
  return decision.kind === "place"
    ? { kind: "place", scene, offset: before.offset }
    : { kind: "sight", scene, sight: before.source === "staff" ? sightOf(before) : null };
}
