import type { Campaign } from "../../shared/campaigns.ts";
import type { Truth } from "./truth.ts";

/** Finds each true scene among the campaign's by its time; a day's slack for scenes known by date only. @throws Error when one is missing */
export function matchScenes(campaign: Campaign, truth: Truth): string[] {
  return truth.scenes.map(({ file, acquiredAt }) => {
    const time = Date.parse(acquiredAt);
    const distance = (scene: Campaign["scenes"][number]): number =>
      Math.abs(Date.parse(scene.acquiredAt) - time);
    const nearest = campaign.scenes.toSorted((a, b) => distance(a) - distance(b))[0];
    if (nearest === undefined || distance(nearest) > 86_400_000)
      throw new Error(`The campaign lacks the scene ${file}`);
    return nearest.id;
  });
}
