import { hilbertIndex } from "../../tasks/hilbert.ts";
import type { Bbox } from "../../../shared/geo.ts";

/** Boxes and byte lengths of features, in typed arrays that grow: 36 bytes a feature, a million is 36 MB. */
export type Boxes = {
  add(box: Readonly<Bbox>, bytes: number): void;
  readonly count: number;
  /** `[west, south, east, north]` of all. */
  envelope(): Float64Array;
  /** Feature numbers along the Hilbert curve through the middles of their boxes; equal ones in the order they came. */
  order(): Uint32Array;
  /** Where each feature begins in the order they came. */
  starts(): Float64Array;
  lengthOf(index: number): number;
  /** Edge 0–3 of a feature's box: west, south, east, north. */
  edgeOf(index: number, side: number): number;
};

const FIRST_CAPACITY = 1_024;

export function createBoxes(): Boxes {
  let corners = new Float64Array(FIRST_CAPACITY * 4);
  let lengths = new Uint32Array(FIRST_CAPACITY);
  let count = 0;
  const envelope = emptyBox();
  const grow = () => {
    const more = new Float64Array(corners.length * 2);
    more.set(corners);
    corners = more;
    const moreLengths = new Uint32Array(lengths.length * 2);
    moreLengths.set(lengths);
    lengths = moreLengths;
  };
  return {
    add(box, bytes) {
      if (count === lengths.length) grow();
      corners.set(box, count * 4);
      lengths[count++] = bytes;
      widen(envelope, 0, box, 0);
    },
    get count() {
      return count;
    },
    envelope: () => envelope,
    order: () => orderOf(corners, count, envelope),
    starts() {
      const starts = new Float64Array(count);
      for (let i = 1; i < count; i++) starts[i] = (starts[i - 1] ?? 0) + (lengths[i - 1] ?? 0);
      return starts;
    },
    lengthOf: (index) => lengths[index] ?? 0,
    edgeOf: (index, side) => corners[index * 4 + side] ?? 0,
  };
}

/** A box that holds nothing yet. */
export const emptyBox = (): Float64Array => Float64Array.of(Infinity, Infinity, -Infinity, -Infinity);

/** Makes the box that begins at `at` hold the one that begins at `from` too. */
export function widen(box: Float64Array, at: number, other: ArrayLike<number>, from: number): void {
  for (let side = 0; side < 2; side++)
    box[at + side] = Math.min(box[at + side] ?? 0, other[from + side] ?? 0);
  for (let side = 2; side < 4; side++)
    box[at + side] = Math.max(box[at + side] ?? 0, other[from + side] ?? 0);
}

/**
 * Place on the curve and feature number are packed into one double, 53 bits in all, since numbers are sorted many
 * times as fast as anything that must be compared by a function.
 */
function orderOf(corners: Float64Array, count: number, envelope: Float64Array): Uint32Array {
  const [west = 0, south = 0, east = 0, north = 0] = envelope;
  const room = 2 ** Math.ceil(Math.log2(Math.max(2, count)));
  const finest = 2 ** 40 / Math.min(2 ** 40, Math.floor(2 ** 53 / room));
  const keys = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const x = ((corners[i * 4] ?? 0) + (corners[i * 4 + 2] ?? 0)) / 2;
    const y = ((corners[i * 4 + 1] ?? 0) + (corners[i * 4 + 3] ?? 0)) / 2;
    // The curve covers the world: the box of all is stretched over it, for cells as fine as can be.
    const place = hilbertIndex([share(x, west, east) * 360 - 180, share(y, south, north) * 180 - 90]);
    keys[i] = Math.floor(place / finest) * room + i;
  }
  keys.sort();
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = (keys[i] ?? 0) % room;
  return order;
}

const share = (value: number, from: number, to: number) => (to > from ? (value - from) / (to - from) : 0);

/** A node: four doubles for its box, and where it leads: a feature's first byte, or a node's number. */
const NODE_BYTES = 40;

/**
 * FlatGeobuf's static packed R-tree. The root stands first, the leaves last in the order of the features; each inner
 * node names its first child's number.
 *
 * ```
 * node   min x | min y | max x | max y | offset      little-endian, 5 × 8 bytes
 * tree   root | level 1 … | leaves
 * ```
 */
export function packTree(boxes: Boxes, order: Uint32Array, nodeSize: number): Uint8Array {
  const sizes = [order.length];
  do sizes.unshift(Math.ceil((sizes[0] ?? 0) / nodeSize));
  while ((sizes[0] ?? 0) > 1);
  const starts = sizes.map((_, level) => sizes.slice(0, level).reduce((sum, size) => sum + size, 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const bytes = new Uint8Array(total * NODE_BYTES);
  const view = new DataView(bytes.buffer);
  const box = emptyBox();
  const put = (node: number, offset: number) => {
    const at = node * NODE_BYTES;
    for (let side = 0; side < 4; side++) view.setFloat64(at + side * 8, box[side] ?? 0, true);
    view.setUint32(at + 32, offset % 2 ** 32, true);
    view.setUint32(at + 36, Math.floor(offset / 2 ** 32), true);
  };
  const leaves = starts.at(-1) ?? 0;
  let offset = 0;
  for (let place = 0; place < order.length; place++) {
    const index = order[place] ?? 0;
    for (let side = 0; side < 4; side++) box[side] = boxes.edgeOf(index, side);
    put(leaves + place, offset);
    offset += boxes.lengthOf(index);
  }
  const one = emptyBox();
  for (let level = sizes.length - 2; level >= 0; level--) {
    const [first = 0, below = 0, size = 0, sizeBelow = 0] = [
      starts[level],
      starts[level + 1],
      sizes[level],
      sizes[level + 1],
    ];
    for (let node = 0; node < size; node++) {
      box.set(emptyBox());
      const child = below + node * nodeSize;
      const end = Math.min(child + nodeSize, below + sizeBelow);
      for (let other = child; other < end; other++) {
        for (let side = 0; side < 4; side++) one[side] = view.getFloat64(other * NODE_BYTES + side * 8, true);
        widen(box, 0, one, 0);
      }
      put(first + node, child);
    }
  }
  return bytes;
}
