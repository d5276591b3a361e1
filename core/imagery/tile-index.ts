import { AppError } from "../../shared/errors.ts";
import type { Bbox } from "../../shared/geo.ts";
import { HALF_WORLD_METRES, lonLatOfMercator } from "./raster/mercator.ts";
import { readTiffHeader, TAG, type ReadBytes, type TiffDirectory } from "./raster/tiff-header.ts";

/** Where a tile's bytes lie in its working copy. */
export type TilePlace = { offset: number; byteLength: number };

/** The table of contents of one working copy: 12 bytes a tile, no pixel. */
export type TileIndex = {
  tileSize: number;
  minzoom: number;
  maxzoom: number;
  /** Of the tile grid, which is larger than the image. West > east crosses the antimeridian. */
  bounds: Bbox;
  /** Its levels, each a rectangle of XYZ tiles. */
  levels: readonly { zoom: number; left: number; top: number; columns: number; rows: number }[];
  /** Memory this index holds on to, bytes. */
  byteLength: number;
  /** Null outside of the scene, and for zooms that have no tiles: clients scale the nearest zoom. */
  locate(z: number, x: number, y: number): TilePlace | null;
};

type Level = {
  zoom: number;
  left: number;
  top: number;
  columns: number;
  rows: number;
  offsets: Float64Array;
  lengths: Uint32Array;
};

/**
 * Reads the table of contents of a working copy made by `makeWorkingCopy`. A COG by another hand passes only
 * when its blocks are WEBP and aligned to XYZ tiles at every level.
 *
 * @throws AppError `invalid_input`
 * @see decisions: GDAL's own COG driver aligns only the top level unless ALIGNED_LEVELS is given
 */
export async function openTileIndex(read: ReadBytes): Promise<TileIndex> {
  const { directories } = await readTiffHeader(headOnce(read));
  const [full] = directories;
  if (full === undefined) throw unaligned("it is empty");
  const [scale] = await full.numbers(TAG.modelPixelScale, 3);
  const tiepoint = await full.numbers(TAG.modelTiepoint, 6);
  const tileSize = await full.number(TAG.tileWidth, 0);
  const fullWidth = await full.number(TAG.imageWidth, 0);
  if (scale === undefined || !(scale > 0) || (tileSize !== 256 && tileSize !== 512)) {
    throw unaligned("it has no pixel scale or no square tiles of 256 or 512 pixels");
  }

  const levels: Level[] = [];
  for (const directory of directories) {
    const width = await directory.number(TAG.imageWidth, 0);
    const metresPerTile = ((scale * fullWidth) / width) * tileSize;
    levels.push(await readLevel(directory, metresPerTile, tileSize, tiepoint[3] ?? 0, tiepoint[4] ?? 0));
  }
  const byZoom: (Level | undefined)[] = [];
  for (const level of levels) byZoom[level.zoom] = level;
  const zooms = levels.map((level) => level.zoom);

  return {
    tileSize,
    minzoom: Math.min(...zooms),
    maxzoom: Math.max(...zooms),
    bounds: boundsOf(levels),
    levels,
    byteLength: levels.reduce((sum, level) => sum + level.lengths.length * 12, 256),
    locate(z, x, y) {
      const level = byZoom[z];
      if (level === undefined) return null;
      const row = y - level.top;
      let column = x - level.left;
      // Beyond the antimeridian a scene's columns count on past 2^z, where the world begins again.
      if (column < 0) column += 2 ** z;
      if (column >= level.columns || row < 0 || row >= level.rows) return null;
      const block = row * level.columns + column;
      const byteLength = level.lengths[block] ?? 0;
      const offset = level.offsets[block] ?? 0;
      return byteLength === 0 ? null : { offset, byteLength };
    },
  };
}

async function readLevel(
  directory: TiffDirectory,
  metresPerTile: number,
  tileSize: number,
  west: number,
  north: number,
): Promise<Level> {
  const columns = (await directory.number(TAG.imageWidth, 0)) / tileSize;
  const rows = (await directory.number(TAG.imageLength, 0)) / tileSize;
  const zoom = nearInteger(Math.log2((2 * HALF_WORLD_METRES) / metresPerTile));
  const left = nearInteger((west + HALF_WORLD_METRES) / metresPerTile);
  const top = nearInteger((HALF_WORLD_METRES - north) / metresPerTile);
  const square =
    (await directory.number(TAG.tileWidth, 0)) === tileSize &&
    (await directory.number(TAG.tileLength, 0)) === tileSize;
  if (zoom === null || left === null || top === null || !square || zoom < 0) {
    throw unaligned("its blocks do not lie on the XYZ grid");
  }
  if (!Number.isInteger(columns) || !Number.isInteger(rows) || columns < 1 || rows < 1) {
    throw unaligned("its size is not a whole number of tiles");
  }
  if ((await directory.number(TAG.compression, 0)) !== 50_001) throw unaligned("its blocks are not WEBP");
  const blocks = columns * rows;
  const offsets = Float64Array.from(await directory.numbers(TAG.tileOffsets, blocks));
  const lengths = Uint32Array.from(await directory.numbers(TAG.tileByteCounts, blocks));
  if (offsets.length !== blocks || lengths.length !== blocks) throw unaligned("its block table is short");
  return { zoom, left, top, columns, rows, offsets, lengths };
}

function boundsOf(levels: readonly Level[]): Bbox {
  const [full] = levels;
  if (full === undefined) throw unaligned("it is empty");
  const tile = (2 * HALF_WORLD_METRES) / 2 ** full.zoom;
  const [west, north] = lonLatOfMercator(
    full.left * tile - HALF_WORLD_METRES,
    HALF_WORLD_METRES - full.top * tile,
  );
  const [east, south] = lonLatOfMercator(
    (full.left + full.columns) * tile - HALF_WORLD_METRES,
    HALF_WORLD_METRES - (full.top + full.rows) * tile,
  );
  return [west, south, east > 180 ? east - 360 : east, north];
}

/** The header of a working copy lies at its beginning: one read of 64 KiB serves nearly all of its tags. */
function headOnce(read: ReadBytes): ReadBytes {
  let head: Promise<Uint8Array> | undefined;
  return async (offset, length) => {
    head ??= read(0, 65_536);
    const bytes = await head;
    return offset + length <= bytes.length ? bytes.subarray(offset, offset + length) : read(offset, length);
  };
}

/** Null when farther than a thousandth from an integer: a block that is off by a thousandth of a tile is not aligned. */
function nearInteger(value: number): number | null {
  const rounded = Math.round(value);
  return Math.abs(value - rounded) < 1e-3 ? rounded : null;
}

function unaligned(what: string): AppError {
  return new AppError("invalid_input", `This is not a working copy that can be served: ${what}.`);
}
