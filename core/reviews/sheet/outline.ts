import type { BuildingGeometry, Position } from "../../../shared/geo.ts";

/** Every ring of a footprint; none for a point, which has no outline. */
export function ringsOf(geometry: BuildingGeometry): Position[][] {
  if (geometry.type === "Point") return [];
  return geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
}
