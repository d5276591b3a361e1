import { z } from "zod";
import { JobStatus } from "./batches.ts";
import { ConsensusStatus } from "./consensus.ts";
import { SearchBox } from "./geo.ts";
import { Id } from "./ids.ts";
import { words } from "./text.ts";

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
export const ExportFilter = z.strictObject({
  bbox: SearchBox.optional(),
  status: ConsensusStatus.optional(),
  class: words(64).min(1).optional(),
});
export type ExportFilter = z.infer<typeof ExportFilter>;

export const NewExport = z.strictObject({ format: ExportFormat, filter: ExportFilter.prefault({}) });
export type NewExport = z.infer<typeof NewExport>;

export const Export = z.object({
  id: Id,
  campaign: z.string(),
  format: ExportFormat,
  status: JobStatus,
  progress: z.number(),
  bytes: z.int().nullable(),
  sha256: z.string().nullable(),
  reason: z.string().nullable(),
  /** The moment whose consensus the file holds. */
  snapshotAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type Export = z.infer<typeof Export>;
