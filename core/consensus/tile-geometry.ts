import type { TileFrame } from "./tile-frame.ts";

const MOVE_TO = 1;
const LINE_TO = 2;
const CLOSE_PATH = 7;
const ONE = 1 << 3;

const zigzag = (value: number) => (value << 1) ^ (value >> 31);

/** The commands that draw a point. @param into is emptied first */
export function writePoint(into: number[], x: number, y: number): void {
  into.length = 0;
  into.push(MOVE_TO | ONE, zigzag(x), zigzag(y));
}

/**
 * The commands that draw an outline of `map_findings` in a tile's units; none when it is too small for that. Positions
 * that fall together are written once; outsides run clockwise on screen, holes the other way (specification §4.3.3.3).
 *
 * @param into is emptied first
 */
export function writeOutline(
  into: number[],
  frame: TileFrame,
  packed: Buffer,
  from: number,
  to: number,
): void {
  into.length = 0;
  const cursor = { x: 0, y: 0 };
  let isOutsideDrawn = false;
  for (let at = from; at < to;) {
    const header = packed.readInt32BE(at);
    const isOutside = header > 0;
    const count = Math.abs(header);
    const ring = projectRing(frame, packed, at + 4, count);
    at += 4 + count * 8;
    // A hole without its outside would be an outside.
    if (isOutside) isOutsideDrawn = ring !== null;
    else if (!isOutsideDrawn) continue;
    if (ring !== null) drawRing(into, cursor, ring, ring.isClockwise !== isOutside);
  }
}

type Ring = { flat: number[]; isClockwise: boolean };

/** Null for a ring of no area. */
function projectRing(
  { perUnit, left, top }: TileFrame,
  packed: Buffer,
  from: number,
  count: number,
): Ring | null {
  const flat: number[] = [];
  let [beforeX, beforeY] = [Number.NaN, Number.NaN];
  let doubleArea = 0;
  for (let index = 0; index < count; index += 1) {
    const x = Math.round(packed.readInt32BE(from + index * 8) * perUnit - left);
    const y = Math.round(packed.readInt32BE(from + index * 8 + 4) * perUnit - top);
    if (x === beforeX && y === beforeY) continue;
    if (flat.length > 0) doubleArea += beforeX * y - x * beforeY;
    flat.push(x, y);
    [beforeX, beforeY] = [x, y];
  }
  const [firstX = 0, firstY = 0] = flat;
  doubleArea += beforeX * firstY - firstX * beforeY;
  if (firstX === beforeX && firstY === beforeY) flat.length -= 2;
  return flat.length < 6 || doubleArea === 0 ? null : { flat, isClockwise: doubleArea > 0 };
}

function drawRing(into: number[], cursor: { x: number; y: number }, { flat }: Ring, isTurned: boolean): void {
  const count = flat.length / 2;
  for (let index = 0; index < count; index += 1) {
    const at = 2 * (isTurned ? count - 1 - index : index);
    const [x = 0, y = 0] = [flat[at], flat[at + 1]];
    if (index === 0) into.push(MOVE_TO | ONE);
    if (index === 1) into.push(LINE_TO | ((count - 1) << 3));
    into.push(zigzag(x - cursor.x), zigzag(y - cursor.y));
    cursor.x = x;
    cursor.y = y;
  }
  into.push(CLOSE_PATH | ONE);
}
