import type { CityPlan } from "./plan/city-plan.ts";
import type { History } from "./plan/damage.ts";
import { outlineAreaM2 } from "./plan/geometry.ts";
import { LESSONS, withDates, type Words } from "./lesson-words.ts";
import type { Truth, TrueBuilding } from "./truth.ts";

/** A building that teaches: what is true of it and why. Scenes by the names of their files. */
export type GoldBuilding = {
  /** Id of the footprint. */
  building: string;
  class: string;
  lastIntact: string | null;
  firstDamaged: string | null;
  explanation: Words;
};

type Kind = keyof typeof LESSONS;

/** How many buildings teach each thing. */
const WANTED: Record<Kind, number> = {
  destroyed: 3,
  severe: 2,
  moderate: 2,
  possible: 1,
  intact: 2,
  repainted: 1,
  construction: 1,
  hidden: 1,
  before: 1,
};

/** Too small to judge from above, too large to be seen at once, m². */
const [LEAST_AREA, MOST_AREA] = [90, 900];
/** Its grid is shifted: no place for a first lesson. */
const SHIFTED = "qasr-zaytan_2017-06-15_a.tif";

/** Chooses clear cases of everything there is to learn, the largest first, and explains them from the truth. Pure. */
export function chooseGold(plan: CityPlan, history: History, truth: Truth): GoldBuilding[] {
  const areas = new Map(plan.buildings.map(({ id, footprint }) => [id, outlineAreaM2(footprint)]));
  const isClear = (building: TrueBuilding): boolean => {
    const area = areas.get(building.id) ?? 0;
    const hits = history.hits.filter((hit) => hit.building === building.id).length;
    const marks = [building.lastIntact, building.firstDamaged];
    return area >= LEAST_AREA && area <= MOST_AREA && hits <= 1 && !marks.includes(SHIFTED);
  };
  const candidates = truth.buildings
    .filter((building) => isClear(building) && !history.cleared.has(building.id))
    .toSorted((a, b) => (areas.get(b.id) ?? 0) - (areas.get(a.id) ?? 0) || (a.id < b.id ? -1 : 1));
  const chosen = new Map<Kind, GoldBuilding[]>();
  for (const building of candidates) {
    const kind = kindOf(building, truth);
    if (kind === null) continue;
    const same = chosen.get(kind) ?? [];
    if (same.length < WANTED[kind]) chosen.set(kind, [...same, explain(building, kind, history, truth)]);
  }
  return [...chosen.values()].flat();
}

/** What a building teaches best; null where several things come together. */
function kindOf(building: TrueBuilding, truth: Truth): Kind | null {
  if (building.confusedBy !== null) return building.firstDamaged === null ? building.confusedBy : null;
  if (building.class === "no_visible_damage") return building.hiddenIn.length === 0 ? "intact" : null;
  if (building.firstDamaged === null) return null;
  if (building.lastIntact === null) return building.hiddenIn.length === 0 ? "before" : null;
  const place = (file: string | null) => truth.scenes.findIndex((scene) => scene.file === file);
  const gap = place(building.firstDamaged) - place(building.lastIntact);
  if (gap > 1) return building.class === "destroyed" ? "hidden" : null;
  return (
    (["destroyed", "severe", "moderate", "possible"] as const).find((one) => one === building.class) ?? null
  );
}

function explain(building: TrueBuilding, kind: Kind, history: History, truth: Truth): GoldBuilding {
  const dateOf = (file: string | null) => truth.scenes.find((scene) => scene.file === file)?.acquiredAt;
  const changed = history.repainted.get(building.id) ?? history.construction.get(building.id);
  const shown = truth.scenes.filter(({ file }) => !building.hiddenIn.includes(file));
  return {
    building: building.id,
    class: building.class,
    // Of a building that stays intact the last scene that shows it is the last in which it is intact.
    lastIntact: building.firstDamaged === null ? (shown.at(-1)?.file ?? null) : building.lastIntact,
    firstDamaged: building.firstDamaged,
    explanation: withDates(LESSONS[kind], {
      a: dateOf(building.lastIntact),
      b: dateOf(building.firstDamaged),
      c: changed === undefined ? undefined : truth.scenes[changed]?.acquiredAt,
    }),
  };
}
