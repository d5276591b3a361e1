import { crsOfEpsg, type SourceCrs } from "./crs.ts";
import { RasterRefusal, REMEDY } from "./refusal.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

/**
 * Says which coordinate system a `.prj` or `.aux.xml` means: by the EPSG code it ends with, else by the names that
 * ArcGIS gives the common ones, which states no code.
 *
 * @throws RasterRefusal
 */
export function crsOfWkt(wkt: string): SourceCrs {
  const text = wkt.trim();
  const code = /(?:AUTHORITY|ID)\s*\[\s*"EPSG"\s*,\s*"?(\d{4,6})"?\s*\]\s*\]\s*$/i.exec(text)?.[1];
  const name = /^\w+\s*\[\s*"([^"]{1,120})"/.exec(text)?.[1] ?? "";
  const epsg = code === undefined ? codeOfName(name) : Number(code);
  const crs = epsg === null ? null : crsOfEpsg(epsg);
  if (crs !== null) return crs;
  throw new RasterRefusal(
    sayRefusal("image.unknown-crs", { which: name === "" ? "in the file beside it" : `"${name}"` }),
    REMEDY.reproject,
  );
}

/** Names of ArcGIS and GDAL, with blanks and underlines alike. */
function codeOfName(name: string): number | null {
  const plain = name
    .replaceAll(/[\s_/()-]+/g, " ")
    .trim()
    .toLowerCase();
  const utm = /^(wgs|etrs|nad) ?(1984|84|1989|89|1983|83) utm zone (\d{1,2})([ns])$/.exec(plain);
  if (utm !== null) {
    const [, datum, , zone, side] = utm;
    if (datum === "wgs") return (side === "s" ? 32_700 : 32_600) + Number(zone);
    if (side === "s") return null;
    return (datum === "etrs" ? 25_800 : 26_900) + Number(zone);
  }
  return NAMED_CRS[plain] ?? null;
}

const NAMED_CRS: Record<string, number> = {
  "gcs wgs 1984": 4326,
  "wgs 84": 4326,
  "gcs etrs 1989": 4258,
  "gcs north american 1983": 4269,
  "wgs 1984 web mercator auxiliary sphere": 3857,
  "wgs 84 pseudo mercator": 3857,
  "rgf 1993 lambert 93": 2154,
  "rgf93 lambert 93": 2154,
  "etrs 1989 laea": 3035,
  "sweref99 tm": 3006,
};
