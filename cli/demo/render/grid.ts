import { fromLocal, toLocal } from "../place.ts";
import { GROUND_SIDE_METRES } from "../plan/frame.ts";
import type { Point } from "../plan/geometry.ts";
import { SCENE_MARGIN_METRES, type SceneRecipe } from "../scenes.ts";
import type { ImageGrid } from "./view.ts";

/** Where an image's pixels lie: on the ground, and as its file claims. */
export interface GeoreferencedGrid {
  grid: ImageGrid;
  /** Claimed coordinates of the outer corner of the first pixel, in the scene's reference system. */
  origin: Point;
  /** Size of a pixel in units of the reference system, both positive. */
  pixelSize: Point;
}

/**
 * Lays a north-up grid of the scene's reference system over the area. Over 800 m the reference systems
 * used here differ from an affine map by under a centimetre, so three corners define the grid.
 *
 * @param coarseness 1 for the real resolution; larger makes smaller images for tests
 */
export function layGrid(recipe: SceneRecipe, coarseness: number): GeoreferencedGrid {
  const near = SCENE_MARGIN_METRES;
  const far = GROUND_SIDE_METRES - SCENE_MARGIN_METRES;
  const corners = (
    [
      [near, near],
      [far, near],
      [far, far],
      [near, far],
    ] as const
  ).map((at) => fromLocal(recipe.crs, at));
  const west = Math.min(...corners.map(([e]) => e));
  const east = Math.max(...corners.map(([e]) => e));
  const south = Math.min(...corners.map(([, n]) => n));
  const north = Math.max(...corners.map(([, n]) => n));
  const unit = unitsPerMetre(recipe.crs, [GROUND_SIDE_METRES / 2, GROUND_SIDE_METRES / 2]);
  const pixel = recipe.gsdMetres * coarseness * unit;
  const width = Math.round((east - west) / pixel);
  const height = Math.round((north - south) / pixel);
  const first = toLocal(recipe.crs, [west + pixel / 2, north - pixel / 2]);
  const lastColumn = toLocal(recipe.crs, [west + pixel / 2 + pixel * (width - 1), north - pixel / 2]);
  const lastRow = toLocal(recipe.crs, [west + pixel / 2, north - pixel / 2 - pixel * (height - 1)]);
  const [shiftEast, shiftNorth] = recipe.misplacedMetres;
  return {
    grid: {
      width,
      height,
      originX: first[0],
      originY: first[1],
      columnX: (lastColumn[0] - first[0]) / (width - 1),
      columnY: (lastColumn[1] - first[1]) / (width - 1),
      rowX: (lastRow[0] - first[0]) / (height - 1),
      rowY: (lastRow[1] - first[1]) / (height - 1),
    },
    origin: [west + shiftEast * unit, north + shiftNorth * unit],
    pixelSize: [pixel, pixel],
  };
}

/** Units of the reference system per metre on the ground, measured northwards at a local point. */
function unitsPerMetre(crs: SceneRecipe["crs"], at: Point): number {
  if (crs === "EPSG:32637") return 1;
  const [, here] = fromLocal(crs, at);
  const [, north] = fromLocal(crs, [at[0], at[1] - 100]);
  return (north - here) / 100;
}

/** Whether a scene's swath shows a local point at all. */
export function isCovered(recipe: SceneRecipe, [x, y]: Point): boolean {
  const { coverage } = recipe;
  if (coverage.kind === "full") return true;
  const turn = (coverage.turnDegrees * Math.PI) / 180;
  const middle = GROUND_SIDE_METRES / 2;
  const across = (x - middle) * Math.cos(turn) + (y - middle) * Math.sin(turn);
  const side = (GROUND_SIDE_METRES - 2 * SCENE_MARGIN_METRES) / 2;
  // The swath lies off the middle, so that it cuts one side of the town and spares the other.
  return Math.abs(across + side * 0.16) < side * coverage.widthShare;
}
