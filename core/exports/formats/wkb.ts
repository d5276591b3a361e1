import type { BuildingGeometry, Position } from "../../../shared/geo.ts";

const LITTLE_ENDIAN = 1;
const POINT = 1;
const POLYGON = 3;
const MULTI_POLYGON = 6;

/** ISO well-known binary, two dimensions, little-endian. @see OGC 06-103r4 §8.2 */
export function toWkb(geometry: BuildingGeometry): Uint8Array {
  const bytes = new Uint8Array(sizeOf(geometry));
  writeWkb(geometry, new DataView(bytes.buffer), 0);
  return bytes;
}

/** Bytes that `writeWkb` needs. */
export function sizeOf(geometry: BuildingGeometry): number {
  if (geometry.type === "Point") return 21;
  if (geometry.type === "Polygon") return polygonSize(geometry.coordinates);
  return geometry.coordinates.reduce((sum, rings) => sum + polygonSize(rings), 9);
}

/** Writes at `at` and gives where it ends. */
export function writeWkb(geometry: BuildingGeometry, view: DataView, at: number): number {
  if (geometry.type === "Point") return position(view, header(view, at, POINT), geometry.coordinates);
  if (geometry.type === "Polygon") return polygon(view, at, geometry.coordinates);
  let to = header(view, at, MULTI_POLYGON);
  view.setUint32(to, geometry.coordinates.length, true);
  to += 4;
  for (const rings of geometry.coordinates) to = polygon(view, to, rings);
  return to;
}

type Rings = readonly (readonly Position[])[];

const polygonSize = (rings: Rings) => rings.reduce((sum, ring) => sum + 4 + ring.length * 16, 9);

function polygon(view: DataView, at: number, rings: Rings): number {
  let to = header(view, at, POLYGON);
  view.setUint32(to, rings.length, true);
  to += 4;
  for (const ring of rings) {
    view.setUint32(to, ring.length, true);
    to += 4;
    for (const one of ring) to = position(view, to, one);
  }
  return to;
}

function header(view: DataView, at: number, type: number): number {
  view.setUint8(at, LITTLE_ENDIAN);
  view.setUint32(at + 1, type, true);
  return at + 5;
}

function position(view: DataView, at: number, [longitude, latitude]: Position): number {
  view.setFloat64(at, longitude, true);
  view.setFloat64(at + 8, latitude, true);
  return at + 16;
}
