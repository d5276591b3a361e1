import type { ExportFormat } from "../../shared/exports.ts";
import type { TextFormat, FindingsFormat, RecordsFormat } from "./format.ts";
import { CSV } from "./formats/csv.ts";
import { FLATGEOBUF } from "./formats/flatgeobuf.ts";
import { GEOJSON, GEOJSON_LINES } from "./formats/geojson.ts";
import { GEOPACKAGE } from "./formats/geopackage.ts";
import { GEOPARQUET } from "./formats/geoparquet.ts";
import { KML } from "./formats/kml.ts";
import { SHAPEFILE_COPERNICUS } from "./formats/shapefile/copernicus.ts";
import { SHAPEFILE } from "./formats/shapefile/shapefile.ts";
import { SHAPEFILE_UNOSAT } from "./formats/shapefile/unosat.ts";

const RECORDS = { contentType: "text/csv; charset=utf-8", extension: "csv" } as const;

/** Every format that can be asked for; one without a writer does not compile. */
export const FORMATS: Record<ExportFormat, TextFormat | FindingsFormat | RecordsFormat> = {
  geojson: GEOJSON,
  geojsonl: GEOJSON_LINES,
  csv: CSV,
  gpkg: GEOPACKAGE,
  shp: SHAPEFILE,
  "shp-unosat": SHAPEFILE_UNOSAT,
  "shp-copernicus": SHAPEFILE_COPERNICUS,
  fgb: FLATGEOBUF,
  parquet: GEOPARQUET,
  kml: KML,
  "votes-csv": { rows: "votes", ...RECORDS },
  "reviews-csv": { rows: "reviews", ...RECORDS },
  "volunteers-csv": { rows: "volunteers", ...RECORDS },
};
