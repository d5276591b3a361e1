import type { Bbox, BuildingGeometry, Position } from "../../shared/geo.ts";
import { EXTENT, type TileFeature } from "./vector-tile.ts";

export type TileAddress = { z: number; x: number; y: number };

/** The smallest tiles: ten metres along a side at the equator. */
export const MAX_ZOOM = 22;
/** Whatever begins within this many units beyond the edge is in the tile too, so that outlines join. */
const BUFFER = 64;
/** Below this size on a tile drawn with 512 pixels a footprint says no more than a point, tile units: four pixels. */
export const POINT_BELOW = 32;

/** Where a tile lies, and how places become its units (Web Mercator, XYZ, y down). */
export type TileFrame = {
  /** Degrees; without and with the buffer. */
  bounds: Bbox;
  reach: Bbox;
  /** Footprints narrower and lower than this are points, degrees. */
  pointBelow: { lon: number; lat: number };
  project: (position: Position) => [x: number, y: number];
};

export function frameOfTile({ z, x, y }: TileAddress): TileFrame {
  const tiles = 2 ** z;
  const lonOf = (column: number) => (column / tiles) * 360 - 180;
  const latOf = (row: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / tiles))) * 180) / Math.PI;
  const margin = BUFFER / EXTENT;
  // The poles belong to the outermost rows: whatever lies beyond 85.05° is drawn at their edge.
  const north = y === 0 ? 90 : latOf(y);
  const south = y === tiles - 1 ? -90 : latOf(y + 1);
  const bounds: Bbox = [lonOf(x), south, lonOf(x + 1), north];
  const reach: Bbox = [
    Math.max(-180, lonOf(x - margin)),
    y === tiles - 1 ? -90 : latOf(y + 1 + margin),
    Math.min(180, lonOf(x + 1 + margin)),
    y === 0 ? 90 : latOf(y - margin),
  ];
  const lonPerUnit = 360 / tiles / EXTENT;
  const stretch = Math.cos((((latOf(y) + latOf(y + 1)) / 2) * Math.PI) / 180);
  const project = ([lon, lat]: Position): [number, number] => {
    const sine = Math.sin((Math.max(-85.06, Math.min(85.06, lat)) * Math.PI) / 180);
    const row = (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * tiles;
    return [Math.round((((lon + 180) / 360) * tiles - x) * EXTENT), Math.round((row - y) * EXTENT)];
  };
  return {
    bounds,
    reach,
    pointBelow: { lon: POINT_BELOW * lonPerUnit, lat: POINT_BELOW * lonPerUnit * stretch },
    project,
  };
}

/** A geometry in the tile's units; null when it is too small to be more than a point. */
export function shapeIn(frame: TileFrame, geometry: BuildingGeometry): TileFeature["shape"] | null {
  if (geometry.type === "Point") return { point: frame.project(geometry.coordinates) };
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const rings: number[][] = [];
  for (const polygon of polygons) {
    for (const [index, ring] of polygon.entries()) {
      const projected = projectRing(frame, ring, index === 0);
      if (projected !== null) rings.push(projected);
      else if (index === 0) break; // a hole without its outside would be an outside
    }
  }
  return rings.length === 0 ? null : { rings };
}

/** Positions that fall together are written once. Outsides run clockwise on screen, holes the other way (spec §4.3.3.3). */
function projectRing(frame: TileFrame, ring: readonly Position[], isOutside: boolean): number[] | null {
  const flat: number[] = [];
  let doubleArea = 0;
  for (const position of ring) {
    const [x, y] = frame.project(position);
    const [beforeX, beforeY] = [flat.at(-2), flat.at(-1)];
    if (x === beforeX && y === beforeY) continue;
    if (beforeX !== undefined && beforeY !== undefined) doubleArea += beforeX * y - x * beforeY;
    flat.push(x, y);
  }
  if (flat.at(0) === flat.at(-2) && flat.at(1) === flat.at(-1)) flat.splice(-2);
  if (flat.length < 6 || doubleArea === 0) return null;
  return doubleArea > 0 === isOutside ? flat : turned(flat);
}

function turned(flat: readonly number[]): number[] {
  const other: number[] = [];
  for (let at = flat.length - 2; at >= 0; at -= 2) other.push(flat[at] ?? 0, flat[at + 1] ?? 0);
  return other;
}
