import { GeometryType } from "flatgeobuf/lib/mjs/flat-geobuf/geometry-type.js";
import type { Bbox, BuildingGeometry, Position } from "../../../shared/geo.ts";
import type { Finding } from "../../consensus/describe.ts";
import type { Column } from "../columns.ts";

/** Features of one page, one behind another in one buffer that is used again for the next page. */
export type FeatureBytes = {
  /** Adds a feature, and gives its bytes' number; where its geometry lies is put into `box`. */
  add(feature: Finding, box: Bbox): number;
  /** All that was added since the last call; to be used before the next `add`. */
  take(): Uint8Array;
};

type Rings = readonly (readonly Position[])[];

const FIRST_BYTES = 1 << 20;
/** What one coordinate, one character and one attribute need at most, and what a feature needs besides. */
const [POSITION_BYTES, CHARACTER_BYTES, COLUMN_BYTES, OTHER_BYTES] = [16, 3, 10, 256];
/** Of eight fields, of which three are used. */
const GEOMETRY_VTABLE = 20;
/** Its own size, the table's, and where geometry and properties stand in that. */
const FEATURE_VTABLE = Uint8Array.of(8, 0, 12, 0, 4, 0, 8, 0);

/**
 * Writes FlatGeobuf features as FlatBuffers, size first. The library's serializer makes a builder, an object and three
 * buffers for each; the layout never varies, so it is written down from front to back.
 *
 * ```
 * feature    size u32 | root u32 | vtable 8 | table 12 | geometry | properties
 * geometry   vtable 20 | table 16 | ends [u32] when there are holes | xy [f64], aligned to 8
 * several    vtable 20 | table 16 | parts [u32] | geometry …
 * properties length u32 | column u16, value …
 * ```
 *
 * @see https://github.com/flatgeobuf/flatgeobuf/tree/master/src/fbs
 */
export function openFeatureBytes(columns: readonly Column[]): FeatureBytes {
  let bytes = Buffer.allocUnsafe(FIRST_BYTES);
  let view = viewOf(bytes);
  let used = 0;
  const make = (room: number) => {
    if (used + room <= bytes.length) return;
    const more = Buffer.allocUnsafe(Math.max(bytes.length * 2, used + room));
    bytes.copy(more, 0, 0, used);
    bytes = more;
    view = viewOf(bytes);
  };

  /** Writes the vtable and table of a geometry at `at`, and gives where what it points to may begin. */
  const geometryHead = (at: number, type: GeometryType, parts: boolean) => {
    const table = at + GEOMETRY_VTABLE;
    view.setUint16(at, GEOMETRY_VTABLE, true);
    view.setUint16(at + 2, 16, true);
    for (let field = 0; field < 8; field++) view.setUint16(at + 4 + field * 2, 0, true);
    view.setUint16(at + (parts ? 18 : 6), 8, true);
    view.setUint16(at + 16, 12, true);
    view.setInt32(table, GEOMETRY_VTABLE, true);
    view.setUint32(table + 4, 0, true);
    view.setUint32(table + 12, type, true);
    return table + 16;
  };
  const single = (at: number, start: number, type: GeometryType, rings: Rings, box: Bbox) => {
    const table = at + GEOMETRY_VTABLE;
    let to = geometryHead(at, type, false);
    if (rings.length > 1) {
      view.setUint16(at + 4, 4, true);
      view.setUint32(table + 4, to - table - 4, true);
      view.setUint32(to, rings.length, true);
      let end = 0;
      for (const [index, ring] of rings.entries())
        view.setUint32(to + 4 + index * 4, (end += ring.length * 2), true);
      to += 4 + rings.length * 4;
    }
    // The numbers, which follow their count, stand at a multiple of eight from the feature's beginning.
    while ((to - start) % 8 !== 4) bytes[to++] = 0;
    view.setUint32(table + 8, to - table - 8, true);
    const count = to;
    to += 4;
    for (const ring of rings) {
      for (const [lon, lat] of ring) {
        view.setFloat64(to, lon, true);
        view.setFloat64(to + 8, lat, true);
        to += 16;
        if (lon < box[0]) box[0] = lon;
        if (lat < box[1]) box[1] = lat;
        if (lon > box[2]) box[2] = lon;
        if (lat > box[3]) box[3] = lat;
      }
    }
    view.setUint32(count, (to - count - 4) / 8, true);
    return to;
  };
  const several = (at: number, start: number, polygons: readonly Rings[], box: Bbox) => {
    const table = at + GEOMETRY_VTABLE;
    const parts = geometryHead(at, GeometryType.MultiPolygon, true);
    view.setUint32(table + 8, parts - table - 8, true);
    view.setUint32(parts, polygons.length, true);
    let to = parts + 4 + polygons.length * 4;
    for (const [index, rings] of polygons.entries()) {
      const place = parts + 4 + index * 4;
      view.setUint32(place, to + GEOMETRY_VTABLE - place, true);
      to = single(to, start, GeometryType.Polygon, rings, box);
    }
    return to;
  };
  const geometry = (at: number, start: number, one: BuildingGeometry, box: Bbox) => {
    if (one.type === "Point") return single(at, start, GeometryType.Point, [[one.coordinates]], box);
    if (one.type === "Polygon") return single(at, start, GeometryType.Polygon, one.coordinates, box);
    return several(at, start, one.coordinates, box);
  };
  const properties = (at: number, values: readonly (string | number | null)[]) => {
    let to = at + 4;
    for (let index = 0; index < values.length; index++) {
      const value = values[index];
      if (value === null || value === undefined) continue;
      view.setUint16(to, index, true);
      to += 2;
      if (typeof value === "string") {
        const length = bytes.write(value, to + 4);
        view.setUint32(to, length, true);
        to += 4 + length;
      } else if (columns[index]?.type === "integer") {
        view.setInt32(to, value, true);
        to += 4;
      } else {
        view.setFloat64(to, value, true);
        to += 8;
      }
    }
    view.setUint32(at, to - at - 4, true);
    return to;
  };

  return {
    add(feature, box) {
      const values = columns.map(({ read }) => read(feature));
      make(roomFor(feature.geometry, values));
      const start = used;
      const table = start + 16;
      view.setUint32(start + 4, table - start - 4, true);
      bytes.set(FEATURE_VTABLE, start + 8);
      view.setInt32(table, 8, true);
      const geometryAt = table + 12;
      view.setUint32(table + 4, geometryAt + GEOMETRY_VTABLE - table - 4, true);
      box[0] = box[1] = Infinity;
      box[2] = box[3] = -Infinity;
      let to = geometry(geometryAt, start, feature.geometry, box);
      view.setUint32(table + 8, to - table - 8, true);
      to = properties(to, values);
      // Whole eights, as the library has it.
      for (; (to - start) % 8 !== 0; to++) bytes[to] = 0;
      view.setUint32(start, to - start - 4, true);
      used = to;
      return to - start;
    },
    take() {
      const all = bytes.subarray(0, used);
      used = 0;
      return all;
    },
  };
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** More than enough for a feature. */
function roomFor(geometry: BuildingGeometry, values: readonly (string | number | null)[]): number {
  let room = OTHER_BYTES;
  for (const value of values)
    room += COLUMN_BYTES + (typeof value === "string" ? value.length * CHARACTER_BYTES : 0);
  if (geometry.type === "Point") return room;
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  for (const rings of polygons) {
    room += 64;
    for (const ring of rings) room += 4 + ring.length * POSITION_BYTES;
  }
  return room;
}
