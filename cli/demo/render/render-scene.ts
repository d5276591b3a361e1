import type { GroundModel, Textures } from "../paint/ground-model.ts";
import { paintTownAt } from "../paint/town.ts";
import { groundCentre } from "../place.ts";
import type { CityPlan } from "../plan/city-plan.ts";
import type { History } from "../plan/damage.ts";
import type { SceneRecipe } from "../scenes.ts";
import { drawClouds, gatherClouds } from "./clouds.ts";
import { type GeoreferencedGrid, isCovered, layGrid } from "./grid.ts";
import { lightGround } from "./light.ts";
import { developImage } from "./sensor.ts";
import { type SunPosition, sunOver } from "./sun.ts";
import { type ImageGrid, takeView } from "./view.ts";

/** A finished image: interleaved bytes, three bands, or four where outside the swath is told by alpha. */
export interface RenderedScene extends GeoreferencedGrid {
  bands: 3 | 4;
  bytes: Uint8Array;
}

/** Photographs the town at one date. Pure: the same plan, history and recipe give the same bytes. */
export function renderScene(
  peace: GroundModel,
  textures: Textures,
  plan: CityPlan,
  history: History,
  scene: number,
  recipe: SceneRecipe,
  coarseness: number,
): RenderedScene {
  const placed = layGrid(recipe, coarseness);
  const sun = sunAt(recipe);
  const model = paintTownAt(peace, textures, plan, history, scene, recipe);
  const lit = lightGround(model, sun, { growth: recipe.growth, plantColour: recipe.plantColour });
  const view = {
    azimuth: (recipe.viewAzimuthDegrees * Math.PI) / 180,
    offNadir: (recipe.offNadirDegrees * Math.PI) / 180,
  };
  const image = takeView(model, lit, sun, view, placed.grid);
  if (recipe.clouds > 0) drawClouds(image, placed.grid, cloudsOver(textures, recipe), textures.streaks);
  const rgb = developImage(image, placed.grid.width, placed.grid.height, recipe.look, scene + 1);
  return { ...placed, ...maskSwath(rgb, placed.grid, recipe) };
}

/** The sun over the town at the moment of a scene. */
export function sunAt(recipe: SceneRecipe): SunPosition {
  return sunOver(new Date(recipe.acquiredAt), ...groundCentre());
}

/** The clouds of a scene, the same for the picture and for the truth about what they hide. */
export function cloudsOver(textures: Textures, recipe: SceneRecipe): ReturnType<typeof gatherClouds> {
  return gatherClouds(textures.broad, recipe.clouds, sunAt(recipe), 231);
}

function maskSwath(
  rgb: Uint8Array,
  grid: ImageGrid,
  recipe: SceneRecipe,
): Pick<RenderedScene, "bands" | "bytes"> {
  const { coverage } = recipe;
  if (coverage.kind === "full") return { bands: 3, bytes: rgb };
  const bands = coverage.outside === "alpha" ? 4 : 3;
  const bytes = new Uint8Array(grid.width * grid.height * bands);
  for (let row = 0; row < grid.height; row++) {
    for (let column = 0; column < grid.width; column++) {
      const x = grid.originX + column * grid.columnX + row * grid.rowX;
      const y = grid.originY + column * grid.columnY + row * grid.rowY;
      if (!isCovered(recipe, [x, y])) continue;
      const pixel = row * grid.width + column;
      for (let band = 0; band < 3; band++) bytes[pixel * bands + band] = rgb[pixel * 3 + band]!;
      if (bands === 4) bytes[pixel * 4 + 3] = 255;
    }
  }
  return { bands, bytes };
}
