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
  reason: z.string().nullable(),
  /** The moment whose consensus the file holds. */
  snapshotAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type Export = z.infer<typeof Export>;
