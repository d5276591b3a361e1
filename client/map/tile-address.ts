import type { Bbox } from "../../shared/geo.ts";
import type { Scene } from "../../shared/scenes.ts";

/** A place in the Web Mercator tile pyramid: x and y in tiles of zoom z, fractions allowed, y pointing south. */
export type TilePoint = { x: number; y: number };

/** Latitude at which Web Mercator's square ends, degrees. */
const MAX_LATITUDE = 85.051128779806604;

/** Where a position lies among the tiles of zoom `z`. `lon`, `lat` in degrees, EPSG:4326. */
export function tilePointAt(lon: number, lat: number, z: number): TilePoint {
  const tilesAcross = 2 ** z;
  const radians = (Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, lat)) * Math.PI) / 180;
  return {
    x: ((lon + 180) / 360) * tilesAcross,
    y: ((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * tilesAcross,
  };
}

/** The address of one tile of a scene. */
export function tileAddress(scene: Scene, z: number, x: number, y: number): string {
  return scene.tiles.replace("{z}", String(z)).replace("{x}", String(x)).replace("{y}", String(y));
}

/** The tiles of zoom `z` that touch a box, row by row from the north-west. */
export function tilesTouching(scene: Scene, [west, south, east, north]: Bbox, z: number) {
  const from = tilePointAt(west, north, z);
  const to = tilePointAt(east, south, z);
  const [left, top] = [Math.floor(from.x), Math.floor(from.y)];
  const [right, bottom] = [Math.max(left, Math.ceil(to.x) - 1), Math.max(top, Math.ceil(to.y) - 1)];
  const tiles: string[] = [];
  for (let y = top; y <= bottom; y += 1) {
    for (let x = left; x <= right; x += 1) tiles.push(tileAddress(scene, z, x, y));
  }
  return { columns: right - left + 1, rows: bottom - top + 1, left, top, tiles };
}

/** The shallowest zoom that shows the box with at least `pixels` along its longer side. */
export function zoomShowing([west, south, east, north]: Bbox, pixels: number, tileSize: number): number {
  const from = tilePointAt(west, north, 0);
  const to = tilePointAt(east, south, 0);
  return Math.ceil(Math.log2(pixels / (Math.max(to.x - from.x, to.y - from.y) * tileSize)));
}

/** The deepest zoom of the scene at which the box is at most `maxPixels` wide and high, and its tiles. */
export function coveringTiles(scene: Scene, box: Bbox, maxPixels: number) {
  let z = scene.maxzoom;
  for (; z > scene.minzoom; z -= 1) {
    const from = tilePointAt(box[0], box[3], z);
    const to = tilePointAt(box[2], box[1], z);
    if (Math.max(to.x - from.x, to.y - from.y) * scene.tileSize <= maxPixels) break;
  }
  return { z, ...tilesTouching(scene, box, z) };
}
