import { globals } from "geotiff";
import geokeysToProj4 from "geotiff-geokeys-to-proj4";
import proj4 from "proj4";
import { z } from "zod";
import { GEO_KEY, numberKey, type GeoKeys } from "./geokeys.ts";
import { lonLatOfMercator, mercatorOfLonLat } from "./mercator.ts";
import { RasterRefusal, REMEDY } from "./refusal.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

/** A coordinate system we can place on the map to better than a pixel, with both directions of the way. */
export type SourceCrs = {
  epsg: number | null;
  name: string;
  geographic: boolean;
  /** From degrees of WGS 84 to the system's own units, x (east) first. */
  fromLonLat(lon: number, lat: number): [x: number, y: number];
  toLonLat(x: number, y: number): [lon: number, lat: number];
};

/** Geographic systems that differ from WGS 84 by less than two metres anywhere: WGS 84, ETRS89, NAD83, SIRGAS 2000, RGF93, GDA94, GDA2020. */
const GEOGRAPHIC: Record<number, string> = {
  4326: "WGS 84",
  4979: "WGS 84 (3D)",
  4258: "ETRS89",
  4269: "NAD83",
  6318: "NAD83(2011)",
  4674: "SIRGAS 2000",
  4171: "RGF93",
  4283: "GDA94",
  7844: "GDA2020",
};

const GRS80 = "+ellps=GRS80 +towgs84=0,0,0 +units=m";

/** UTM-like zones: the first and last EPSG code, the zone of the first, the hemisphere. */
const UTM: readonly {
  first: number;
  last: number;
  zone: number;
  south: boolean;
  name: string;
  wgs84?: true;
}[] = [
  { first: 32_601, last: 32_660, zone: 1, south: false, name: "WGS 84 / UTM", wgs84: true },
  { first: 32_701, last: 32_760, zone: 1, south: true, name: "WGS 84 / UTM", wgs84: true },
  { first: 25_828, last: 25_838, zone: 28, south: false, name: "ETRS89 / UTM" },
  { first: 26_901, last: 26_923, zone: 1, south: false, name: "NAD83 / UTM" },
  { first: 6_330, last: 6_348, zone: 1, south: false, name: "NAD83(2011) / UTM" },
  { first: 31_965, last: 31_976, zone: 11, south: false, name: "SIRGAS 2000 / UTM" },
  { first: 31_977, last: 31_985, zone: 17, south: true, name: "SIRGAS 2000 / UTM" },
  { first: 28_348, last: 28_358, zone: 48, south: true, name: "GDA94 / MGA" },
  { first: 7_846, last: 7_859, zone: 46, south: true, name: "GDA2020 / MGA" },
];

/** Grids whose definition is checked against known points in `tests/unit/imagery/crs.test.ts`. */
const GRIDS: Record<number, { name: string; proj4: string }> = {
  2154: {
    name: "RGF93 / Lambert-93",
    proj4: `+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 ${GRS80}`,
  },
  3006: { name: "SWEREF99 TM", proj4: `+proj=utm +zone=33 ${GRS80}` },
  3035: {
    name: "ETRS89 / LAEA Europe",
    proj4: `+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 ${GRS80}`,
  },
  3067: { name: "ETRS89 / TM35FIN", proj4: `+proj=utm +zone=35 ${GRS80}` },
  3395: { name: "WGS 84 / World Mercator", proj4: "+proj=merc +lon_0=0 +k=1 +datum=WGS84 +units=m" },
  3978: {
    name: "NAD83 / Canada Atlas Lambert",
    proj4: `+proj=lcc +lat_0=49 +lon_0=-95 +lat_1=49 +lat_2=77 +x_0=0 +y_0=0 ${GRS80}`,
  },
  5070: {
    name: "NAD83 / Conus Albers",
    proj4: `+proj=aea +lat_0=23 +lon_0=-96 +lat_1=29.5 +lat_2=45.5 +x_0=0 +y_0=0 ${GRS80}`,
  },
};

const PSEUDO_MERCATOR = new Set([3857, 900_913, 3785, 102_100, 102_113]);
const USER_DEFINED = 32_767;

/** The converter's complaint that a projection names its geographic system, as all of them do. */
const HARMLESS = "bothGCSAndPCSAreSet";

const Converted = z.object({
  proj4: z.string(),
  shouldConvertCoordinates: z.boolean().default(false),
  errors: z.record(z.string(), z.unknown()).default({}),
});

/**
 * Says which coordinate system the keys mean. Only systems are taken whose datum agrees with WGS 84 to two metres
 * and whose definition has been checked: a library that reads any code was 70 m off in EPSG:2039, and a building
 * tagged 70 m off is another building.
 *
 * @throws RasterRefusal
 */
export function identifyCrs(keys: GeoKeys): SourceCrs {
  const modelType = numberKey(keys, GEO_KEY.modelType);
  const geographic = numberKey(keys, GEO_KEY.geographicType);
  const projected = numberKey(keys, GEO_KEY.projectedType);
  if (modelType === 2 && geographic !== null) return geographicCrs(geographic, keys);
  if (modelType === 1 && projected !== null) {
    if (PSEUDO_MERCATOR.has(projected)) return pseudoMercator();
    const known = projectedDefinition(projected);
    if (known !== null) return crsOf(projected, known.name, known.proj4);
    if (projected === USER_DEFINED) return userDefined(keys, geographic);
    throw unknownCrs(`EPSG:${projected}`);
  }
  if (modelType === 1) return userDefined(keys, geographic);
  const citation = keys.get(GEO_KEY.citation);
  if (modelType === null && citation === undefined) {
    throw new RasterRefusal(sayRefusal("image.no-crs"), REMEDY.georeference);
  }
  throw unknownCrs(typeof citation === "string" ? `"${citation.slice(0, 80)}"` : "of its own kind");
}

/** Whether the keys name a coordinate system at all, known or not. */
export function namesCrs(keys: GeoKeys): boolean {
  return numberKey(keys, GEO_KEY.modelType) !== null || keys.has(GEO_KEY.citation);
}

/** The system of an EPSG code; null when it is not one that is known to be placed exactly. */
export function crsOfEpsg(code: number): SourceCrs | null {
  if (PSEUDO_MERCATOR.has(code)) return pseudoMercator();
  if (GEOGRAPHIC[code] !== undefined) return geographicCrs(code, new Map());
  const known = projectedDefinition(code);
  return known === null ? null : crsOf(code, known.name, known.proj4);
}

function geographicCrs(code: number, keys: GeoKeys): SourceCrs {
  const name = GEOGRAPHIC[code];
  if (name === undefined) throw unknownCrs(citationOf(keys) ?? `EPSG:${code}`);
  return {
    epsg: code,
    name,
    geographic: true,
    fromLonLat: (lon, lat) => [lon, lat],
    toLonLat: (x, y) => [x, y],
  };
}

function pseudoMercator(): SourceCrs {
  return {
    epsg: 3857,
    name: "WGS 84 / Pseudo-Mercator",
    geographic: false,
    fromLonLat: mercatorOfLonLat,
    toLonLat: lonLatOfMercator,
  };
}

function projectedDefinition(code: number): { name: string; proj4: string } | null {
  for (const family of UTM) {
    if (code < family.first || code > family.last) continue;
    const zone = family.zone + code - family.first;
    const hemisphere = family.south ? "S" : "N";
    const datum = family.wgs84 === true ? "+datum=WGS84 +units=m" : GRS80;
    return {
      name: `${family.name} zone ${zone}${hemisphere}`,
      proj4: `+proj=utm +zone=${zone}${family.south ? " +south" : ""} ${datum}`,
    };
  }
  return GRIDS[code] ?? null;
}

/** A projection spelled out in the keys, over a geographic system that we know. */
function userDefined(keys: GeoKeys, geographic: number | null): SourceCrs {
  const name = citationOf(keys) ?? "its own projection";
  if (geographic === null || GEOGRAPHIC[geographic] === undefined) throw unknownCrs(`"${name}"`);
  const named: Record<string, unknown> = {};
  for (const [key, value] of keys) named[Reflect.get(globals.geoKeyNames, key) ?? String(key)] = value;
  // Its types ask for all forty keys; those that an image does not have are simply absent.
  const converted = Converted.parse(Reflect.apply(geokeysToProj4.toProj4, undefined, [named]));
  const projection = /\+proj=(\w+)/.exec(converted.proj4)?.[1];
  const plain =
    Object.keys(converted.errors).every((error) => error === HARMLESS) && !converted.shouldConvertCoordinates;
  if (
    !plain ||
    projection === undefined ||
    !["tmerc", "utm", "lcc", "laea", "aea", "merc"].includes(projection)
  ) {
    throw unknownCrs(`"${name}"`);
  }
  // The axes of a GeoTIFF are always x, y, whatever order the authority gives them.
  return crsOf(null, name, converted.proj4.replace(/\+axis=\w+/, ""));
}

function crsOf(epsg: number | null, name: string, definition: string): SourceCrs {
  const converter = proj4(definition);
  return {
    epsg,
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
}

function citationOf(keys: GeoKeys): string | null {
  for (const key of [GEO_KEY.projectedCitation, GEO_KEY.citation, GEO_KEY.geographicCitation]) {
    const value = keys.get(key);
    if (typeof value === "string" && value !== "") return value.slice(0, 80);
  }
  return null;
}

function unknownCrs(which: string): RasterRefusal {
  return new RasterRefusal(sayRefusal("image.unknown-crs", { which }), REMEDY.reproject, {
    gdalReadsIt: true,
  });
}
