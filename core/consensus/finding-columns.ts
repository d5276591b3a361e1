import { AGREEMENT_STEPS, CERTAINTY_STEPS } from "../../shared/certainty.ts";

/** Bytes of a packed row before its intervals (`finding-columns.sql.ts`). */
const ROW_BYTES = 82;
const ID_BYTES = 16;
/** PostgreSQL sends an array as a head of 20 bytes, and each number after its length. */
const [ARRAY_HEAD, PER_NUMBER] = [20, 8];
/** In place of a step of agreement: fewer than two answers that tell. */
export const NO_AGREEMENT = 255;

/**
 * What figures and counts need of every building of a campaign, one column for each, in the order of the buildings' ids:
 * 69 bytes a building, and 4 for each interval. Codes are places in lists, from 1; 0 is none.
 */
export type FindingColumns = {
  count: number;
  ids: Buffer;
  /** Units of `map_findings`. */
  x: Int32Array;
  y: Int32Array;
  /** West, south, east, north of each, ten-millionths of a degree. */
  boxes: Int32Array;
  status: Uint8Array;
  class: Uint8Array;
  crowdClass: Uint8Array;
  certainty: Float64Array;
  /** Of certainty, and of the probability of the votes' class; -1: none. */
  thousandths: Int16Array;
  probability: Int16Array;
  certaintyStep: Uint8Array;
  agreementStep: Uint8Array;
  votes: Int32Array;
  lastIntact: Int16Array;
  /** -1: stands to the end. */
  firstDamaged: Int16Array;
  model: Int32Array;
  /** `width` numbers a building. */
  intervals: Float32Array;
  width: number;
};

export function makeColumns(count: number, width: number): FindingColumns {
  return {
    count,
    ids: Buffer.alloc(count * ID_BYTES),
    x: new Int32Array(count),
    y: new Int32Array(count),
    boxes: new Int32Array(count * 4),
    status: new Uint8Array(count),
    class: new Uint8Array(count),
    crowdClass: new Uint8Array(count),
    certainty: new Float64Array(count),
    thousandths: new Int16Array(count),
    probability: new Int16Array(count),
    certaintyStep: new Uint8Array(count),
    agreementStep: new Uint8Array(count),
    votes: new Int32Array(count),
    lastIntact: new Int16Array(count),
    firstDamaged: new Int16Array(count),
    model: new Int32Array(count),
    intervals: new Float32Array(count * width),
    width,
  };
}

/** Fills in the rows from `first` on, and returns the place after the last one. */
export function fillRows(columns: FindingColumns, packed: Buffer, first: number): number {
  let row = first;
  for (let at = 0; at < packed.length; row += 1) {
    packed.copy(columns.ids, row * ID_BYTES, at, at + ID_BYTES);
    at = readRow(columns, packed, at, row);
  }
  return row;
}

/** Writes changed rows over those before; false when one of the buildings or its fit is not known here. */
export function replaceRows(columns: FindingColumns, packed: Buffer): boolean {
  for (let at = 0; at < packed.length;) {
    const row = rowOf(columns, packed.subarray(at, at + ID_BYTES));
    if (row === null || numbersAt(packed, at) > columns.width) return false;
    at = readRow(columns, packed, at, row);
  }
  return true;
}

const lengthAt = (packed: Buffer, at: number): number => packed.readInt32BE(at + ROW_BYTES - 4);
const numbersAt = (packed: Buffer, at: number): number =>
  Math.max(0, lengthAt(packed, at) - ARRAY_HEAD) / PER_NUMBER;

/** @returns where the next row begins */
function readRow(columns: FindingColumns, packed: Buffer, at: number, row: number): number {
  columns.x[row] = packed.readInt32BE(at + 16);
  columns.y[row] = packed.readInt32BE(at + 20);
  for (let side = 0; side < 4; side += 1)
    columns.boxes[row * 4 + side] = packed.readInt32BE(at + 24 + side * 4);
  columns.status[row] = packed.readInt16BE(at + 40);
  columns.class[row] = packed.readInt16BE(at + 42);
  columns.crowdClass[row] = packed.readInt16BE(at + 44);
  const certainty = packed.readDoubleBE(at + 46);
  columns.certainty[row] = certainty;
  columns.certaintyStep[row] = stepOf(certainty, CERTAINTY_STEPS);
  const agreement = packed.readDoubleBE(at + 54);
  columns.agreementStep[row] = Number.isNaN(agreement) ? NO_AGREEMENT : stepOf(agreement, AGREEMENT_STEPS);
  columns.thousandths[row] = packed.readInt16BE(at + 62);
  columns.probability[row] = packed.readInt16BE(at + 64);
  columns.lastIntact[row] = packed.readInt16BE(at + 66);
  columns.firstDamaged[row] = packed.readInt16BE(at + 68);
  columns.votes[row] = packed.readInt32BE(at + 70);
  columns.model[row] = packed.readInt32BE(at + 74);
  const numbers = numbersAt(packed, at);
  const from = row * columns.width;
  columns.intervals.fill(0, from, from + columns.width);
  for (let index = 0; index < numbers; index += 1)
    columns.intervals[from + index] = packed.readFloatBE(
      at + ROW_BYTES + ARRAY_HEAD + index * PER_NUMBER + 4,
    );
  return at + ROW_BYTES + lengthAt(packed, at);
}

/** As PostgreSQL's `width_bucket`: how many of the limits are not above the value. */
function stepOf(value: number, limits: readonly number[]): number {
  return limits.reduce((step, limit) => (value >= limit ? step + 1 : step), 0);
}

/** Where a building stands, by halving; null when it is not there. */
function rowOf({ ids, count }: FindingColumns, id: Buffer): number | null {
  let [low, high] = [0, count - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const order = ids.compare(id, 0, ID_BYTES, middle * ID_BYTES, (middle + 1) * ID_BYTES);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}

/** The id of a row, as it is written. */
export function idOf({ ids }: FindingColumns, row: number): string {
  const hex = ids.toString("hex", row * ID_BYTES, (row + 1) * ID_BYTES);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
