import sharp from "sharp";
import type { ObjectReader } from "../../storage.ts";
import { HALF_WORLD_METRES } from "../raster/mercator.ts";
import { openTileIndex, type TileIndex } from "../tile-index.ts";
import type { Patch } from "./correlate.ts";

/** A working copy opened to read greys from. Pixels are counted over the whole world, from the north-west corner. */
export type GreyScene = {
  index: TileIndex;
  /** The zoom of its finest pixels as if tiles had 256 of them. */
  finest: number;
  /** Its coarsest, likewise. */
  coarsest: number;
  /** The square of `side` pixels around a place, at a zoom counted as above. */
  read(zoom: number, centre: { x: number; y: number }, side: number): Promise<Patch>;
};

/** Decoded tiles kept: neighbouring patches share them. */
const KEPT_TILES = 12;

export async function openGreyScene(reader: ObjectReader): Promise<GreyScene> {
  const index = await openTileIndex((offset, length) => reader.read(offset, length));
  const { tileSize } = index;
  const beyond = Math.log2(tileSize / 256);
  const kept = new Map<string, Promise<Float32Array | null>>();

  function tile(z: number, x: number, y: number): Promise<Float32Array | null> {
    const name = `${z}/${x}/${y}`;
    const found = kept.get(name) ?? readTile(reader, index, z, x, y);
    kept.delete(name);
    kept.set(name, found);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_TILES) break;
      kept.delete(oldest);
    }
    return found;
  }

  return {
    index,
    finest: index.maxzoom + beyond,
    coarsest: index.minzoom + beyond,
    async read(zoom, centre, side) {
      const z = zoom - beyond;
      const left = Math.round(centre.x) - side / 2;
      const top = Math.round(centre.y) - side / 2;
      const greys = new Float32Array(side * side).fill(Number.NaN);
      for (let row = Math.floor(top / tileSize); row * tileSize < top + side; row += 1) {
        for (let column = Math.floor(left / tileSize); column * tileSize < left + side; column += 1) {
          const pixels = await tile(z, column, row);
          if (pixels === null) continue;
          copyInto(greys, side, pixels, tileSize, column * tileSize - left, row * tileSize - top);
        }
      }
      return { side, greys };
    },
  };
}

/** Ground covered by one pixel at the equator, EPSG:3857 metres, at a zoom of tiles of 256 pixels. */
export function metresPerPixel(zoom: number): number {
  return (2 * HALF_WORLD_METRES) / (256 * 2 ** zoom);
}

async function readTile(
  reader: ObjectReader,
  index: TileIndex,
  z: number,
  x: number,
  y: number,
): Promise<Float32Array | null> {
  const place = index.locate(z, x, y);
  if (place === null) return null;
  const bytes = await reader.read(place.offset, place.byteLength);
  const data = await sharp(bytes).ensureAlpha().raw().toBuffer();
  const greys = new Float32Array(index.tileSize ** 2);
  for (let at = 0; at < greys.length; at += 1) {
    const isSeen = data[at * 4 + 3]! >= 128;
    // Rec. 601 luma: green tells most of what edges there are.
    greys[at] = isSeen
      ? 0.299 * data[at * 4]! + 0.587 * data[at * 4 + 1]! + 0.114 * data[at * 4 + 2]!
      : Number.NaN;
  }
  return greys;
}

/** Copies a tile whose corner lies at (`x`, `y`) of the window, as far as it reaches into it. */
function copyInto(
  window: Float32Array,
  side: number,
  tile: Float32Array,
  size: number,
  x: number,
  y: number,
): void {
  const from = Math.max(0, -x);
  const to = Math.min(size, side - x);
  for (let row = Math.max(0, -y); row < Math.min(size, side - y); row += 1)
    window.set(tile.subarray(row * size + from, row * size + to), (row + y) * side + x + from);
}
