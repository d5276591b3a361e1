import { containsPosition, signedArea, type FlatRing } from "./rings.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

const MOST_RINGS = 1_000;

type Shape = { type: string; coordinates: unknown } | null;

/**
 * The shape of one record: `null` for an empty one, a reason where it cannot be read.
 * Z and M are dropped: footprints lie on the map.
 */
export function readShape(record: Buffer): Shape | string {
  const type = record.readInt32LE(0);
  if (type === 0) return null;
  if (type === 1 || type === 11 || type === 21) {
    if (record.length < 20) return sayRefusal("row.short-record");
    return { type: "Point", coordinates: [record.readDoubleLE(4), record.readDoubleLE(12)] };
  }
  if (type === 5 || type === 15 || type === 25) return readPolygon(record);
  if (type === 3 || type === 13 || type === 23) return { type: "LineString", coordinates: [] };
  if (type === 8 || type === 18 || type === 28) return { type: "MultiPoint", coordinates: [] };
  if (type === 31) return "it is a MultiPatch: a building is a Polygon, a MultiPolygon or a Point";
  return `its shape is of the unknown type ${type}`;
}

function readPolygon(record: Buffer): Shape | string {
  if (record.length < 44) return sayRefusal("row.short-record");
  const partCount = record.readInt32LE(36);
  const pointCount = record.readInt32LE(40);
  const pointsFrom = 44 + partCount * 4;
  if (partCount < 0 || pointCount < 0 || pointsFrom + pointCount * 16 > record.length)
    return sayRefusal("row.short-record");
  if (partCount === 0 || pointCount === 0) return null;
  if (partCount > MOST_RINGS) return `it has ${partCount} rings, which no building has`;
  const rings: FlatRing[] = [];
  for (let part = 0; part < partCount; part += 1) {
    const from = record.readInt32LE(44 + part * 4);
    const to = part + 1 < partCount ? record.readInt32LE(48 + part * 4) : pointCount;
    if (from < 0 || to < from || to > pointCount) return "its parts are damaged";
    const ring: FlatRing = [];
    for (let point = from; point < to; point += 1) {
      ring.push([
        record.readDoubleLE(pointsFrom + point * 16),
        record.readDoubleLE(pointsFrom + point * 16 + 8),
      ]);
    }
    rings.push(ring);
  }
  const polygons = groupRings(rings);
  const [only] = polygons;
  if (polygons.length === 1 && only !== undefined) return { type: "Polygon", coordinates: only };
  return { type: "MultiPolygon", coordinates: polygons };
}

/** Outsides run clockwise and holes against it; a hole belongs to the smallest outside around it, in any order. */
function groupRings(rings: readonly FlatRing[]): FlatRing[][] {
  if (rings.length === 1) return [[...rings]];
  const areas = new Map(rings.map((ring) => [ring, signedArea(ring)]));
  const areaOf = (ring: FlatRing) => Math.abs(areas.get(ring) ?? 0);
  const outsides = rings.filter((ring) => (areas.get(ring) ?? 0) <= 0).sort((a, b) => areaOf(a) - areaOf(b));
  const holes = new Map<FlatRing, FlatRing[]>(outsides.map((ring) => [ring, []]));
  const loose: FlatRing[] = [];
  for (const ring of rings) {
    if (holes.has(ring)) continue;
    const [corner] = ring;
    const around = outsides.find(
      (outside) =>
        corner !== undefined && areaOf(outside) >= areaOf(ring) && containsPosition(outside, corner),
    );
    if (around === undefined) loose.push(ring);
    else holes.get(around)?.push(ring);
  }
  // In the order of the file, so that the same file gives the same shape.
  return rings.flatMap((ring) => {
    const own = holes.get(ring);
    if (own !== undefined) return [[ring, ...own]];
    return loose.includes(ring) ? [[ring]] : [];
  });
}
