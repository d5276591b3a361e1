import { createRandom, type Random } from "../random.ts";
import { plantTrees, sowFields } from "./countryside.ts";
import { GROUND_SIDE_METRES } from "./frame.ts";
import { type Outline, type Point, type Quad, outlineAreaM2, outlineCentre } from "./geometry.ts";
import { reserveLandmarks } from "./landmarks.ts";
import { buildOnLots } from "./lots.ts";
import { type Road, layStreets } from "./streets.ts";

export type BuildingKind =
  "house" | "courtyard" | "apartments" | "shops" | "hall" | "school" | "mosque" | "farm";

/** A building as it stands before the war: its footprint and what its roof is painted from. */
export interface PlannedBuilding {
  /** `B0001` … in reading order from the north-west. */
  id: string;
  name: string | null;
  district: string;
  kind: BuildingKind;
  footprint: Outline;
  heightMetres: number;
  /** The box that roof details are placed by; the footprint lies within it. */
  frame: Quad;
}

/** Land round a house: swept soil, paving or rubble of an empty lot, perhaps walled. */
export interface Yard {
  quad: Quad;
  surface: "soil" | "paved" | "garden" | "empty" | "pitch" | "park";
  wallMetres: number;
}

export interface Field {
  quad: Quad;
  crop: "wheat" | "vegetables" | "fallow" | "orchard";
}

export interface Tree {
  at: Point;
  radiusMetres: number;
  heightMetres: number;
  kind: "olive" | "broadleaf" | "cypress" | "palm" | "shrub";
}

/** A place along a kerb where a car may stand on some dates. */
export interface ParkingPlace {
  at: Point;
  headingRadians: number;
}

/** Everything about the town that does not change with the war, in metres of the local frame. */
export interface CityPlan {
  seed: string;
  roads: Road[];
  yards: Yard[];
  buildings: PlannedBuilding[];
  fields: Field[];
  trees: Tree[];
  parking: ParkingPlace[];
}

/** What one part of the planner adds to the town. */
export type PlanPart = Pick<CityPlan, "yards" | "trees"> & { buildings: Omit<PlannedBuilding, "id">[] };

/** Buildings nearer than this to the edge of the ground would be missing from some scenes. */
const KEEP_FROM_EDGE_METRES = 62;

/** Invents the town for a seed. Pure: the same seed gives the same streets, houses and trees. */
export function planCity(seed: string): CityPlan {
  const chance = (part: string): Random => createRandom(`${seed}:${part}`);
  const { blocks, roads } = layStreets(chance("streets"));
  const landmarks = reserveLandmarks(blocks, chance("landmarks"));
  const lots = buildOnLots(landmarks.freeBlocks, chance("lots"));
  const fields = sowFields(blocks, chance("fields"));
  const inReach = (at: Point): boolean =>
    Math.min(at[0], at[1], GROUND_SIDE_METRES - at[0], GROUND_SIDE_METRES - at[1]) > KEEP_FROM_EDGE_METRES;
  const buildings = [...landmarks.buildings, ...lots.buildings]
    .filter(({ footprint }) => footprint.every(inReach) && outlineAreaM2(footprint) > 32)
    .map((building) => ({ building, centre: outlineCentre(building.footprint) }))
    // Reading order in bands of 40 m, so that neighbours have near numbers.
    .toSorted(
      (a, b) => Math.floor(a.centre[1] / 40) - Math.floor(b.centre[1] / 40) || a.centre[0] - b.centre[0],
    )
    .map(({ building }, index) => ({ id: `B${String(index + 1).padStart(4, "0")}`, ...building }));
  const trees = [...landmarks.trees, ...lots.trees, ...plantTrees(roads, fields, chance("trees"))];
  return {
    seed,
    roads,
    yards: [...landmarks.yards, ...lots.yards],
    buildings,
    fields,
    trees,
    parking: placesToPark(roads, chance("parking")),
  };
}

function placesToPark(roads: Road[], random: Random): ParkingPlace[] {
  return roads
    .filter(({ kind }) => kind !== "track")
    .flatMap(({ line, kind }) =>
      line.slice(1).flatMap(({ at, widthMetres }, i): ParkingPlace[] => {
        const from = line[i]?.at ?? at;
        const heading = Math.atan2(at[1] - from[1], at[0] - from[0]);
        const kerb = widthMetres / 2 - (kind === "alley" ? 1.1 : 3);
        return [-1, 1].map((side) => {
          const t = random.next();
          return {
            at: [
              from[0] + (at[0] - from[0]) * t - Math.sin(heading) * kerb * side,
              from[1] + (at[1] - from[1]) * t + Math.cos(heading) * kerb * side,
            ],
            headingRadians: heading + random.range(-0.05, 0.05),
          };
        });
      }),
    );
}
