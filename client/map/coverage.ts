import { type Bbox, growBbox } from "../../shared/geo.ts";
import { boxInFile } from "../../shared/placing.ts";
import type { Scene } from "../../shared/scenes.ts";
import { tileAddress, tilePointAt, zoomShowing } from "./tile-address.ts";

/** How many pixels along a building's longer side a small picture of it has. Its tiles are loaded anyway. */
export const SMALL_PICTURE_PIXELS = 90;

/** What a small picture of a building shows: the building and a little around it. */
export function smallPictureBox(box: Bbox): Bbox {
  return growBbox(box, 6);
}

/** Where in the box we look, as shares of its width and height: the middle, and around it. */
const PROBES = [
  [0.5, 0.5],
  [0.3, 0.3],
  [0.7, 0.3],
  [0.3, 0.7],
  [0.7, 0.7],
] as const;

/**
 * Whether a scene has pixels where a building stands. The box around a swath that lies askew holds places that
 * the satellite never saw: such a scene says nothing about them, and nobody should be asked to date with it.
 * When the tile cannot be had, the scene is given the benefit of the doubt.
 */
export async function hasPixels(scene: Scene, shown: Bbox, signal: AbortSignal): Promise<boolean> {
  const box = boxInFile(scene.offset, shown);
  const z = zoomOfSmallPicture(scene, box);
  const from = tilePointAt(box[0], box[3], z);
  const to = tilePointAt(box[2], box[1], z);
  const middle = tilePointAt((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, z);
  const [column, row] = [Math.floor(middle.x), Math.floor(middle.y)];
  const response = await fetch(tileAddress(scene, z, column, row), { signal });
  if (!response.ok) return true;
  if (response.status === 204) return false;
  const picture = await createImageBitmap(await response.blob());
  const opacityAt = readOpacity(picture);
  const points = PROBES.map(([x, y]) => [
    (from.x + (to.x - from.x) * x - column) * picture.width,
    (from.y + (to.y - from.y) * y - row) * picture.height,
  ]);
  // Points beyond this tile's edge say nothing.
  const inside = points.filter(
    ([x = 0, y = 0]) => x >= 0 && y >= 0 && x < picture.width && y < picture.height,
  );
  return inside.filter(([x = 0, y = 0]) => opacityAt(x, y) > 0).length * 2 > inside.length;
}

/** The zoom at which a scene shows a building in little. */
function zoomOfSmallPicture(scene: Scene, box: Bbox): number {
  const zoom = zoomShowing(smallPictureBox(box), SMALL_PICTURE_PIXELS, scene.tileSize);
  return Math.max(scene.minzoom, Math.min(scene.maxzoom, zoom));
}

function readOpacity(picture: ImageBitmap): (x: number, y: number) => number {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context?.drawImage(picture, 0, 0);
  return (x, y) => context?.getImageData(Math.floor(x), Math.floor(y), 1, 1).data[3] ?? 255;
}
