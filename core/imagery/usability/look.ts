import sharp from "sharp";
import { METRES_PER_DEGREE, type Bbox } from "../../../shared/geo.ts";
import type { ObjectReader } from "../../storage.ts";
import { openTileIndex, type TileIndex } from "../tile-index.ts";

/** What a scene shows of a place, in figures that a cloud changes. All 0–1. */
export type Look = {
  /** Share of the place with pixels. */
  coverage: number;
  brightness: number;
  saturation: number;
  /** Mean difference of brightness between neighbouring pixels: roofs and streets have edges, clouds none. */
  contrast: number;
};

/** Pixels about this large on the ground tell cloud from roof, and are read twenty times as fast as the finest, metres. */
const PIXEL_METRES = 1.2;
/** Decoded tiles kept: a row of neighbours lies in a few of them. */
const KEPT_TILES = 24;

type Pixels = { data: Buffer; size: number };

/** Reads places of one working copy, at the coarsest level that still shows roofs. */
export async function openLook(reader: ObjectReader): Promise<(place: Bbox) => Promise<Look>> {
  const index = await openTileIndex((offset, length) => reader.read(offset, length));
  const latitude = (index.bounds[1] + index.bounds[3]) / 2;
  const z = zoomFor(index, latitude);
  const kept = new Map<string, Promise<Pixels | null>>();
  const tile = (x: number, y: number): Promise<Pixels | null> => {
    const name = `${x}/${y}`;
    const found = kept.get(name) ?? readTile(reader, index, z, x, y);
    kept.delete(name);
    kept.set(name, found);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_TILES) break;
      kept.delete(oldest);
    }
    return found;
  };
  return (place) => lookAt(place, z, index.tileSize, tile);
}

/** The zoom whose pixels are nearest to `PIXEL_METRES`, of those that there are. */
function zoomFor({ tileSize, minzoom, maxzoom }: TileIndex, latitude: number): number {
  const metresAtZero = (360 * METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180)) / tileSize;
  return Math.max(minzoom, Math.min(maxzoom, Math.round(Math.log2(metresAtZero / PIXEL_METRES))));
}

async function readTile(
  reader: ObjectReader,
  index: TileIndex,
  z: number,
  x: number,
  y: number,
): Promise<Pixels | null> {
  const place = index.locate(z, x, y);
  if (place === null) return null;
  const bytes = await reader.read(place.offset, place.byteLength);
  const data = await sharp(bytes).ensureAlpha().raw().toBuffer();
  return { data, size: index.tileSize };
}

async function lookAt(
  [west, south, east, north]: Bbox,
  z: number,
  size: number,
  tile: (x: number, y: number) => Promise<Pixels | null>,
): Promise<Look> {
  const world = 2 ** z * size;
  const column = (lon: number) => ((lon + 180) / 360) * world;
  const row = (lat: number) => ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * world;
  const left = Math.floor(column(west));
  const top = Math.floor(row(north));
  const right = Math.max(left + 2, Math.ceil(column(east)));
  const bottom = Math.max(top + 2, Math.ceil(row(south)));
  const sums = { seen: 0, brightness: 0, saturation: 0, edges: 0, contrast: 0 };
  let above: (number | null)[] = [];
  for (let y = top; y < bottom; y += 1) {
    const line: (number | null)[] = [];
    for (let x = left; x < right; x += 1) {
      const pixels = await tile(Math.floor(x / size), Math.floor(y / size));
      const brightness = pixels === null ? null : addPixel(pixels, x % size, y % size, sums);
      for (const neighbour of [line.at(-1), above[x - left]]) {
        if (brightness === null || neighbour === null || neighbour === undefined) continue;
        sums.edges += 1;
        sums.contrast += Math.abs(brightness - neighbour);
      }
      line.push(brightness);
    }
    above = line;
  }
  const seen = Math.max(1, sums.seen);
  return {
    coverage: sums.seen / ((right - left) * (bottom - top)),
    brightness: sums.brightness / seen,
    saturation: sums.saturation / seen,
    contrast: sums.contrast / Math.max(1, sums.edges),
  };
}

/** Adds one pixel, unless it is transparent, and gives its brightness. */
function addPixel(
  { data, size }: Pixels,
  x: number,
  y: number,
  sums: { seen: number; brightness: number; saturation: number },
): number | null {
  const at = (y * size + x) * 4;
  const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(at, at + 4);
  if (alpha < 128) return null;
  const most = Math.max(red, green, blue);
  const brightness = (red + green + blue) / 765;
  sums.seen += 1;
  sums.brightness += brightness;
  sums.saturation += most === 0 ? 0 : (most - Math.min(red, green, blue)) / most;
  return brightness;
}
