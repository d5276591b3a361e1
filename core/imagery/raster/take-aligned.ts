import { copyFile, open, stat } from "node:fs/promises";
import { AppError } from "../../../shared/errors.ts";
import { openTileIndex, type TileIndex } from "../tile-index.ts";
import type { RasterOptions, WorkingCopy } from "./facts.ts";
import { readerOf, type OpenImage } from "./open-image.ts";
import type { ReadBytes } from "./tiff-header.ts";
import { claimsToBeTile, isWebpTile, WEBP_HEAD_BYTES } from "./webp-tile.ts";

/** Blocks that are unpacked before a file by another hand is served: a few of each level. Of all others the head is read. */
const CHECKED_PER_LEVEL = 12;
/** The coarsest level may be this many tiles wide, or the whole of it takes too many requests to show. */
const COARSEST_TILES = 4;

/**
 * Takes an image as it is when it is a working copy already: WEBP in Web Mercator, aligned to XYZ tiles at every level
 * (GDAL's COG driver does so only with ALIGNED_LEVELS). Nothing is decoded and nothing is lost.
 *
 * @returns null when it is not one, or when something else is to be made of it
 */
export async function takeAligned(
  image: OpenImage,
  source: string,
  destination: string,
  options: RasterOptions,
): Promise<WorkingCopy | null> {
  const isPlain = options.bands === undefined && options.stretch === undefined && image.mask === null;
  const { nodata, transparency } = image.details;
  // Where no alpha says so, nothing but pixels made anew can show what nodata leaves out.
  const isWhole =
    image.samples.bands === (transparency === "alpha" ? 4 : 3) &&
    (transparency === "alpha" || nodata === null);
  if (!isPlain || !isWhole || image.crs.epsg !== 3857 || image.samples.compression !== "WEBP") return null;
  const file = await open(source, "r");
  let index: TileIndex;
  try {
    const read = readerOf(file);
    index = await openTileIndex(read);
    if (!(await isServable(index, read))) return null;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  } finally {
    await file.close();
  }
  await copyFile(source, destination);
  return {
    minzoom: index.minzoom,
    maxzoom: index.maxzoom,
    tileSize: index.tileSize === 256 ? 256 : 512,
    bounds: image.footprint.bounds,
    gsdMetres: image.footprint.gsdMetres,
    width: image.samples.width,
    height: image.samples.height,
    bytes: (await stat(destination)).size,
    didWhat: ["Taken as it is: WEBP, aligned to the tiles of the web at every level."],
  };
}

/** Every zoom between the coarsest and the deepest is there, and blocks are what their places say. */
async function isServable(index: TileIndex, read: ReadBytes): Promise<boolean> {
  for (let zoom = index.minzoom; zoom <= index.maxzoom; zoom += 1) {
    const level = index.levels.find((one) => one.zoom === zoom);
    if (level === undefined) return false;
    if (zoom === index.minzoom && Math.max(level.columns, level.rows) > COARSEST_TILES) return false;
    const blocks = level.columns * level.rows;
    const unpackedEvery = Math.ceil(blocks / CHECKED_PER_LEVEL);
    for (let block = 0; block < blocks; block += 1) {
      const [right, down] = [block % level.columns, Math.floor(block / level.columns)];
      const place = index.locate(zoom, level.left + right, level.top + down);
      if (place === null) continue;
      const isUnpacked = block % unpackedEvery === 0;
      const bytes = await read(place.offset, isUnpacked ? place.byteLength : WEBP_HEAD_BYTES);
      const isTile = isUnpacked
        ? await isWebpTile(bytes, index.tileSize)
        : claimsToBeTile(bytes, place.byteLength, index.tileSize);
      if (!isTile) return false;
    }
  }
  return true;
}
