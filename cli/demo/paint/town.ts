import type { CityPlan } from "../plan/city-plan.ts";
import { GROUND_SIDE_METRES } from "../plan/frame.ts";
import { CLASSES, type History } from "../plan/damage.ts";
import { createRandom } from "../random.ts";
import type { SceneRecipe } from "../scenes.ts";
import { paintConstruction, paintCrater, repaintRoof } from "./changes.ts";
import { type GroundModel, type Textures, copyGroundModel, createGroundModel } from "./ground-model.ts";
import { paintLand } from "./land.ts";
import { paintRoof } from "./roofs.ts";
import { type DamageState, paintDamage } from "./building-damage.ts";
import { paintDust } from "./dust-and-soot.ts";
import { paintTrees, parkCars } from "./trees-and-cars.ts";

/** Paints what is the same on every date: land, roads, and all buildings whole. */
export function paintPeace(plan: CityPlan, textures: Textures, metresPerPixel: number): GroundModel {
  const model = createGroundModel(GROUND_SIDE_METRES, metresPerPixel);
  paintLand(model, textures, plan);
  for (const building of plan.buildings) paintRoof(model, textures, plan.seed, building);
  return model;
}

/** Paints the town as it stands at one scene over a copy of the peaceful one. */
export function paintTownAt(
  peace: GroundModel,
  textures: Textures,
  plan: CityPlan,
  history: History,
  scene: number,
  recipe: SceneRecipe,
): GroundModel {
  const model = copyGroundModel(peace);
  for (const building of plan.buildings) {
    const repainted = history.repainted.get(building.id);
    if (repainted !== undefined && scene >= repainted) repaintRoof(model, textures, building);
    const roofed = history.construction.get(building.id);
    if (roofed !== undefined)
      paintConstruction(model, textures, building, scene < roofed ? 0.2 : scene < roofed + 2 ? 0.7 : 1);
  }
  for (const crater of history.craters) {
    if (scene >= crater.scene) paintCrater(model, textures, crater, freshness(scene - crater.scene));
  }
  const states = damageAtScene(history, scene);
  const damaged = plan.buildings.flatMap((building) => {
    const state = states.get(building.id);
    return state === undefined ? [] : [{ building, state }];
  });
  for (const { building, state } of damaged) paintDust(model, textures, building, state);
  for (const { building, state } of damaged) paintDamage(model, textures, plan.seed, building, state);
  paintTrees(model, textures, plan.trees, recipe.leaf);
  // Fewer people drive as the war comes nearer.
  const traffic = 0.15 * (1 - 0.65 * Math.min(1, scene / 6));
  parkCars(model, plan.parking, traffic, createRandom(`${plan.seed}:cars:${recipe.file}`));
  return model;
}

/** The worst each building has suffered up to a scene. */
export function damageAtScene(history: History, scene: number): Map<string, DamageState> {
  const states = new Map<string, DamageState>();
  for (const hit of history.hits) {
    if (hit.scene > scene) continue;
    const before = states.get(hit.building);
    if (before !== undefined && CLASSES.indexOf(before.damage) <= CLASSES.indexOf(hit.damage)) continue;
    const clearedFrom = history.cleared.get(hit.building);
    states.set(hit.building, {
      damage: hit.damage,
      fresh: freshness(scene - hit.scene),
      isCleared: clearedFrom !== undefined && scene >= clearedFrom,
    });
  }
  return states;
}

/** Dust and soot fade from date to date: 1, ½, ¼ … */
function freshness(scenesSince: number): number {
  return 0.5 ** scenesSince;
}
