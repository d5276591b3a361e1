import { randomUUID } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import sharp from "sharp";
import { AppError } from "../../../shared/errors.ts";
import { sayRefusal } from "../../../shared/refusals.ts";
import { alignedTilesOf } from "./aligned-tiles.ts";
import { openCogWriter } from "./cog-writer.ts";
import { planColours } from "./colour.ts";
import type { RasterOptions, WorkingCopy } from "./facts.ts";
import { hasGdal, warpWithGdal } from "./gdal.ts";
import { gridOver, TILE_SIZE, tileGridOf } from "./grid.ts";
import { tileMapper } from "./mapping.ts";
import { openComposed } from "./compose.ts";
import { openImage, readerOf, refuseForeign, type OpenImage } from "./open-image.ts";
import { colourBlocks, joinStrips, windowReader, type PixelBlocks } from "./pixel-blocks.ts";
import { buildPyramid } from "./pyramid.ts";
import { RasterRefusal } from "./refusal.ts";
import { retile } from "./retile.ts";
import { findSidecars } from "./sidecars/find-sidecars.ts";
import { readTiffHeader, TAG } from "./tiff-header.ts";
import { takeAligned } from "./take-aligned.ts";
import { chooseStretch, isFalseAlpha } from "./stretch.ts";

/** Memory for source pixels already unpacked. With it an import stays under 400 MB whatever the size. */
const CACHE_BYTES = 67_108_864;

/**
 * Makes a working copy in this process: the inside of `makeWorkingCopy`, which is what everybody else calls.
 *
 * @param sources one file, or those of red, green and blue
 * @throws RasterRefusal
 */
export async function buildWorkingCopy(
  sources: readonly [string, ...string[]],
  destination: string,
  options: RasterOptions,
  onProgress: (share: number) => void,
): Promise<WorkingCopy> {
  sharp.cache(false);
  sharp.concurrency(1);
  const scratch = `${destination}.${randomUUID()}`;
  const leftovers = [`${scratch}.gdal.tif`, `${scratch}.tiles`, `${scratch}.pixels`];
  try {
    const [source, ...parts] = sources;
    const { image, didWhat } =
      parts.length > 0 ? await openParts(sources) : await openOrReproject(source, `${scratch}.gdal.tif`);
    try {
      const taken = didWhat.length === 0 ? await takeAligned(image, source, destination, options) : null;
      return taken ?? (await build(image, destination, scratch, options, onProgress, didWhat));
    } finally {
      await image.close();
    }
  } finally {
    await Promise.all(leftovers.map((path) => rm(path, { force: true })));
  }
}

async function openParts(sources: readonly string[]): Promise<{ image: OpenImage; didWhat: string[] }> {
  const image = await openComposed(sources);
  return { image, didWhat: [...image.didWhat] };
}

async function openOrReproject(
  source: string,
  scratch: string,
): Promise<{ image: OpenImage; didWhat: string[] }> {
  try {
    const image = await openImage(source);
    return { image, didWhat: [...image.didWhat] };
  } catch (error) {
    if (!(error instanceof RasterRefusal && error.gdalReadsIt && (await hasGdal()))) throw error;
    const mask = await tiffMaskOf(source);
    const isPalette = (await inspectPhotometric(source)) === PALETTE;
    await warpWithGdal(source, mask, scratch, isPalette ? "near" : "cubic");
    const image = await openImage(scratch);
    const masked = mask === null ? [] : ["Made transparent what its mask leaves out."];
    const why = `Reprojected by gdalwarp. ${error.message.replace(/ To mend it:.*$/, "")}`;
    return { image, didWhat: [why, ...masked] };
  }
}

const PALETTE = 3;

/** The mask beside an image, if it is a TIFF: GDAL would open anything under that name. */
async function tiffMaskOf(source: string): Promise<string | null> {
  const mask = (await findSidecars(source)).find(({ role }) => role === "mask");
  if (mask === undefined) return null;
  const file = await open(mask.path, "r");
  try {
    await refuseForeign(file);
    const { directories } = await readTiffHeader(readerOf(file));
    const notes = (await directories[0]?.text(TAG.gdalMetadata)) ?? "";
    return notes.includes("INTERNAL_MASK_FLAGS_") ? mask.path : null; // GDAL passes others over
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  } finally {
    await file.close();
  }
}

async function inspectPhotometric(source: string): Promise<number> {
  const file = await open(source, "r");
  try {
    const { directories } = await readTiffHeader(readerOf(file));
    return (await directories[0]?.number(TAG.photometric, 1)) ?? 1;
  } finally {
    await file.close();
  }
}

async function build(
  image: OpenImage,
  destination: string,
  scratch: string,
  options: RasterOptions,
  onProgress: (share: number) => void,
  didWhat: string[],
): Promise<WorkingCopy> {
  const { directory, samples, mask, crs, affine, footprint } = image;
  const plan = await planColours(directory, samples, options);
  if (await isFalseAlpha(samples, plan)) {
    plan.alpha = null;
    plan.didWhat.push("Left out a band that is marked as transparency and holds something else.");
  }
  const { stretch, didWhat: stretched } = await chooseStretch(samples, plan, options);
  if (crs.epsg !== 3857)
    didWhat.push(`Reprojected from ${crs.epsg === null ? crs.name : `EPSG:${crs.epsg}`}.`);
  else if (!didWhat.some((did) => did.startsWith("Reprojected")))
    didWhat.push("Kept its projection, EPSG:3857.");
  didWhat.push(...plan.didWhat);
  if (stretched !== null) didWhat.push(stretched);
  if (mask !== null) didWhat.push("Made transparent what its mask leaves out.");
  if (plan.nodata !== null && plan.alpha === null) {
    didWhat.push(
      `Made nodata (${plan.nodata}) transparent${plan.valueBands.length > 1 ? " where all bands have it" : ""}.`,
    );
  }

  const joined = joinStrips(samples);
  const coloured = colourBlocks(joined, plan, stretch, mask);
  const needsTiles = !samples.tiled && samples.width * samples.height * 4 > CACHE_BYTES;
  const retiled = needsTiles ? await retile(coloured, `${scratch}.pixels`) : null;
  const blocks: PixelBlocks = retiled ?? coloured;

  const aligned = await alignedTilesOf(image, plan, options);
  const grid =
    aligned === null ? tileGridOf(footprint.mercator, samples.width, samples.height) : gridOver(aligned.used);
  const tileSize = aligned?.tileSize ?? TILE_SIZE;
  const writer = await openCogWriter(grid, tileSize, `${scratch}.tiles`);
  try {
    const shown = await buildPyramid({
      grid,
      tileSize,
      takeTile: async (...tile) => (await aligned?.take(...tile)) ?? null,
      mapTile: tileMapper(affine, crs, footprint.centreLon),
      readWindow: windowReader(blocks, CACHE_BYTES),
      width: samples.width,
      height: samples.height,
      softAlpha: plan.alpha !== null,
      writer,
      onProgress: (share) => onProgress(share * 0.98),
      encoders: availableParallelism() + 1,
    });
    if (shown === 0) throw new RasterRefusal(sayRefusal("image.nothing-seen"), null);
    const bytes = await writer.finish(destination);
    const taken = aligned?.taken() ?? 0;
    if (taken > 0)
      didWhat.unshift(
        `Taken as it is where it is aligned to the tiles of the web: ${taken} tiles byte for byte, the coarser ones and those at its edges made from them.`,
      );
    onProgress(1);
    return {
      minzoom: grid.levels.at(-1)?.zoom ?? grid.used.zoom,
      maxzoom: grid.used.zoom,
      tileSize,
      bounds: footprint.bounds,
      gsdMetres: footprint.gsdMetres,
      width: samples.width,
      height: samples.height,
      bytes,
      didWhat,
    };
  } finally {
    await writer.close();
    await aligned?.close();
    await retiled?.close();
  }
}
