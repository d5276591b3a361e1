import type { Bbox, BuildingGeometry, Position } from "../../shared/geo.ts";

/** The box around a building, without the lists that a box around any positions is made of: a million times over. */
export function boxOf(geometry: BuildingGeometry): Bbox {
  const box: Bbox = [Infinity, Infinity, -Infinity, -Infinity];
  if (geometry.type === "Point") widen(box, geometry.coordinates);
  else if (geometry.type === "Polygon") for (const ring of geometry.coordinates) widenAll(box, ring);
  else for (const rings of geometry.coordinates) for (const ring of rings) widenAll(box, ring);
  return box;
}

function widenAll(box: Bbox, ring: readonly Position[]): void {
  for (const position of ring) widen(box, position);
}

function widen(box: Bbox, [lon, lat]: Position): void {
  if (lon < box[0]) box[0] = lon;
  if (lat < box[1]) box[1] = lat;
  if (lon > box[2]) box[2] = lon;
  if (lat > box[3]) box[3] = lat;
}
