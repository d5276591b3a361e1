/** What tiles are made of, from columns in memory: the same bytes that the database packs for `map-tiles.ts`. */
import type { Bbox } from "../../shared/geo.ts";
import { idOf, type FindingColumns } from "./finding-columns.ts";
import type { TileFrame } from "./tile-frame.ts";

/** Bytes of a row of `selectCentres`, of one of `selectBuildings` before its outline, and of the id it begins with. */
const [CENTRE_BYTES, BUILDING_BYTES, ID_BYTES] = [14, 44, 16];
/** PostgreSQL takes boxes for touching that are so far from each other, 1e-7 degrees (`EPSILON` of its geometry). */
const NEAR = 10;

/** Those of the rows whose boxes touch the place, degrees. */
export function rowsIn({ boxes }: FindingColumns, place: Bbox, rows: Uint32Array): Uint32Array {
  const [west, south, east, north] = place.map((degrees) => degrees * 1e7);
  if (west === undefined || south === undefined || east === undefined || north === undefined)
    return new Uint32Array();
  return rows.filter((row) => {
    const at = row * 4;
    return (
      (boxes[at] ?? 0) <= east + NEAR &&
      (boxes[at + 1] ?? 0) <= north + NEAR &&
      (boxes[at + 2] ?? 0) >= west - NEAR &&
      (boxes[at + 3] ?? 0) >= south - NEAR
    );
  });
}

/** As `selectCentres` packs them. */
export function packCentres(columns: FindingColumns, rows: Uint32Array): Buffer {
  const { x, y, class: final, thousandths, firstDamaged } = columns;
  const packed = Buffer.allocUnsafe(rows.length * CENTRE_BYTES);
  let at = 0;
  for (const row of rows) {
    packed.writeInt32BE(x[row] ?? 0, at);
    packed.writeInt32BE(y[row] ?? 0, at + 4);
    packed.writeInt16BE(final[row] ?? 0, at + 8);
    packed.writeInt16BE(thousandths[row] ?? 0, at + 10);
    packed.writeInt16BE(firstDamaged[row] ?? 0, at + 12);
    at += CENTRE_BYTES;
  }
  return packed;
}

/** As `selectBuildings` packs them, each without its outline. */
export function packBuildings(columns: FindingColumns, rows: Uint32Array): Buffer {
  const { ids, x, y, status, class: final, probability, thousandths, lastIntact, firstDamaged } = columns;
  const packed = Buffer.alloc(rows.length * BUILDING_BYTES);
  let at = 0;
  for (const row of rows) {
    ids.copy(packed, at, row * ID_BYTES, (row + 1) * ID_BYTES);
    packed.writeInt32BE(x[row] ?? 0, at + 16);
    packed.writeInt32BE(y[row] ?? 0, at + 20);
    packed.writeInt16BE(status[row] ?? 0, at + 24);
    packed.writeInt16BE(final[row] ?? 0, at + 26);
    packed.writeInt16BE(probability[row] ?? 0, at + 28);
    packed.writeInt16BE(thousandths[row] ?? 0, at + 30);
    packed.writeInt16BE(lastIntact[row] ?? 0, at + 32);
    packed.writeInt16BE(Math.max(0, firstDamaged[row] ?? 0), at + 34);
    packed.writeInt32BE(columns.votes[row] ?? 0, at + 36);
    at += BUILDING_BYTES;
  }
  return packed;
}

/** The ids of those that are large enough for an outline in the tile, or nearly: few, where tiles come from here. */
export function largeEnough(columns: FindingColumns, { pointBelow }: TileFrame, rows: Uint32Array): string[] {
  const { boxes } = columns;
  const [wide, high] = [pointBelow.lon * 1e7 - 2, pointBelow.lat * 1e7 - 2];
  const large = rows.filter((row) => {
    const [west = 0, south = 0, east = 0, north = 0] = boxes.subarray(row * 4, row * 4 + 4);
    return east - west >= wide || north - south >= high;
  });
  return Array.from(large, (row) => idOf(columns, row));
}

/** The rows of `packBuildings` with the outlines of `selectOutlines`; both are in the order of their ids. */
export function joinOutlines(buildings: Buffer, outlines: Buffer): Buffer {
  const parts: Buffer[] = [];
  let [from, at] = [0, 0];
  for (let row = 0; row < buildings.length && at < outlines.length; row += BUILDING_BYTES) {
    if (buildings.compare(outlines, at, at + ID_BYTES, row, row + ID_BYTES) !== 0) continue;
    const end = at + ID_BYTES + 4 + outlines.readInt32BE(at + ID_BYTES);
    // The outline follows in place of its length, which was none.
    parts.push(buildings.subarray(from, row + BUILDING_BYTES - 4), outlines.subarray(at + ID_BYTES, end));
    [from, at] = [row + BUILDING_BYTES, end];
  }
  return Buffer.concat([...parts, buildings.subarray(from)]);
}
