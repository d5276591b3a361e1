import type { Bbox } from "../../shared/geo.ts";
import { EXTENT } from "./vector-tile.ts";

export type TileAddress = { z: number; x: number; y: number };

/** The smallest tiles: ten metres along a side at the equator. */
export const MAX_ZOOM = 22;
/** Whatever begins within this many units beyond the edge is in the tile too, so that outlines join. */
const BUFFER = 64;
/** Below this size on a tile drawn with 512 pixels a footprint says no more than a point, tile units: four pixels. */
const POINT_BELOW = 32;
/** Units of `map_findings` round the world, and how far its zero lies from the map's upper left corner. */
const WORLD = 2 ** 32;
const HALF_WORLD = WORLD / 2;

/** Where a tile lies, and how places become its units (Web Mercator, XYZ, y down). */
export type TileFrame = {
  /** Degrees; without and with the buffer. */
  bounds: Bbox;
  reach: Bbox;
  /** Footprints narrower and lower than this are points, degrees. */
  pointBelow: { lon: number; lat: number };
  /** A place in units of `map_findings` is this times `perUnit`, less `left` or `top`, in units of the tile. */
  perUnit: number;
  left: number;
  top: number;
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
  const perUnit = (tiles * EXTENT) / WORLD;
  return {
    bounds,
    reach,
    pointBelow: { lon: POINT_BELOW * lonPerUnit, lat: POINT_BELOW * lonPerUnit * stretch },
    perUnit,
    left: x * EXTENT - HALF_WORLD * perUnit,
    top: y * EXTENT - HALF_WORLD * perUnit,
  };
}
