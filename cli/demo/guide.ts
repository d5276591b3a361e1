import type { GuideKind } from "../../shared/guide.ts";
import type { Bbox } from "../../shared/geo.ts";
import { GUIDE_WORDS } from "./guide-words.ts";
import { withDates, type Words } from "./lesson-words.ts";
import { fromLocal } from "./place.ts";
import type { CityPlan, PlannedBuilding } from "./plan/city-plan.ts";
import type { History } from "./plan/damage.ts";
import type { Truth } from "./truth.ts";

/** An entry of the demo's field guide; scenes by the names of their files. */
export type GuidePage = {
  kind: GuideKind;
  title: Words;
  text: Words;
  pictures: { scene: string; bounds: Bbox; caption: Words }[];
};

/** Ground shown round a building, metres on each side. */
const SURROUNDINGS_METRES = 16;

/** Low and high sun, haze and a clear day after it, two sides to look from. */
const SCENES = {
  shadow: ["qasr-zaytan_2017-02-04_a.tif", "qasr-zaytan_2017-06-02_wgs84.tif"],
  haze: ["qasr-zaytan_2017-07-01_haze.tif", "qasr-zaytan_2017-07-26_webmercator.tif"],
  "look-angle": ["qasr-zaytan_2017-02-27_a.tif", "qasr-zaytan_2017-05-03_a.tif"],
} as const;

/** Illustrates the guide with crops round buildings of which the plan and the history know what happens. Pure. */
export function drawGuide(plan: CityPlan, history: History, truth: Truth): GuidePage[] {
  const cases = findCases(plan, history, truth);
  return (["shadow", "demolition", "construction", "roof-off", "haze", "look-angle"] as const).flatMap(
    (kind) => {
      const found = cases[kind];
      if (found === null) return [];
      const { title, text, captions } = GUIDE_WORDS[kind];
      const bounds = boundsOf(found.building);
      const pictures = captions.flatMap((caption, at) => {
        const scene = truth.scenes.find(({ file }) => file === found.scenes[at]);
        return scene === undefined
          ? []
          : [{ scene: scene.file, bounds, caption: withDates(caption, { a: scene.acquiredAt }) }];
      });
      return [{ kind, title, text, pictures }];
    },
  );
}

type Case = { building: PlannedBuilding; scenes: readonly (string | undefined)[] } | null;

function findCases(plan: CityPlan, history: History, truth: Truth): Record<keyof typeof GUIDE_WORDS, Case> {
  const byId = new Map(plan.buildings.map((building) => [building.id, building]));
  const truthById = new Map(truth.buildings.map((building) => [building.id, building]));
  const file = (scene: number | undefined) => (scene === undefined ? undefined : truth.scenes[scene]?.file);
  const isShownIn = (id: string, files: readonly (string | undefined)[]) =>
    files.every((one) => one !== undefined && truthById.get(id)?.hiddenIn.includes(one) === false);
  /** The first of some buildings that all its scenes show. */
  const first = (ids: Iterable<string>, scenesOf: (id: string) => readonly (string | undefined)[]): Case => {
    for (const id of ids) {
      const building = byId.get(id);
      const scenes = scenesOf(id);
      if (building !== undefined && isShownIn(id, scenes)) return { building, scenes };
    }
    return null;
  };
  const hit = new Set(history.hits.map(({ building }) => building));
  const unhurt = plan.buildings.filter(({ id }) => !hit.has(id) && truthById.get(id)?.confusedBy === null);
  const tallest = unhurt.toSorted((a, b) => b.heightMetres - a.heightMetres).map(({ id }) => id);
  return {
    shadow: first(tallest, () => SCENES.shadow),
    // Not the same house three times: the guide shows a town.
    "look-angle": first(tallest.slice(2), () => SCENES["look-angle"]),
    haze: first(tallest.slice(5), () => SCENES.haze),
    demolition: first(history.cleared.keys(), (id) => {
      const known = truthById.get(id);
      return [
        known?.lastIntact ?? undefined,
        known?.firstDamaged ?? undefined,
        file(history.cleared.get(id)),
      ];
    }),
    construction: first(history.construction.keys(), (id) => [file(0), file(history.construction.get(id))]),
    "roof-off": first(history.repainted.keys(), (id) => {
      const painted = history.repainted.get(id) ?? 0;
      return [file(painted - 1), file(painted)];
    }),
  };
}

/** `[west, south, east, north]`, degrees: a building with its surroundings, square on the ground. */
function boundsOf({ footprint }: PlannedBuilding): Bbox {
  const [xs, ys] = [footprint.map(([x]) => x), footprint.map(([, y]) => y)];
  const [x, y] = [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
  const size = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
  const reach = size / 2 + SURROUNDINGS_METRES;
  // y points south on the ground.
  const [west, south] = fromLocal("EPSG:4326", [x - reach, y + reach]);
  const [east, north] = fromLocal("EPSG:4326", [x + reach, y - reach]);
  return [west, south, east, north];
}
