import type { Bbox } from "../../../shared/geo.ts";
import type { AcquiredPrecision, Stretch } from "../../../shared/scenes.ts";

/** When a scene was taken, and how we know. A date alone is 00:00 UTC with the precision `day`. */
export type Acquisition = {
  /** ISO 8601, UTC. */
  acquiredAt: string;
  precision: AcquiredPrecision;
};

/** What the header of an image file says, before a single pixel has been read. */
export type RasterFacts = {
  /** Nothing but TIFF is read. */
  format: "GeoTIFF" | "BigTIFF";
  /** Pixels. */
  width: number;
  height: number;
  bands: number;
  bytes: number;
  /** From TIFFTAG_DATETIME. Often the moment of processing: show it, and let a better source win. */
  acquired: (Acquisition & { source: "TIFFTAG_DATETIME" }) | null;
  /** Null when only GDAL's programs, which are installed here, can say how it is stored and where it lies. */
  details: RasterDetails | null;
};

export type RasterDetails = {
  /** Of one sample. */
  sampleType: SampleType;
  /** As GDAL names it: `NONE LZW DEFLATE JPEG WEBP ZSTD LERC PACKBITS`. */
  compression: string;
  layout: { tiled: boolean; blockWidth: number; blockHeight: number };
  crs: { epsg: number | null; name: string };
  /** Of the pixels' outer edges. West > east crosses the antimeridian. */
  bounds: Bbox;
  /** Ground size of a pixel at the centre, metres (the geometric mean of both sides). */
  gsdMetres: number;
  nodata: number | null;
  transparency: "none" | "alpha" | "mask";
};

/** Types of a sample that can be read. Others (12 bits, complex) are refused. */
export type SampleType =
  "bit" | "uint8" | "int8" | "uint16" | "int16" | "uint32" | "int32" | "float32" | "float64";

/** What was made of an image: one Cloud Optimized GeoTIFF whose blocks are XYZ tiles. */
export type WorkingCopy = {
  minzoom: number;
  maxzoom: number;
  /** Pixels of a tile's side. */
  tileSize: 256 | 512;
  /** Of the image itself, not of the tiles around it. West > east crosses the antimeridian. */
  bounds: Bbox;
  /** Of the original. */
  gsdMetres: number;
  /** Of the original, pixels. */
  width: number;
  height: number;
  /** Of the working copy. */
  bytes: number;
  /** Plain sentences for the batch's report: "Reprojected from EPSG:32637." */
  didWhat: string[];
};

/** What an admin may decide about an import. */
export type RasterOptions = {
  /** Bands to show as red, green and blue, counted from 1; one band for grey. */
  bands?: readonly number[];
  /** What becomes black and white; by default the 2nd and 98th percentile of each band that is not 8-bit. */
  stretch?: Stretch;
};
