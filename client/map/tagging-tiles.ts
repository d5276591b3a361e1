import { type Bbox, growBbox } from "../../shared/geo.ts";
import { boxInFile } from "../../shared/placing.ts";
import type { Scene } from "../../shared/scenes.ts";
import { SMALL_PICTURE_PIXELS, smallPictureBox } from "./coverage.ts";
import { tileAddress, tilePointAt, tilesTouching, zoomShowing } from "./tile-address.ts";

/** As `frameBuilding` frames it: the building and 22 metres around it, or 3.2 times its own size. */
const SURROUNDINGS_METRES = 22;
const TIMES_ITS_SIZE = 3.2;

/**
 * The tiles of one scene that tagging a building asks for when it comes on screen: those under the framed picture
 * and those of the little one. None where the scene does not reach.
 *
 * @param size of the picture on the screen, CSS pixels
 */
export function taggingTiles(
  scene: Scene,
  shown: Bbox,
  [width, height]: readonly [number, number],
): string[] {
  const box = boxInFile(scene.offset, shown);
  const [west, south, east, north] = scene.bounds;
  if (box[0] > east || box[2] < west || box[1] > north || box[3] < south) return [];
  const side = Math.max(sideOf(growBbox(box, SURROUNDINGS_METRES)), TIMES_ITS_SIZE * sideOf(box));
  const perPixel = side / Math.max(1, Math.min(width, height));
  const z = nearestZoom(scene, perPixel);
  const scale = 2 ** z;
  const centre = tilePointAt((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, z);
  const half = [(width * perPixel * scale) / 2, (height * perPixel * scale) / 2] as const;
  const tiles: string[] = [];
  for (let y = Math.floor(centre.y - half[1]); y <= Math.floor(centre.y + half[1]); y += 1)
    for (let x = Math.floor(centre.x - half[0]); x <= Math.floor(centre.x + half[0]); x += 1)
      tiles.push(tileAddress(scene, z, x, y));
  const small = smallPictureBox(box);
  const smallZoom = zoomShowing(small, SMALL_PICTURE_PIXELS, scene.tileSize);
  const littleOnes = tilesTouching(scene, small, Math.max(scene.minzoom, Math.min(scene.maxzoom, smallZoom)));
  return [...new Set([...tiles, ...littleOnes.tiles])];
}

/** The longer side of a box, as a share of the world's width in Web Mercator. */
function sideOf([west, south, east, north]: Bbox): number {
  const from = tilePointAt(west, north, 0);
  const to = tilePointAt(east, south, 0);
  return Math.max(to.x - from.x, to.y - from.y);
}

/** The zoom that OpenLayers picks: the one whose pixels are nearest in size. `perPixel` in world widths. */
function nearestZoom(scene: Scene, perPixel: number): number {
  let best = scene.maxzoom;
  for (let z = scene.maxzoom - 1; z >= scene.minzoom; z -= 1)
    if (distance(scene, z, perPixel) < distance(scene, best, perPixel)) best = z;
  return best;
}

function distance({ tileSize }: Scene, z: number, perPixel: number): number {
  return Math.abs(1 / (2 ** z * tileSize) - perPixel);
}
