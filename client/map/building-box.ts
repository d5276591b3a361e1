import type { TaskBuilding } from "../../shared/assignments.ts";
import { type Bbox, bboxOf, growBbox, positionsOf } from "../../shared/geo.ts";

/** The radius of a building given as a point without one, metres. */
export const DEFAULT_RADIUS_METRES = 10;

/** The box around a building, `[west, south, east, north]`, degrees, EPSG:4326. */
export function boxOf({ geometry, properties }: TaskBuilding): Bbox {
  const box = bboxOf(positionsOf(geometry)) ?? [0, 0, 0, 0];
  return geometry.type === "Point" ? growBbox(box, properties.radiusMetres ?? DEFAULT_RADIUS_METRES) : box;
}
