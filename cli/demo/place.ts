import proj4 from "proj4";
import { GROUND_ORIGIN_UTM, GROUND_SIDE_METRES } from "./plan/frame.ts";
import type { Point } from "./plan/geometry.ts";

const DEFINITIONS = {
  "EPSG:32637": "+proj=utm +zone=37 +datum=WGS84 +units=m +no_defs",
  "EPSG:3857":
    "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs",
  "EPSG:4326": "+proj=longlat +datum=WGS84 +no_defs",
} as const;

export type ReferenceSystem = keyof typeof DEFINITIONS;

/** Local metres (x east, y south of the north-west corner) to coordinates of a reference system. */
export function fromLocal(crs: ReferenceSystem, [x, y]: Point): Point {
  const utm: [number, number] = [GROUND_ORIGIN_UTM[0] + x, GROUND_ORIGIN_UTM[1] - y];
  // The ground is laid out in UTM: going through a projection would only add dust to the last digits.
  if (crs === "EPSG:32637") return utm;
  const [e, n] = proj4(DEFINITIONS["EPSG:32637"], DEFINITIONS[crs], utm);
  return [e, n];
}

/** Coordinates of a reference system to local metres. */
export function toLocal(crs: ReferenceSystem, at: Point): Point {
  const [e, n] = proj4(DEFINITIONS[crs], DEFINITIONS["EPSG:32637"], [at[0], at[1]]);
  return [e - GROUND_ORIGIN_UTM[0], GROUND_ORIGIN_UTM[1] - n];
}

/** The middle of the ground, `[lon, lat]`. */
export function groundCentre(): Point {
  return fromLocal("EPSG:4326", [GROUND_SIDE_METRES / 2, GROUND_SIDE_METRES / 2]);
}
