/** Small dated GeoTIFFs for tests that need scenes and do not care what is on them. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asciiTag, doubleTag, longTag, shortTag, tiffFile } from "../../cli/demo/geotiff/tiff-file.ts";

const SIDE = 64;
const DEGREES_PER_PIXEL = 0.00001;

/**
 * The bytes of an RGB image of 64 × 64 pixels, about a metre each, EPSG:4326.
 *
 * @param northWest its upper left corner, `[lon, lat]`
 * @param shade tells images apart: the same shade at the same place is the same file
 * @param paint the value of each byte, red, green and blue in turn; a pattern unless said
 * @param takenAt `2017:06:11 08:12:00` for the tag; null leaves it out
 */
export function aGeoTiff(
  northWest: readonly [lon: number, lat: number],
  shade: number,
  takenAt: string | null = null,
  paint: (index: number) => number = (index) => (index * 7 + shade) % 256,
): Buffer {
  const pixels = new Uint8Array(SIDE * SIDE * 3).map((_, index) => paint(index));
  const tags = [
    longTag(256, SIDE),
    longTag(257, SIDE),
    shortTag(258, 8, 8, 8),
    shortTag(259, 1),
    shortTag(262, 2),
    shortTag(277, 3),
    longTag(278, SIDE),
    shortTag(284, 1),
    doubleTag(33550, DEGREES_PER_PIXEL, DEGREES_PER_PIXEL, 0),
    doubleTag(33922, 0, 0, 0, northWest[0], northWest[1], 0),
    shortTag(34735, 1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326),
    ...(takenAt === null ? [] : [asciiTag(306, takenAt)]),
  ];
  return tiffFile(tags, [pixels], { offsets: 273, lengths: 279 });
}

/** Writes one image per date into a new folder, each named after its date. */
export async function aSceneFolder(
  parent: string,
  dates: readonly string[],
  northWest: readonly [lon: number, lat: number] = [38, 35.0006],
): Promise<string> {
  const folder = join(parent, `scenes-${Math.random().toString(36).slice(2)}`);
  await mkdir(folder, { recursive: true });
  for (const [index, date] of dates.entries()) {
    await writeFile(join(folder, `scene-${date}.tif`), aGeoTiff(northWest, index * 20));
  }
  return folder;
}
