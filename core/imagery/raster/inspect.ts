import { open } from "node:fs/promises";
import { acquisitionFromTag } from "./acquisition.ts";
import type { RasterDetails, RasterFacts } from "./facts.ts";
import { hasGdal } from "./gdal.ts";
import { openImage, readerOf, refuseForeign } from "./open-image.ts";
import { RasterRefusal } from "./refusal.ts";
import { readTiffHeader, TAG } from "./tiff-header.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

/**
 * Says what an image is from its header alone: milliseconds, no pixel, safe on anything.
 *
 * @throws AppError `invalid_input` (mostly a RasterRefusal) with what is wrong and the remedy
 */
export async function inspectRaster(imagePath: string): Promise<RasterFacts> {
  const file = await open(imagePath, "r");
  try {
    await refuseForeign(file);
    const { bigTiff, directories } = await readTiffHeader(readerOf(file));
    const [directory] = directories;
    if (directory === undefined) throw new RasterRefusal(sayRefusal("image.no-image"), null);
    const acquired = acquisitionFromTag(await directory.text(TAG.dateTime));
    return {
      format: bigTiff ? "BigTIFF" : "GeoTIFF",
      width: await directory.number(TAG.imageWidth, 0),
      height: await directory.number(TAG.imageLength, 0),
      bands: await directory.number(TAG.samplesPerPixel, 1),
      bytes: (await file.stat()).size,
      acquired: acquired === null ? null : { ...acquired, source: "TIFFTAG_DATETIME" },
      details: await detailsOf(imagePath),
    };
  } finally {
    await file.close();
  }
}

async function detailsOf(imagePath: string): Promise<RasterDetails | null> {
  try {
    const image = await openImage(imagePath);
    await image.close();
    return image.details;
  } catch (error) {
    if (error instanceof RasterRefusal && error.gdalReadsIt && (await hasGdal())) return null;
    throw error;
  }
}
