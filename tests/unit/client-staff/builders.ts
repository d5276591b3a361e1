import type { ConsensusFeature, ConsensusProperties } from "../../../shared/consensus.ts";
import { damageScale } from "../../../shared/damage-scales.ts";
import type { Scene } from "../../../shared/scenes.ts";

/** Ids by number, so that tests read like tables. */
export const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** Scenes on the given days of 2017; scene n has the id `idOf(n)`. */
export function someScenes(...days: string[]): Scene[] {
  return days.map((day, index) => ({
    id: idOf(index),
    acquiredAt: `2017-${day}T00:00:00.000Z`,
    acquiredPrecision: "day",
    sensor: null,
    gsdMetres: 0.5,
    attribution: null,
    acquiredFrom: "the file's name",
    offNadirDegrees: null,
    sunElevationDegrees: null,
    cloudShare: null,
    preserved: true,
    offset: { eastMetres: 0, northMetres: 0 },
    tiles: "/tiles/x/{z}/{x}/{y}",
    tileSize: 256,
    minzoom: 10,
    maxzoom: 18,
    bounds: [0, 0, 1, 1],
  }));
}

/** A building with an answer on which five volunteers agree; `given` overrides any of it. */
export function aBuilding(number: number, given: Partial<ConsensusProperties> = {}): ConsensusFeature {
  return {
    type: "Feature",
    id: idOf(number),
    geometry: { type: "Point", coordinates: [0, 0] },
    properties: {
      building: idOf(number),
      externalId: null,
      status: "settled",
      class: "destroyed",
      probability: 0.97,
      probabilities: { destroyed: 0.97, no_visible_damage: 0.03 },
      window: aWindow(0, 1),
      intervals: [],
      votes: 5,
      method: { name: "map-dawid-skene", version: "1" },
      updatedAt: null,
      ...given,
    },
  };
}

/** A window between two scenes by their numbers; null leaves that end open. */
export function aWindow(last: number | null, first: number | null, probability = 0.9) {
  return {
    lastIntact: last === null ? null : idOf(last),
    firstDamaged: first === null ? null : idOf(first),
    from: null,
    to: null,
    days: null,
    probability,
  };
}

export const ASKS_BOTH = { class: true, window: true };

export const UNOSAT = damageScale("unosat");
