import { open, stat, type FileHandle } from "node:fs/promises";
import { alphaBandOf, readNodata } from "./colour.ts";
import type { SourceCrs } from "./crs.ts";
import type { RasterDetails } from "./facts.ts";
import { readGeoKeys } from "./geokeys.ts";
import { footprintOf, type Affine, type Footprint } from "./georeference.ts";
import { RasterRefusal, REMEDY } from "./refusal.ts";
import { openSamples, type SampleBlocks } from "./samples.ts";
import { findSidecars, type Sidecar } from "./sidecars/find-sidecars.ts";
import { placeImage } from "./sidecars/placement.ts";
import { readTiffHeader, TAG, type ReadBytes, type TiffDirectory, type TiffHeader } from "./tiff-header.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

/** More pixels than this are refused: ten times the largest scenes sold. */
const MOST_PIXELS = 5_000_000_000;
/** Deflate packs 1,032 to 1 at most; a file that claims more holds nothing, or a bomb. */
const MOST_PACKED = 5_000;

/** An image whose header was checked: everything about it but its pixels. */
export type OpenImage = {
  /** Of the one file that holds it; null when it is composed of several. */
  path: string | null;
  directory: TiffDirectory;
  samples: SampleBlocks;
  /** Of the image's size, 0 where there is nothing; from the file, or from `image.tif.msk` beside it. */
  mask: SampleBlocks | null;
  crs: SourceCrs;
  affine: Affine;
  footprint: Footprint;
  details: RasterDetails;
  /** What was read beside it to place it. */
  didWhat: readonly string[];
  close(): Promise<void>;
};

/**
 * Opens an image file and checks its header. Reads TIFF and nothing else: by content, never by name, so that no
 * VRT, no remote path and no other format can come in.
 *
 * @throws RasterRefusal
 */
export async function openImage(imagePath: string): Promise<OpenImage> {
  const file = await open(imagePath, "r");
  const opened: FileHandle[] = [file];
  const close = async () => {
    await Promise.all(opened.map((handle) => handle.close()));
  };
  try {
    const { size } = await stat(imagePath);
    await refuseForeign(file);
    const header = await readTiffHeader(readerOf(file));
    const [directory] = header.directories;
    if (directory === undefined) throw new RasterRefusal(sayRefusal("image.no-image"), null);
    const samples = await openSamples(file, directory, header.littleEndian);
    refuseBombs(samples, size);
    const orientation = await directory.number(TAG.orientation, 1);
    if (orientation !== 1) {
      throw new RasterRefusal("It is stored turned or mirrored (Orientation).", REMEDY.recompress);
    }
    const keys = await readGeoKeys(directory);
    const sidecars = await findSidecars(imagePath);
    const { affine, crs, didWhat } = await placeImage(directory, keys, sidecars);
    const footprint = footprintOf(affine, crs, samples.width, samples.height);
    const mask = (await internalMask(file, header, samples)) ?? (await maskBeside(sidecars, samples, opened));
    const alpha = await alphaBandOf(directory, samples.bands);
    const details: RasterDetails = {
      sampleType: samples.sampleType,
      compression: samples.compression,
      layout: { tiled: samples.tiled, blockWidth: samples.blockWidth, blockHeight: samples.blockHeight },
      crs: { epsg: crs.epsg, name: crs.name },
      bounds: footprint.bounds,
      gsdMetres: footprint.gsdMetres,
      nodata: await readNodata(directory),
      transparency: alpha !== null ? "alpha" : mask === null ? "none" : "mask",
    };
    return { path: imagePath, directory, samples, mask, crs, affine, footprint, details, didWhat, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Says what a file is that is not a TIFF, as far as its first bytes tell. */
export async function refuseForeign(file: FileHandle): Promise<void> {
  const head = await readerOf(file)(0, 32);
  const text = new TextDecoder("latin1").decode(head);
  if (/^(?:II[*+]\0|MM\0[*+])/.test(text)) return;
  const known: [RegExp, string][] = [
    [/^<(?:VRTDataset|\?xml)/, "XML or a VRT, which only points at other files"],
    [/^\x89PNG/, "a PNG, which says nothing of where it lies"],
    [/^\xff\xd8\xff/, "a JPEG, which says nothing of where it lies"],
    [/^PK\x03\x04/, "a ZIP archive: unpack it first"],
    [/^.{4}jP {2}|^\xff\x4f\xff\x51/s, "a JPEG 2000"],
    [/^NITF/, "a NITF"],
    [/^RIFF.{4}WEBP/s, "a WEBP, which says nothing of where it lies"],
    [/^\x89HDF|^CDF/, "HDF or NetCDF"],
    [/^\s*$/, "empty"],
  ];
  const found = known.find(([pattern]) => pattern.test(text))?.[1] ?? "something else";
  throw new RasterRefusal(sayRefusal("image.not-tiff", { found }), "gdal_translate in.xxx out.tif");
}

function refuseBombs(samples: SampleBlocks, fileBytes: number): void {
  const { width, height, bands } = samples;
  const pixels = width * height;
  if (pixels > MOST_PIXELS) {
    throw new RasterRefusal(
      `It claims ${width} × ${height} pixels; at most ${MOST_PIXELS / 1e9} thousand million are taken.`,
      "cut it into parts: gdal_translate -srcwin x y width height in.tif out.tif",
    );
  }
  if (pixels * bands > 200_000_000 && pixels * bands > fileBytes * MOST_PACKED) {
    throw new RasterRefusal(
      `It claims ${width} × ${height} pixels in ${fileBytes} bytes: nearly nothing is in it.`,
      null,
    );
  }
}

/** @see TIFF 6.0 §8: bit 2 of NewSubfileType marks a transparency mask of another image of the file. */
async function internalMask(
  file: FileHandle,
  header: TiffHeader,
  samples: SampleBlocks,
): Promise<SampleBlocks | null> {
  for (const directory of header.directories.slice(1)) {
    const kind = await directory.number(TAG.newSubfileType, 0);
    const sameSize =
      (await directory.number(TAG.imageWidth, 0)) === samples.width &&
      (await directory.number(TAG.imageLength, 0)) === samples.height;
    if ((kind & 4) === 4 && (kind & 1) === 0 && sameSize)
      return openSamples(file, directory, header.littleEndian);
  }
  return null;
}

/** GDAL writes masks of formats that have none to `image.tif.msk`. One of another size is not this image's. */
async function maskBeside(
  sidecars: readonly Sidecar[],
  samples: SampleBlocks,
  opened: FileHandle[],
): Promise<SampleBlocks | null> {
  const beside = sidecars.find(({ role }) => role === "mask");
  if (beside === undefined) return null;
  const file = await open(beside.path, "r");
  opened.push(file);
  const { directories, littleEndian } = await readTiffHeader(readerOf(file));
  const [directory] = directories;
  if (directory === undefined) return null;
  const mask = await openSamples(file, directory, littleEndian);
  const fits = mask.width === samples.width && mask.height === samples.height && mask.bands === 1;
  return fits ? mask : null;
}

export function readerOf(file: FileHandle): ReadBytes {
  return async (offset, length) => {
    const buffer = new Uint8Array(length);
    const { bytesRead } = await file.read(buffer, 0, length, offset);
    return buffer.subarray(0, bytesRead);
  };
}
