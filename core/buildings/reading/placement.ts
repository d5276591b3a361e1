import { z } from "zod";
import proj4 from "proj4";
import type { SourceCrs } from "../../imagery/raster/crs.ts";
import { GEO_KEY, type GeoKeys } from "../../imagery/raster/geokeys.ts";
import { RasterRefusal } from "../../imagery/raster/refusal.ts";
import { hasGdalTransform, transformWithGdal } from "./gdal-transform.ts";
import { FileRefusal, quote } from "./refusal.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

/** Brings positions of a file to `[lon, lat]`, degrees, EPSG:4326. Positions that have no place become NaN. */
export type Placement = {
  /** What to tell of it; null where nothing was done. */
  note: string | null;
  /** Changes the numbers in place: x, y, x, y, … */
  move(flat: number[]): Promise<void> | void;
  close(): void;
};

/** `EPSG:32637`, `urn:ogc:def:crs:EPSG::32637`, `http://www.opengis.net/def/crs/EPSG/0/32637`. */
const EPSG_NAME =
  /^(?:urn:ogc:def:crs:)?(?:https?:\/\/www\.opengis\.net\/def\/crs\/)?EPSG(?::|::|:[\d.]*:|\/0\/)(\d{4,6})$/i;
const CRS84 = /CRS:?84$|OGC:1\.3:CRS84h?$/i;
const WKT =
  /^\s*(?:PROJCS|GEOGCS|PROJCRS|GEOGCRS|GEODCRS|PROJECTEDCRS|GEOGRAPHICCRS|BOUNDCRS|COMPD_CS|COMPOUNDCRS)\s*\[/i;
const LONGEST_WKT = 20_000;

/** Datums that differ from WGS 84 by less than two metres, by the names that programs give them. */
const DATUMS =
  /^(?:D_)?(?:WGS_?1984|WGS_?84|World_Geodetic_System_1984(?:_ensemble)?|ETRS_?(?:19)?89|European_Terrestrial_Reference_System_1989(?:_ensemble)?|North_American(?:_Datum)?_1983|NAD_?1983(?:_2011|_NSRS2007)?|NAD83.*|GDA_?(?:19)?94|GDA_?2020|Geocentric_Datum_of_Australia_(?:1994|2020)|SIRGAS_2000|Sistema_de_Referencia_Geocentrico_para_las_AmericaS_2000|RGF_?(?:19)?93|Reseau_Geodesique_Francais_1993|SWEREF99|NZGD_?2000|New_Zealand_Geodetic_Datum_2000|IRENET95)$/i;
const PROJECTIONS =
  /^(?:Transverse_Mercator|Gauss_Kruger|Lambert_Conformal_Conic(?:_[12]SP)?|Lambert_Conic_Conformal_?\([12]SP\)|Lambert_Azimuthal_Equal_Area|Albers(?:_Conic_Equal_Area)?|Albers_Equal_Area|Mercator(?:_[12]SP)?)$/i;

/**
 * How to place coordinates of a named system. Exact ones are computed here; others by GDAL's `gdaltransform` where it
 * is installed; the rest is refused, because a building 70 metres off is another building.
 *
 * @param crs as a file or an admin names it: an EPSG code, WKT, or null for WGS 84
 * @param isSwapped the file's first number is the latitude (the northing)
 * @throws FileRefusal with the remedy
 */
export async function placementOf(crs: string | null, isSwapped: boolean): Promise<Placement> {
  const placement = await findPlacement(crs);
  if (!isSwapped) return placement;
  return {
    ...placement,
    note: `${placement.note ?? ""} Took the first coordinate for the latitude.`.trim(),
    move(flat) {
      for (let at = 0; at + 1 < flat.length; at += 2) {
        const first = flat[at] ?? Number.NaN;
        flat[at] = flat[at + 1] ?? Number.NaN;
        flat[at + 1] = first;
      }
      return placement.move(flat);
    },
  };
}

async function findPlacement(crs: string | null): Promise<Placement> {
  const name = crs?.trim() ?? "";
  if (name === "" || CRS84.test(name)) return asTheyAre;
  const isWkt = WKT.test(name);
  if (!isWkt && !EPSG_NAME.test(name)) {
    throw new FileRefusal(sayRefusal("file.unknown-crs", { name: quote(name) }));
  }
  if (name.length > LONGEST_WKT)
    throw new FileRefusal("The coordinate system is described beyond all measure: state options.crs");
  const system = isWkt ? await systemOfWkt(name) : await systemOfCode(Number(EPSG_NAME.exec(name)?.[1]));
  if (system !== null) return system.geographic ? { ...asTheyAre, note: noteOf(system) } : computed(system);
  const title = isWkt ? quote(/\[\s*"([^"]*)"/.exec(name)?.[1] ?? "of its own kind") : name;
  if (await hasGdalTransform())
    return transformWithGdal(isWkt ? name : `EPSG:${EPSG_NAME.exec(name)?.[1]}`, title);
  throw new FileRefusal(sayRefusal("file.inexact-crs", { name: title }));
}

const asTheyAre: Placement = { note: null, move() {}, close() {} };

function computed(system: Pick<SourceCrs, "name" | "epsg" | "toLonLat">): Placement {
  return {
    note: noteOf(system),
    move(flat) {
      for (let at = 0; at + 1 < flat.length; at += 2) {
        const [lon, lat] = system.toLonLat(flat[at] ?? Number.NaN, flat[at + 1] ?? Number.NaN);
        // A tenth of a millimetre: what follows is noise of the formula.
        flat[at] = Math.round(lon * 1e9) / 1e9;
        flat[at + 1] = Math.round(lat * 1e9) / 1e9;
      }
    },
    close() {},
  };
}

function noteOf({ name, epsg }: Pick<SourceCrs, "name" | "epsg">): string | null {
  if (epsg === 4326) return null;
  return `Converted coordinates from ${name}${epsg === null ? "" : ` (EPSG:${epsg})`}.`;
}

/** The systems that images may have, too. */
async function systemOfCode(code: number): Promise<SourceCrs | null> {
  if (code === 4326) return degrees(4326, "WGS 84");
  // It brings a library for images along, which most files can do without.
  const { identifyCrs } = await import("../../imagery/raster/crs.ts");
  const asked: [number, GeoKeys][] = [
    [
      code,
      new Map([
        [GEO_KEY.modelType, 1],
        [GEO_KEY.projectedType, code],
      ]),
    ],
    [
      code,
      new Map([
        [GEO_KEY.modelType, 2],
        [GEO_KEY.geographicType, code],
      ]),
    ],
  ];
  for (const [, keys] of asked) {
    try {
      return identifyCrs(keys);
    } catch (error) {
      if (!(error instanceof RasterRefusal)) throw error;
    }
  }
  return null;
}

/** By the code that stands in the text, by the name that ESRI gives it, or by the formula it spells out. */
async function systemOfWkt(wkt: string): Promise<SourceCrs | null> {
  const code = codeOf(wkt);
  const known = code === null ? null : await systemOfCode(code);
  if (known !== null) return known;
  const datum = /\b(?:DATUM|ENSEMBLE)\s*\[\s*"([^"]+)"/i.exec(wkt)?.[1]?.replaceAll(/[\s-]+/g, "_") ?? "";
  if (!DATUMS.test(datum) || !hasPlainMeridian(wkt)) return null;
  const name = /\[\s*"([^"]*)"/.exec(wkt)?.[1] ?? "its own projection";
  if (/^\s*(?:GEOGCS|GEOGCRS|GEODCRS|GEOGRAPHICCRS)/i.test(wkt)) {
    return isDegrees(wkt) ? degrees(null, name) : null;
  }
  if (/^\s*(?:COMPD_CS|COMPOUNDCRS|BOUNDCRS)/i.test(wkt)) return null;
  const projection =
    /\b(?:PROJECTION|METHOD)\s*\[\s*"([^"]+)"/i.exec(wkt)?.[1]?.replaceAll(/\s+/g, "_") ?? "";
  if (!PROJECTIONS.test(projection)) return null;
  return systemOfFormula(wkt, name);
}

const degrees = (epsg: number | null, name: string): SourceCrs => ({
  epsg,
  name,
  geographic: true,
  fromLonLat: (lon, lat) => [lon, lat],
  toLonLat: (x, y) => [x, y],
});

const Converter = z.object({ inverse: z.function(), forward: z.function() });

function systemOfFormula(wkt: string, name: string): SourceCrs | null {
  try {
    const converter = proj4(wkt);
    if (!Converter.safeParse(converter).success) return null;
    return {
      epsg: null,
      name,
      geographic: false,
      fromLonLat(lon, lat) {
        const [x = Number.NaN, y = Number.NaN] = converter.forward([lon, lat]);
        return [x, y];
      },
      toLonLat(x, y) {
        const [lon = Number.NaN, lat = Number.NaN] = converter.inverse([x, y]);
        return [lon, lat];
      },
    };
  } catch {
    return null; // not a text that the library reads
  }
}

/** The authority's code at the end of the text is that of the whole; those before belong to its parts. */
function codeOf(wkt: string): number | null {
  const authority =
    /(?:AUTHORITY\s*\[\s*"EPSG"\s*,\s*"?|ID\s*\[\s*"EPSG"\s*,\s*)(\d{4,6})"?\s*\]\s*\]\s*$/i.exec(wkt)?.[1];
  if (authority !== undefined) return Number(authority);
  const name = (/\[\s*"([^"]*)"/.exec(wkt)?.[1] ?? "").replaceAll(/[\s/]+/g, "_");
  if (/^(?:GCS_)?WGS_(?:19)?84$/i.test(name)) return 4326;
  if (/^WGS_(?:19)?84_(?:Web_Mercator.*|Pseudo-Mercator)$/i.test(name)) return 3857;
  const utm = /^(WGS_(?:19)?84|ETRS_?(?:19)?89|NAD_?(?:19)?83)_UTM_zone_(\d{1,2})([NS])?$/i.exec(name);
  if (utm === null) return null;
  const zone = Number(utm[2]);
  const family = (utm[1] ?? "").slice(0, 3).toUpperCase();
  if (zone < 1 || zone > 60) return null;
  if (family === "WGS") return (utm[3]?.toUpperCase() === "S" ? 32_700 : 32_600) + zone;
  return (family === "ETR" ? 25_800 : 26_900) + zone;
}

function hasPlainMeridian(wkt: string): boolean {
  const meridian = /\bPRIMEM\s*\[\s*"[^"]*"\s*,\s*([-\d.eE+]+)/i.exec(wkt)?.[1];
  return meridian === undefined || Number(meridian) === 0;
}

/** Degrees, not grads. */
function isDegrees(wkt: string): boolean {
  const unit = /\b(?:UNIT|ANGLEUNIT)\s*\[\s*"([^"]+)"/i.exec(wkt)?.[1];
  return unit === undefined || /^degree/i.test(unit);
}
