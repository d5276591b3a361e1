import type { Campaign } from "../../shared/campaigns.ts";
import type { DamageClass } from "../../shared/damage-scales.ts";
import type { Bbox } from "../../shared/geo.ts";
import type { Scene } from "../../shared/scenes.ts";

/** What is asked of one building: the campaign's question, over the scenes that show it. */
export type Question = {
  asks: Campaign["asks"];
  classes: readonly DamageClass[];
  /** In time order; only those whose picture holds the building. */
  scenes: readonly Scene[];
};

/** The question a campaign asks of the building inside `box`. */
export function questionFor(campaign: Pick<Campaign, "asks" | "scale" | "scenes">, box: Bbox): Question {
  return {
    asks: campaign.asks,
    classes: campaign.scale.classes,
    scenes: campaign.scenes
      .filter(({ bounds }) => overlaps(bounds, box))
      .toSorted((a, b) => Date.parse(a.acquiredAt) - Date.parse(b.acquiredAt)),
  };
}

/** Where a scene stands in the order of time; -1 when it is not among the scenes or none is named. */
export function placeOf({ scenes }: Question, sceneId: string | null): number {
  return scenes.findIndex(({ id }) => id === sceneId);
}

function overlaps(a: Bbox, b: Bbox): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}
