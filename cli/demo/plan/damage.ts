import { DAMAGE_SCALES } from "../../../shared/damage-scales.ts";
import { type Random, createRandom } from "../random.ts";
import type { CityPlan, PlannedBuilding } from "./city-plan.ts";
import { type Point, distanceBetween, outlineCentre } from "./geometry.ts";

/** A class of the UNOSAT scale under which something has been hit. */
export type DamagedClass = "destroyed" | "severe" | "moderate" | "possible";
export type TrueClass = DamagedClass | "no_visible_damage";

/** Worst first, as the scale lists them. */
export const CLASSES: readonly TrueClass[] = DAMAGE_SCALES.unosat.map(([code]) => code);

/** One hit on one building: seen from scene number `scene` on (0: before the first image). */
export interface Hit {
  building: string;
  scene: number;
  damage: DamagedClass;
}

/** A hole in the ground, from scene number `scene` on. */
export interface Crater {
  at: Point;
  radiusMetres: number;
  scene: number;
}

/** What the war and the living do to the town between the scenes. */
export interface History {
  hits: Hit[];
  craters: Crater[];
  /** Scene from which the rubble of a building has been cleared away. */
  cleared: Map<string, number>;
  /** Buildings whose roof is painted anew from that scene on: a change that is no damage. */
  repainted: Map<string, number>;
  /** Building sites: bare shell at first, roofed from that scene on. No damage either. */
  construction: Map<string, number>;
}

/** Strikes fall in episodes between two scenes, each round a few places. `after` is the scene before it. */
interface Episode {
  after: number;
  centres: number;
  radiusMetres: number;
}

/** Shares of the war's course at which episodes fall: quiet at first, the assault in the middle. */
const EPISODES: readonly (Omit<Episode, "after"> & { share: number })[] = [
  { share: 0.1, centres: 1, radiusMetres: 34 },
  { share: 0.25, centres: 2, radiusMetres: 40 },
  { share: 0.36, centres: 2, radiusMetres: 44 },
  { share: 0.46, centres: 3, radiusMetres: 52 },
  { share: 0.55, centres: 3, radiusMetres: 56 },
  { share: 0.64, centres: 3, radiusMetres: 52 },
  { share: 0.74, centres: 2, radiusMetres: 46 },
  { share: 0.92, centres: 1, radiusMetres: 36 },
];

/** Decides what is hit when, in clusters as air strikes and shelling leave them. Pure. */
export function imagineHistory(plan: CityPlan, scenes: number): History {
  const random = createRandom(`${plan.seed}:history`);
  const sites = chooseSites(plan, scenes, random);
  const centres = new Map(plan.buildings.map(({ id, footprint }) => [id, outlineCentre(footprint)]));
  const free = plan.buildings.filter(({ id }) => !sites.has(id));
  const hits = new Map<string, Hit[]>();
  const add = (building: PlannedBuilding, scene: number, damage: DamagedClass): void => {
    const before = hits.get(building.id);
    if (before === undefined) hits.set(building.id, [{ building: building.id, scene, damage }]);
    // A second strike only counts when it makes things plainly worse.
    else if (
      random.chance(0.25) &&
      CLASSES.indexOf(damage) < CLASSES.indexOf(before.at(-1)?.damage ?? "destroyed")
    ) {
      before.push({ building: building.id, scene, damage });
    }
  };
  for (let i = Math.round(free.length * 0.018); i > 0; i--) {
    const building = free[random.integer(0, free.length - 1)];
    if (building !== undefined) add(building, 0, random.pick(["destroyed", "severe", "moderate"] as const));
  }
  const craters: Crater[] = [];
  for (const { share, centres: count, radiusMetres } of EPISODES) {
    const scene = Math.max(1, Math.min(scenes - 1, Math.round(share * (scenes - 1)) + 1));
    for (let i = 0; i < count; i++) {
      const aim = free[random.integer(0, free.length - 1)];
      const centre = aim === undefined ? undefined : centres.get(aim.id);
      if (centre === undefined) continue;
      for (const building of free) {
        const distance = distanceBetween(centre, centres.get(building.id) ?? centre) / radiusMetres;
        const damage = damageAt(distance, random);
        if (damage !== null) add(building, scene, damage);
      }
      craters.push(...craterRound(centre, radiusMetres, scene, random));
    }
  }
  return {
    hits: [...hits.values()].flat(),
    craters,
    cleared: chooseCleared([...hits.values()].flat(), scenes, random),
    repainted: chooseRepainted(
      free.filter(({ id }) => !hits.has(id)),
      scenes,
      random,
    ),
    construction: sites,
  };
}

/** The nearer the centre the worse, with luck: in real strikes a house stands beside a heap. */
function damageAt(distance: number, random: Random): DamagedClass | null {
  if (distance > 1.5 || !random.chance(Math.min(0.9, 1.14 - 0.56 * distance))) return null;
  const force = 1.1 - distance + 0.32 * random.normal();
  if (force > 0.55) return "destroyed";
  if (force > 0.28) return "severe";
  if (force > -0.02) return "moderate";
  return random.chance(0.62) ? "possible" : null;
}

function craterRound(centre: Point, reach: number, scene: number, random: Random): Crater[] {
  return Array.from({ length: random.integer(1, 4) }, () => {
    const angle = random.range(0, 2 * Math.PI);
    const distance = reach * random.range(0.2, 1.9);
    return {
      at: [centre[0] + Math.cos(angle) * distance, centre[1] + Math.sin(angle) * distance],
      radiusMetres: random.range(1.8, 4.2),
      scene,
    };
  });
}

function chooseCleared(hits: readonly Hit[], scenes: number, random: Random): Map<string, number> {
  const cleared = new Map<string, number>();
  for (const { building, scene, damage } of hits) {
    const when = scene + random.integer(3, 5);
    if (damage === "destroyed" && when < scenes && random.chance(0.2)) cleared.set(building, when);
  }
  return cleared;
}

function chooseRepainted(
  intact: readonly PlannedBuilding[],
  scenes: number,
  random: Random,
): Map<string, number> {
  const repainted = new Map<string, number>();
  for (let i = 0; i < 5 && intact.length > 0; i++) {
    const building = intact[random.integer(0, intact.length - 1)];
    if (building !== undefined && building.kind !== "mosque")
      repainted.set(building.id, random.integer(1, scenes - 2));
  }
  return repainted;
}

function chooseSites(plan: CityPlan, scenes: number, random: Random): Map<string, number> {
  const candidates = plan.buildings.filter(
    ({ kind, district }) => kind === "house" && district !== "Outskirts",
  );
  const sites = new Map<string, number>();
  for (let i = 0; i < 3 && candidates.length > 0; i++) {
    const building = candidates[random.integer(0, candidates.length - 1)];
    if (building !== undefined)
      sites.set(building.id, random.integer(3, Math.max(3, Math.floor(scenes / 2))));
  }
  return sites;
}
