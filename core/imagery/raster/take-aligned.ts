import { copyFile, open, stat } from "node:fs/promises";
import sharp from "sharp";
import { AppError } from "../../../shared/errors.ts";
import { openTileIndex, type TileIndex } from "../tile-index.ts";
import type { RasterOptions, WorkingCopy } from "./facts.ts";
import { readerOf, type OpenImage } from "./open-image.ts";
import type { ReadBytes } from "./tiff-header.ts";

/** Blocks that are unpacked before a file by another hand is served: a few of each level. */
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
  if (!isPlain || image.crs.epsg !== 3857 || image.samples.compression !== "WEBP") return null;
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
    for (let nth = 0; nth < Math.min(blocks, CHECKED_PER_LEVEL); nth += 1) {
      const block = Math.floor((nth * blocks) / Math.min(blocks, CHECKED_PER_LEVEL));
      const place = index.locate(
        zoom,
        level.left + (block % level.columns),
        level.top + Math.floor(block / level.columns),
      );
      if (place !== null && !(await isTile(await read(place.offset, place.byteLength), index.tileSize)))
        return false;
    }
  }
  return true;
}

async function isTile(bytes: Uint8Array, tileSize: number): Promise<boolean> {
  if (bytes[0] !== 0x52 || bytes[8] !== 0x57) return false; // RIFF….WEBP and nothing that libvips would guess
  try {
    const { info } = await sharp(bytes, { failOn: "error" }).raw().toBuffer({ resolveWithObject: true });
    return info.width === tileSize && info.height === tileSize;
  } catch {
    return false;
  }
}
