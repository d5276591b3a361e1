import { z } from "zod";
import { DamageClass } from "../../shared/damage-scales.ts";
import type { Textures } from "./paint/ground-model.ts";
import { damageAtScene } from "./paint/town.ts";
import type { CityPlan, PlannedBuilding } from "./plan/city-plan.ts";
import type { History } from "./plan/damage.ts";
import { type Point, outlineCentre } from "./plan/geometry.ts";
import { isCovered } from "./render/grid.ts";
import { cloudsOver } from "./render/render-scene.ts";
import type { SceneRecipe } from "./scenes.ts";

/** What is true of one scene, for whoever checks an import or simulates its viewers. */
const TrueScene = z.object({
  file: z.string(),
  acquiredAt: z.iso.datetime(),
  timeFrom: z.enum(["tag", "name"]),
  crs: z.string(),
  sensor: z.string(),
  gsdMetres: z.number(),
  /** Share of the sky under cloud, 0–1. */
  clouds: z.number(),
  /** How far the file's georeference is off, metres to the east and north. */
  misplacedMetres: z.tuple([z.number(), z.number()]).readonly(),
  /** Whether the image covers only a part of the area, and how the rest is marked. */
  outside: z.enum(["none", "alpha", "zero"]),
});

const TrueBuilding = z.object({
  /** The property `id` of the footprint. */
  id: z.string(),
  /** Code of the UNOSAT scale: the worst damage by the last scene. */
  class: DamageClass.shape.code,
  /** File of the last scene that shows it intact; null when it was damaged before the first. */
  lastIntact: z.string().nullable(),
  /** File of the first scene that shows it damaged; null when it stays intact. */
  firstDamaged: z.string().nullable(),
  /** Files of the scenes that do not show it: under cloud or outside the swath. */
  hiddenIn: z.array(z.string()),
  /** A change that is no damage, which may mislead. */
  confusedBy: z.enum(["repainted", "construction"]).nullable(),
});

/** The answer sheet of a demo city; scenes in time order. */
export const Truth = z.object({
  seed: z.string(),
  scenes: z.array(TrueScene),
  buildings: z.array(TrueBuilding),
});
export type Truth = z.infer<typeof Truth>;
export type TrueBuilding = z.infer<typeof TrueBuilding>;

/** Half or more of a building under cloud and nobody can say how it stands. */
const HIDING_COVER = 0.45;

/** States what is true of every building and what each scene can show of it. */
export function tellTruth(
  plan: CityPlan,
  history: History,
  recipes: readonly SceneRecipe[],
  textures: Textures,
): Truth {
  const isHidden = recipes.map((recipe) => hiddenBy(recipe, textures));
  const last = damageAtScene(history, recipes.length - 1);
  return {
    seed: plan.seed,
    scenes: recipes.map((recipe) => ({
      file: recipe.file,
      acquiredAt: recipe.acquiredAt,
      timeFrom: recipe.timeFrom,
      crs: recipe.crs,
      sensor: recipe.sensor,
      gsdMetres: recipe.gsdMetres,
      clouds: recipe.clouds,
      misplacedMetres: [recipe.misplacedMetres[0], recipe.misplacedMetres[1]],
      outside: recipe.coverage.kind === "full" ? "none" : recipe.coverage.outside,
    })),
    buildings: plan.buildings.map((building) => {
      const hidden = isHidden.map((hides) => hides(building));
      const firstHit = Math.min(
        ...history.hits.filter((hit) => hit.building === building.id).map(({ scene }) => scene),
      );
      const lastIntact = recipes.findLastIndex((_, scene) => scene < firstHit && hidden[scene] === false);
      const firstDamaged = recipes.findIndex((_, scene) => scene >= firstHit && hidden[scene] === false);
      return {
        id: building.id,
        class: last.get(building.id)?.damage ?? "no_visible_damage",
        lastIntact: recipes[lastIntact]?.file ?? null,
        firstDamaged: recipes[firstDamaged]?.file ?? null,
        hiddenIn: recipes.filter((_, scene) => hidden[scene] === true).map(({ file }) => file),
        confusedBy: history.repainted.has(building.id)
          ? "repainted"
          : history.construction.has(building.id)
            ? "construction"
            : null,
      };
    }),
  };
}

function hiddenBy(recipe: SceneRecipe, textures: Textures): (building: PlannedBuilding) => boolean {
  const clouds = recipe.clouds > 0 ? cloudsOver(textures, recipe) : null;
  const isUnseen = (at: Point): boolean =>
    !isCovered(recipe, at) || (clouds !== null && clouds.coverAt(at[0], at[1]) > HIDING_COVER);
  return ({ footprint }) => {
    const places = [...footprint, outlineCentre(footprint)];
    return places.filter(isUnseen).length * 2 >= places.length;
  };
}
