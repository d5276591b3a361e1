import type { Position } from "../../shared/geo.ts";

/** Cells of the curve: 2²⁰ on a side, about 38 m of longitude at the equator. */
const ORDER = 20;

/**
 * Where a position lies on a Hilbert curve over the world: positions that are near on the curve are near on the ground.
 *
 * @see https://en.wikipedia.org/wiki/Hilbert_curve#Applications_and_mapping_algorithms (xy2d)
 */
export function hilbertIndex([lon, lat]: Position): number {
  const side = 2 ** ORDER;
  let x = Math.min(side - 1, Math.max(0, Math.floor(((lon + 180) / 360) * side)));
  let y = Math.min(side - 1, Math.max(0, Math.floor(((lat + 90) / 180) * side)));
  let index = 0;
  for (let s = side / 2; s >= 1; s /= 2) {
    const right = (x & s) > 0 ? 1 : 0;
    const up = (y & s) > 0 ? 1 : 0;
    index += s * s * ((3 * right) ^ up);
    if (up === 0) {
      if (right === 1) {
        x = side - 1 - x;
        y = side - 1 - y;
      }
      [x, y] = [y, x];
    }
  }
  return index;
}
