import { z } from "zod";
import { JobStatus } from "./batches.ts";
import { FindingFilter } from "./finding-filter.ts";
import { Id } from "./ids.ts";

/** Formats that can be asked for. `shp*` are zipped shapefiles; `*-csv` are the records that the consensus rests on. */
export const ExportFormat = z.enum([
  "geojson",
  "geojsonl",
  "csv",
  "gpkg",
  "shp",
  "shp-unosat",
  "shp-copernicus",
  "fgb",
  "parquet",
  "kml",
  "votes-csv",
  "reviews-csv",
  "volunteers-csv",
]);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** Which buildings an export holds; without a filter, all of the campaign's. */
export const ExportFilter = FindingFilter;
export type ExportFilter = FindingFilter;

export const NewExport = z.strictObject({ format: ExportFormat, filter: ExportFilter.prefault({}) });
export type NewExport = z.infer<typeof NewExport>;

/** How fast an export is written; null what cannot be said yet. */
export const ExportPace = z.object({
  /** How many buildings the filter lets through. */
  buildings: z.int().nullable(),
  /** How many of them are written. */
  done: z.int(),
  perSecond: z.number().nullable(),
  secondsLeft: z.int().nullable(),
});
export type ExportPace = z.infer<typeof ExportPace>;

/** Why an export ended without a file, for whoever reads another language than English. */
export const ExportFailure = z.enum(["disk_full", "too_large", "given_up", "not_written"]);
export type ExportFailure = z.infer<typeof ExportFailure>;

export const Export = z.object({
  id: Id,
  campaign: z.string(),
  format: ExportFormat,
  status: JobStatus,
  progress: z.number(),
  /** Null unless it is being written. */
  pace: ExportPace.nullable(),
  bytes: z.int().nullable(),
  sha256: z.string().nullable(),
  /** Null unless it failed, and for exports that failed before there were codes. */
  failure: ExportFailure.nullable(),
  /** The failure in English words, with what was wrong and how to mend it. */
  reason: z.string().nullable(),
  /** What was asked for. */
  filter: ExportFilter,
  /** How many buildings the file tells of; null until it is done, and where it tells of none. */
  buildings: z.int().nullable(),
  /** The moment whose consensus the file holds. */
  snapshotAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type Export = z.infer<typeof Export>;
