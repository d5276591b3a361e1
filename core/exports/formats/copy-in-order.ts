import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import type { Boxes } from "./packed-tree.ts";

/** Bytes that are put in order at once. */
const WINDOW_BYTES = 1 << 24;
/** Neighbours with less than this between them, bytes, are read with what is between. */
const NEAR_BYTES = 1 << 12;
/** Read at once at most. */
const READ_BYTES = 1 << 20;

/**
 * Copies pieces of a file in another order. They are read a window at a time, in the order of the file: what lies
 * together in both orders, as buildings do, is asked of the disk once, rather than each half a kilobyte by itself.
 *
 * @param boxes how long the pieces are @param order numbers of pieces
 */
export async function copyInOrder(
  from: string,
  boxes: Boxes,
  order: Uint32Array,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  if (order.every((index, place) => index === place)) {
    for await (const chunk of createReadStream(from)) await write(chunk);
    return;
  }
  const starts = boxes.starts();
  const read = openReader(from);
  const places = new Float64Array(boxes.count);
  let gathered = Buffer.allocUnsafe(WINDOW_BYTES);
  try {
    for (let at = 0; at < order.length;) {
      let filled = 0;
      let end = at;
      for (; end < order.length; end++) {
        const index = order[end] ?? 0;
        const length = boxes.lengthOf(index);
        if (end > at && filled + length > gathered.length) break;
        places[index] = filled;
        filled += length;
      }
      if (filled > gathered.length) gathered = Buffer.allocUnsafe(filled);
      const window = order.slice(at, end).sort();
      for (let one = 0; one < window.length;) {
        const next = endOfRun(window, one, starts, boxes);
        const first = starts[window[one] ?? 0] ?? 0;
        const last = window[next - 1] ?? 0;
        const run = read(first, (starts[last] ?? 0) + boxes.lengthOf(last) - first);
        for (; one < next; one++) {
          const index = window[one] ?? 0;
          const start = (starts[index] ?? 0) - first;
          run.copy(gathered, places[index], start, start + boxes.lengthOf(index));
        }
      }
      await write(gathered.subarray(0, filled));
      at = end;
    }
  } finally {
    read.close();
  }
}

/** Up to where the pieces from `at` on are read together. */
function endOfRun(window: Uint32Array, at: number, starts: Float64Array, boxes: Boxes): number {
  const first = starts[window[at] ?? 0] ?? 0;
  const endOf = (index: number) => (starts[index] ?? 0) + boxes.lengthOf(index);
  let end = at + 1;
  for (; end < window.length; end++) {
    const [before, index] = [window[end - 1] ?? 0, window[end] ?? 0];
    if ((starts[index] ?? 0) - endOf(before) > NEAR_BYTES || endOf(index) - first > READ_BYTES) break;
  }
  return end;
}

type Reader = { (start: number, length: number): Buffer; close(): void };

/** Reads into the same memory again and again. What was written a moment ago comes from memory: no thread is asked. */
function openReader(path: string): Reader {
  const file = openSync(path, "r");
  let bytes = Buffer.allocUnsafe(READ_BYTES);
  const read = (start: number, length: number) => {
    if (length > bytes.length) bytes = Buffer.allocUnsafe(length);
    for (let at = 0; at < length;) {
      const more = readSync(file, bytes, at, length - at, start + at);
      if (more === 0) throw new Error(`${path} is shorter than what was written to it`);
      at += more;
    }
    return bytes;
  };
  return Object.assign(read, { close: () => closeSync(file) });
}
