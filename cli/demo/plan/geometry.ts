/** Metres from the north-west corner of the modelled ground: x to the east, y to the **south**, as rasters count. */
export type Point = readonly [x: number, y: number];

/** Four corners in order round the edge; the side from the first to the second faces the street. */
export type Quad = readonly [Point, Point, Point, Point];

/** A closed outline without a repeated last corner. */
export type Outline = readonly Point[];

export function lerpPoint(a: Point, b: Point, t: number): Point {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
}

export function distanceBetween(a: Point, b: Point): number {
  return Math.hypot(b[0] - a[0], b[1] - a[1]);
}

/** A place inside a quad: `s` runs along the front (0–1), `t` from the front to the back (0–1). */
export function quadPoint(quad: Quad, s: number, t: number): Point {
  return lerpPoint(lerpPoint(quad[0], quad[1], s), lerpPoint(quad[3], quad[2], s), t);
}

/** The part of a quad between two positions along and two positions deep, still facing the same way. */
export function subQuad(quad: Quad, s0: number, s1: number, t0: number, t1: number): Quad {
  return [quadPoint(quad, s0, t0), quadPoint(quad, s1, t0), quadPoint(quad, s1, t1), quadPoint(quad, s0, t1)];
}

/** Mean length of the two sides along the front, metres. */
export function quadWidth(quad: Quad): number {
  return (distanceBetween(quad[0], quad[1]) + distanceBetween(quad[3], quad[2])) / 2;
}

/** Mean length of the two sides away from the front, metres. */
export function quadDepth(quad: Quad): number {
  return (distanceBetween(quad[0], quad[3]) + distanceBetween(quad[1], quad[2])) / 2;
}

export function quadCentre(quad: Quad): Point {
  return quadPoint(quad, 0.5, 0.5);
}

/** Direction of the front, radians from east towards south. */
export function quadHeading(quad: Quad): number {
  return Math.atan2(quad[1][1] - quad[0][1], quad[1][0] - quad[0][0]);
}

/** Mean of the corners: near enough to the middle for the compact outlines of a town. */
export function outlineCentre(outline: Outline): Point {
  let x = 0;
  let y = 0;
  for (const corner of outline) [x, y] = [x + corner[0], y + corner[1]];
  return [x / outline.length, y / outline.length];
}

/** `[west, north, east, south]` in the local frame, where south is the larger y. */
export function outlineBounds(outline: Outline): [number, number, number, number] {
  const xs = outline.map((corner) => corner[0]);
  const ys = outline.map((corner) => corner[1]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

export function outlineAreaM2(outline: Outline): number {
  let twice = 0;
  for (let i = 0; i < outline.length; i++) {
    const a = outline[i]!;
    const b = outline[(i + 1) % outline.length]!;
    twice += a[0] * b[1] - b[0] * a[1];
  }
  return Math.abs(twice) / 2;
}

/** Distance to the outline's edge in metres: positive inside, negative outside. */
export function depthInside(outline: Outline, x: number, y: number): number {
  let nearest = Infinity;
  let inside = false;
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const ax = outline[j]![0];
    const ay = outline[j]![1];
    const bx = outline[i]![0];
    const by = outline[i]![1];
    const dx = bx - ax;
    const dy = by - ay;
    const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
    const ex = x - ax - dx * t;
    const ey = y - ay - dy * t;
    nearest = Math.min(nearest, ex * ex + ey * ey);
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * dx) inside = !inside;
  }
  return inside ? Math.sqrt(nearest) : -Math.sqrt(nearest);
}
