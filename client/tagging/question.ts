import type { Campaign } from "../../shared/campaigns.ts";
import type { TaskBuilding } from "../../shared/assignments.ts";
import type { DamageClass } from "../../shared/damage-scales.ts";
import type { Bbox } from "../../shared/geo.ts";
import { shownBounds } from "../../shared/placing.ts";
import { type Scene, scenesAt } from "../../shared/scenes.ts";
import type { ShownPicture } from "../../shared/votes.ts";

/** Why nothing of a building can be seen on a scene; `unknown` where nobody said. */
export type Unusable = "cloud" | "not-covered" | "blurred" | "unknown";

/** What is asked of one building: the campaign's question, over the scenes that show it. */
export type Question = {
  asks: Campaign["asks"];
  classes: readonly DamageClass[];
  /** In time order; only those whose picture holds the building. */
  scenes: readonly Scene[];
  /** By scene: those on which the building cannot be judged. They can be looked at, but nothing leads there. */
  unusable: ReadonlyMap<string, Unusable>;
};

/** What is known of a building's pictures beside its place. */
type OfBuilding = Pick<TaskBuilding["properties"], "usability" | "offsets">;

/** The question a campaign asks of the building inside `box`; each scene where it lies for this building. */
export function questionFor(
  campaign: Pick<Campaign, "asks" | "scale" | "scenes">,
  box: Bbox,
  { usability = [], offsets }: OfBuilding = {},
): Question {
  return {
    asks: campaign.asks,
    classes: campaign.scale.classes,
    scenes: scenesAt(campaign.scenes, offsets)
      .filter((scene) => overlaps(shownBounds(scene), box))
      .toSorted((a, b) => Date.parse(a.acquiredAt) - Date.parse(b.acquiredAt)),
    unusable: new Map(
      usability.filter(({ isUsable }) => !isUsable).map(({ scene, reason }) => [scene, reason ?? "unknown"]),
    ),
  };
}

/** The same question, where some scenes turned out to have no pixels of the building. */
export function withoutPixelsOn(question: Question, scenes: ReadonlySet<string>): Question {
  if (scenes.size === 0) return question;
  const blank = [...scenes].map((id) => [id, "not-covered"] as const);
  return { ...question, unusable: new Map([...blank, ...question.unusable]) };
}

/** What of a scene is shown: whose tiles, and how far they are moved. */
export function pictureOf({ id, tiles, offset }: Scene): ShownPicture {
  return { scene: id, picture: /[0-9a-f-]{36}/.exec(tiles)?.[0] ?? id, ...offset };
}

/** Where a scene stands in the order of time; -1 when it is not among the scenes or none is named. */
export function placeOf({ scenes }: Question, sceneId: string | null): number {
  return scenes.findIndex(({ id }) => id === sceneId);
}

/** The scenes on which the building can be judged; all of them where it can be judged on none. */
export function usableScenes({ scenes, unusable }: Question): readonly Scene[] {
  const usable = scenes.filter(({ id }) => !unusable.has(id));
  return usable.length === 0 ? scenes : usable;
}

/** The nearest usable scene before (`by` -1) or after (`by` 1) the one named; null where there is none. */
export function nextUsable(question: Question, sceneId: string | null, by: -1 | 1): string | null {
  const usable = new Set(usableScenes(question));
  const place = placeOf(question, sceneId);
  const beyond = by === 1 ? question.scenes.slice(place + 1) : question.scenes.slice(0, Math.max(0, place));
  const found =
    by === 1 ? beyond.find((scene) => usable.has(scene)) : beyond.findLast((scene) => usable.has(scene));
  return found?.id ?? null;
}

function overlaps(a: Bbox, b: Bbox): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}
