import proj4 from "proj4";
import { AppError } from "../../shared/errors.ts";
import type { Position } from "../../shared/geo.ts";

/** From a file's coordinates to `[lon, lat]`, degrees, EPSG:4326. */
export type Reprojection = (position: Position) => Position;

/** `EPSG:32637`, `epsg:32637`, `urn:ogc:def:crs:EPSG::32637`, `http://www.opengis.net/def/crs/EPSG/0/32637`. */
const EPSG_NAME =
  /^(?:urn:ogc:def:crs:)?(?:https?:\/\/www\.opengis\.net\/def\/crs\/)?EPSG(?::|::|:[\d.]*:|\/0\/)(\d{4,6})$/i;
const CRS84 = /CRS:?84$|OGC:1\.3:CRS84$/i;

/**
 * How to bring coordinates of a named system to EPSG:4326. Only systems whose formula is exact without grid files
 * are accepted: WGS 84, its UTM zones, and Web Mercator.
 *
 * @throws AppError `invalid_input` for others, with the remedy
 */
export function reprojectionFrom(crs: string | null): Reprojection {
  if (crs === null || CRS84.test(crs)) return (position) => position;
  const code = Number(EPSG_NAME.exec(crs.trim())?.[1] ?? Number.NaN);
  if (code === 4326) return (position) => position;
  const definition = definitionOf(code);
  if (definition === null) {
    const remedy = "reproject the file first: ogr2ogr -t_srs EPSG:4326 out.geojson in.geojson";
    throw new AppError("invalid_input", `Coordinates in ${crs} cannot be converted exactly here: ${remedy}`);
  }
  const converter = proj4(definition, "WGS84");
  return ([x, y]) => {
    const [lon = Number.NaN, lat = Number.NaN] = converter.forward([x, y]);
    return [lon, lat];
  };
}

function definitionOf(code: number): string | null {
  if (code === 3857 || code === 900_913) return "EPSG:3857";
  const isNorth = code >= 32_601 && code <= 32_660;
  const isSouth = code >= 32_701 && code <= 32_760;
  if (!isNorth && !isSouth) return null;
  return `+proj=utm +zone=${code % 100} ${isSouth ? "+south " : ""}+datum=WGS84 +units=m +no_defs`;
}
