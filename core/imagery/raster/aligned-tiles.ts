import { open } from "node:fs/promises";
import type { ColourPlan } from "./colour.ts";
import type { RasterOptions } from "./facts.ts";
import type { GridLevel } from "./grid.ts";
import { HALF_WORLD_METRES } from "./mercator.ts";
import { readerOf, type OpenImage } from "./open-image.ts";
import { readTiffHeader, TAG, type TiffDirectory } from "./tiff-header.ts";
import { isWebpTile } from "./webp-tile.ts";

/** The tiles of an image that are stored already as they would be served. */
export type AlignedTiles = {
  /** Pixels of a tile's side. */
  tileSize: 256 | 512;
  /** The tiles that the image touches at its own resolution. */
  used: GridLevel;
  /**
   * The bytes of a tile as the file has them; null where another tile must be made: at the image's edges, where a mask
   * or nodata takes pixels out, and at zooms that are not there or not aligned.
   */
  take(zoom: number, column: number, row: number, pixels: Uint32Array): Promise<Uint8Array | null>;
  /** How many tiles were taken so far. */
  taken(): number;
  close(): Promise<void>;
};

/** `columns` and `rows` of whole blocks; `across` counts the last one too, whole or not. */
type Level = GridLevel & { across: number; offsets: number[]; lengths: number[] };

/** A thousandth of a tile: nearer to the grid than anybody can see. */
const OFF_GRID = 1e-3;
/** A pixel of zoom 24 is under a centimetre; who claims more is made anew like any other image. */
const DEEPEST = 24;

/**
 * Finds the tiles of a WEBP image in Web Mercator whose blocks lie on the grid of the web. GDAL's COG driver with
 * `TILING_SCHEME=GoogleMapsCompatible` writes such: aligned at its own resolution, and in overviews as far as it goes.
 *
 * @returns null when it is no such image, or when something else than its own colours is to be shown
 */
export async function alignedTilesOf(
  image: OpenImage,
  plan: ColourPlan,
  options: RasterOptions,
): Promise<AlignedTiles | null> {
  const { samples, affine, crs } = image;
  const tileSize = samples.blockWidth;
  const isPlain = options.bands === undefined && options.stretch === undefined && hasOwnColours(plan);
  const isWeb = samples.compression === "WEBP" && samples.tiled && crs.epsg === 3857;
  if (image.path === null || !isPlain || !isWeb || affine.b !== 0 || affine.d !== 0) return null;
  if ((tileSize !== 256 && tileSize !== 512) || samples.blockHeight !== tileSize) return null;
  if (plan.valueBands.length !== 3 || samples.bands !== (plan.alpha === null ? 3 : 4)) return null;
  if (Math.abs(affine.a + affine.e) > affine.a * 1e-9) return null; // not square, or not north up

  const file = await open(image.path, "r");
  const read = readerOf(file);
  const levels = await levelsOf((await readTiffHeader(read)).directories, image, tileSize);
  const base = levels.get(samples.width);
  if (base === undefined) {
    await file.close();
    return null;
  }
  const byZoom = new Map([...levels.values()].map((level) => [level.zoom, level]));
  let taken = 0;
  return {
    tileSize,
    used: { ...base, columns: samples.columns, rows: samples.rows },
    taken: () => taken,
    close: () => file.close(),
    async take(zoom, column, row, pixels) {
      const level = byZoom.get(zoom);
      if (level === undefined) return null;
      const [x, y] = [column - level.left, row - level.top];
      // Beyond the last whole block, what fills it up is anybody's guess.
      if (x < 0 || y < 0 || x >= level.columns || y >= level.rows) return null;
      if (plan.alpha === null && pixels.some((pixel) => pixel >>> 24 !== 255)) return null;
      const length = level.lengths[y * level.across + x] ?? 0;
      const bytes = await read(level.offsets[y * level.across + x] ?? 0, length);
      if (bytes.length < length || !(await isWebpTile(bytes, tileSize))) return null;
      taken += 1;
      return bytes;
    },
  };
}

/** The file's first three bands are shown as they are, and a fourth, if any, is transparency. */
function hasOwnColours({ red, green, blue, alpha, palette, isCmyk, inverted }: ColourPlan): boolean {
  const isInOrder = red === 0 && green === 1 && blue === 2 && (alpha === null || alpha === 3);
  return isInOrder && palette === null && !isCmyk && !inverted;
}

/** Those levels of the file that lie on the grid of the web, by their width. */
async function levelsOf(
  directories: readonly TiffDirectory[],
  { samples, affine }: OpenImage,
  tileSize: number,
): Promise<Map<number, Level>> {
  const levels = new Map<number, Level>();
  for (const directory of directories) {
    const width = await directory.number(TAG.imageWidth, 0);
    const height = await directory.number(TAG.imageLength, 0);
    const isMask = ((await directory.number(TAG.newSubfileType, 0)) & 4) !== 0;
    const isSame =
      (await directory.number(TAG.compression, 0)) === 50_001 &&
      (await directory.number(TAG.samplesPerPixel, 1)) === samples.bands &&
      (await directory.number(TAG.tileWidth, 0)) === tileSize &&
      (await directory.number(TAG.tileLength, 0)) === tileSize;
    if (isMask || !isSame || levels.has(width)) continue;
    const metresPerTile = affine.a * (samples.width / width) * tileSize;
    const zoom = onGrid(Math.log2((2 * HALF_WORLD_METRES) / metresPerTile));
    const left = onGrid((affine.c + HALF_WORLD_METRES) / metresPerTile);
    const top = onGrid((HALF_WORLD_METRES - affine.f) / metresPerTile);
    if (zoom === null || left === null || top === null || zoom < 0 || zoom > DEEPEST) continue;
    levels.set(width, {
      zoom,
      left,
      top,
      across: Math.ceil(width / tileSize),
      columns: Math.floor(width / tileSize),
      rows: Math.floor(height / tileSize),
      offsets: await directory.numbers(TAG.tileOffsets),
      lengths: await directory.numbers(TAG.tileByteCounts),
    });
  }
  return levels;
}

function onGrid(value: number): number | null {
  const rounded = Math.round(value);
  return Math.abs(value - rounded) < OFF_GRID ? rounded : null;
}
