import sharp from "sharp";
import type { Bbox } from "../../shared/geo.ts";
import type { ObjectReader } from "../storage.ts";
import { HALF_WORLD_METRES, mercatorOfLonLat } from "./raster/mercator.ts";
import { openTileIndex, type TileIndex } from "./tile-index.ts";

/** A picture of a place, cut from one working copy; where there are no pixels it is grey. */
export type Chip = {
  /** JPEG, `pixels` × `pixels`. */
  jpeg: Buffer;
  /** Where a place lies in it: shares of width and height, from the upper left corner. */
  locate: (lon: number, lat: number) => [x: number, y: number];
};

const QUALITY = 88;
const NOTHING = { r: 60, g: 62, b: 66 };

/**
 * Cuts a square around a box out of a working copy. The same copy, box and size give the same bytes.
 *
 * @param place EPSG:4326; the shorter side is widened to a square
 * @param pixels width and height of the picture
 */
export async function cutChip(reader: ObjectReader, place: Bbox, pixels: number): Promise<Chip> {
  const index = await openTileIndex((offset, length) => reader.read(offset, length));
  const square = squareAround(place);
  const z = zoomFor(index, square.side, pixels);
  const world = 2 ** z * index.tileSize;
  const toPixels = (metres: number) => (metres / (2 * HALF_WORLD_METRES)) * world;
  const left = Math.floor(toPixels(square.west + HALF_WORLD_METRES));
  const top = Math.floor(toPixels(HALF_WORLD_METRES - square.north));
  const side = Math.max(1, Math.round(toPixels(square.side)));
  const patches = await readPatches(reader, index, z, { left, top, side });
  const jpeg = await sharp({ create: { width: side, height: side, channels: 3, background: NOTHING } })
    .composite(patches)
    .png()
    .toBuffer()
    // Resizing in the same pipeline would come before the patches.
    .then((whole) => sharp(whole).resize(pixels, pixels, { kernel: "cubic" }))
    .then((image) => image.jpeg({ quality: QUALITY, chromaSubsampling: "4:4:4" }).toBuffer());
  return {
    jpeg,
    locate(lon, lat) {
      const [x, y] = mercatorOfLonLat(lon, lat);
      return [(x - square.west) / square.side, (square.north - y) / square.side];
    },
  };
}

type Window = { left: number; top: number; side: number };

/** West, north and side of the smallest square in Web Mercator that holds a box, metres. */
function squareAround([west, south, east, north]: Bbox): { west: number; north: number; side: number } {
  const [x0, y0] = mercatorOfLonLat(west, south);
  const [x1, y1] = mercatorOfLonLat(east, north);
  const side = Math.max(x1 - x0, y1 - y0);
  return { west: (x0 + x1 - side) / 2, north: (y0 + y1 + side) / 2, side };
}

/** The coarsest zoom that has a pixel of its own for each of the picture's, else the finest there is. */
function zoomFor({ tileSize, minzoom, maxzoom }: TileIndex, side: number, pixels: number): number {
  const wanted = Math.ceil(Math.log2((pixels * 2 * HALF_WORLD_METRES) / (side * tileSize)));
  return Math.max(minzoom, Math.min(maxzoom, wanted));
}

async function readPatches(
  reader: ObjectReader,
  index: TileIndex,
  z: number,
  { left, top, side }: Window,
): Promise<{ input: Buffer; left: number; top: number }[]> {
  const size = index.tileSize;
  const patches: { input: Buffer; left: number; top: number }[] = [];
  for (let y = Math.floor(top / size); y * size < top + side; y += 1) {
    for (let x = Math.floor(left / size); x * size < left + side; x += 1) {
      const place = index.locate(z, x, y);
      if (place === null) continue;
      const bytes = await reader.read(place.offset, place.byteLength);
      // Only what lies inside: a patch may not reach beyond what it is put on.
      const from = { left: Math.max(0, left - x * size), top: Math.max(0, top - y * size) };
      const width = Math.min(size, left + side - x * size) - from.left;
      const height = Math.min(size, top + side - y * size) - from.top;
      const input = await sharp(bytes)
        .ensureAlpha()
        .extract({ ...from, width, height })
        .png()
        .toBuffer();
      patches.push({ input, left: x * size + from.left - left, top: y * size + from.top - top });
    }
  }
  return patches;
}
