import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeGeoTiff } from "./geotiff/geotiff.ts";
import { createTextures } from "./paint/ground-model.ts";
import { paintPeace } from "./paint/town.ts";
import { planCity } from "./plan/city-plan.ts";
import { imagineHistory } from "./plan/damage.ts";
import { renderScene } from "./render/render-scene.ts";
import { SCENE_RECIPES } from "./scenes.ts";

/** Metres per pixel of the ground model: finer than the finest scene, so that sensors blur and never invent. */
const MODEL_METRES_PER_PIXEL = 0.27;

/** Which scenes to make, and where. Plain values, because it crosses to worker threads. */
export interface SceneOrder {
  seed: string;
  directory: string;
  /** Indexes into the recipes. */
  scenes: number[];
  /** 1 for the real resolution; 4 makes images of a sixteenth of the pixels, for tests. */
  coarseness: number;
}

/** Renders and writes the ordered scenes one after the other, telling each file as it is done. */
export function writeScenes(order: SceneOrder, onWritten: (file: string) => void): void {
  const plan = planCity(order.seed);
  const history = imagineHistory(plan, SCENE_RECIPES.length);
  const textures = createTextures(order.seed);
  const peace = paintPeace(plan, textures, MODEL_METRES_PER_PIXEL * order.coarseness);
  for (const scene of order.scenes) {
    const recipe = SCENE_RECIPES[scene];
    if (recipe === undefined) continue;
    const rendered = renderScene(peace, textures, plan, history, scene, recipe, order.coarseness);
    writeFileSync(join(order.directory, recipe.file), encodeGeoTiff(rendered, recipe));
    onWritten(recipe.file);
  }
}
