import type { Legend } from "./tile-buildings.ts";
import type { TileFrame } from "./tile-frame.ts";
import { writePoint } from "./tile-geometry.ts";
import { EXTENT, openLayer, POINT } from "./vector-tile.ts";

/** Bytes of a packed row (`selectCentres`). */
const ROW_BYTES = 14;
/** In place of a first damaged scene: stands to the end. */
const STANDS = -1;

/**
 * The layer `clusters`: one point per cell, at the middle of its buildings, with a count for each class and date that
 * occurs. A building belongs to the one cell, of the one tile, that holds its centre.
 *
 * @param side cells along the tile's side
 */
export function writeClusters(
  packed: Buffer,
  frame: TileFrame,
  { classes, times }: Legend,
  side: number,
): Buffer {
  const layer = openLayer("clusters", 16_384);
  const countKey = layer.key("count");
  const certaintyKey = layer.key("certainty");
  const days = [...new Set(times)];
  // Places in a cell's counts: classes (0: none), then dates (0: unknown, the last: stands to the end).
  const ends = classes.length + 1;
  const stands = ends + days.length + 1;
  const endOf = [ends, ...times.map((time) => ends + 1 + days.indexOf(time))];
  const width = stands + 1;
  const names = [
    ...["", ...classes].map((code) => `class:${code}`),
    "to:unknown",
    ...days.map((time) => `to:${time}`),
    "to:intact",
  ];
  const cells = side * side;
  const counts = new Uint32Array(cells * width);
  const sums = {
    count: new Uint32Array(cells),
    x: new Float64Array(cells),
    y: new Float64Array(cells),
    certainty: new Float64Array(cells),
  };

  const { perUnit, left, top } = frame;
  for (let at = 0; at < packed.length; at += ROW_BYTES) {
    const x = packed.readInt32BE(at) * perUnit - left;
    const y = packed.readInt32BE(at + 4) * perUnit - top;
    if (x < 0 || x >= EXTENT || y < 0 || y >= EXTENT) continue;
    const cell = Math.floor((y * side) / EXTENT) * side + Math.floor((x * side) / EXTENT);
    const end = packed.readInt16BE(at + 12);
    sums.count[cell] = (sums.count[cell] ?? 0) + 1;
    sums.x[cell] = (sums.x[cell] ?? 0) + x;
    sums.y[cell] = (sums.y[cell] ?? 0) + y;
    sums.certainty[cell] = (sums.certainty[cell] ?? 0) + packed.readInt16BE(at + 10);
    for (const place of [packed.readInt16BE(at + 8), end === STANDS ? stands : (endOf[end] ?? ends)])
      counts[cell * width + place] = (counts[cell * width + place] ?? 0) + 1;
  }

  const tags: number[] = [];
  const geometry: number[] = [];
  for (let cell = 0; cell < cells; cell += 1) {
    const count = sums.count[cell] ?? 0;
    if (count === 0) continue;
    const mean = (sum: Float64Array) => Math.round((sum[cell] ?? 0) / count);
    tags.length = 0;
    tags.push(countKey, layer.number(count), certaintyKey, layer.number(mean(sums.certainty) / 1_000));
    for (let place = 0; place < width; place += 1) {
      const part = counts[cell * width + place] ?? 0;
      if (part > 0) tags.push(layer.key(names[place] ?? ""), layer.number(part));
    }
    writePoint(geometry, mean(sums.x), mean(sums.y));
    layer.feature(POINT, tags, geometry);
  }
  return layer.finish();
}
