/** A ring in any coordinates. */
export type FlatRing = [x: number, y: number][];

/** Twice the area would do, but the sign is what is wanted: positive against the clock, with y up. */
export function signedArea(ring: readonly (readonly [number, number])[]): number {
  const [x0 = 0, y0 = 0] = ring[0] ?? [];
  let twice = 0;
  for (let at = 0; at + 1 < ring.length; at += 1) {
    const [xa, ya] = ring[at] ?? [0, 0];
    const [xb, yb] = ring[at + 1] ?? [0, 0];
    twice += (xa - x0) * (yb - y0) - (xb - x0) * (ya - y0);
  }
  return twice / 2;
}

/** Whether the position lies inside (even-odd rule; on the edge either way). */
export function containsPosition(
  ring: readonly (readonly [number, number])[],
  [x, y]: readonly [number, number],
): boolean {
  let inside = false;
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at, at += 1) {
    const [xa, ya] = ring[at] ?? [0, 0];
    const [xb, yb] = ring[before] ?? [0, 0];
    if (ya > y !== yb > y && x < ((xb - xa) * (y - ya)) / (yb - ya) + xa) inside = !inside;
  }
  return inside;
}
