import { hilbertIndex } from "../../tasks/hilbert.ts";
import type { Bbox } from "../../../shared/geo.ts";

/** Boxes and byte lengths of features, in typed arrays that grow: 40 bytes a feature, a million is 40 MB. */
export type Boxes = {
  add(box: Bbox, bytes: number): void;
  readonly count: number;
  /** `[west, south, east, north]` of all. */
  envelope(): Float64Array;
  /** Feature numbers along the Hilbert curve through the middles of their boxes; equal ones in the order they came. */
  order(): Uint32Array;
  /** Where each feature begins in the order they came. */
  starts(): Float64Array;
  lengthOf(index: number): number;
  boxOf(index: number): Float64Array;
};

const FIRST_CAPACITY = 1_024;

export function createBoxes(): Boxes {
  let corners = new Float64Array(FIRST_CAPACITY * 4);
  let lengths = new Uint32Array(FIRST_CAPACITY);
  let count = 0;
  const envelope = Float64Array.of(Infinity, Infinity, -Infinity, -Infinity);
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
      widen(envelope, box);
    },
    get count() {
      return count;
    },
    envelope: () => envelope,
    order() {
      const [west = 0, south = 0, east = 0, north = 0] = envelope;
      const keys = new Float64Array(count);
      for (let i = 0; i < count; i++) {
        const x = ((corners[i * 4] ?? 0) + (corners[i * 4 + 2] ?? 0)) / 2;
        const y = ((corners[i * 4 + 1] ?? 0) + (corners[i * 4 + 3] ?? 0)) / 2;
        // The curve covers the world: the box of all is stretched over it, for cells as fine as can be.
        keys[i] = hilbertIndex([share(x, west, east) * 360 - 180, share(y, south, north) * 180 - 90]);
      }
      return Uint32Array.from({ length: count }, (_, i) => i).sort(
        (a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b,
      );
    },
    starts() {
      const starts = new Float64Array(count);
      for (let i = 1; i < count; i++) starts[i] = (starts[i - 1] ?? 0) + (lengths[i - 1] ?? 0);
      return starts;
    },
    lengthOf: (index) => lengths[index] ?? 0,
    boxOf: (index) => corners.subarray(index * 4, index * 4 + 4),
  };
}

const share = (value: number, from: number, to: number) => (to > from ? (value - from) / (to - from) : 0);

function widen(
  envelope: Float64Array,
  [west = 0, south = 0, east = 0, north = 0]: ArrayLike<number> & Iterable<number>,
): void {
  envelope[0] = Math.min(envelope[0] ?? west, west);
  envelope[1] = Math.min(envelope[1] ?? south, south);
  envelope[2] = Math.max(envelope[2] ?? east, east);
  envelope[3] = Math.max(envelope[3] ?? north, north);
}

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
  const put = (node: number, box: ArrayLike<number>, offset: number) => {
    for (let i = 0; i < 4; i++) view.setFloat64(node * NODE_BYTES + i * 8, box[i] ?? 0, true);
    view.setBigUint64(node * NODE_BYTES + 32, BigInt(offset), true);
  };
  const leaves = starts.at(-1) ?? 0;
  let offset = 0;
  order.forEach((index, place) => {
    put(leaves + place, boxes.boxOf(index), offset);
    offset += boxes.lengthOf(index);
  });
  for (let level = sizes.length - 2; level >= 0; level--) {
    const [first = 0, below = 0, size = 0, sizeBelow = 0] = [
      starts[level],
      starts[level + 1],
      sizes[level],
      sizes[level + 1],
    ];
    for (let node = 0; node < size; node++) {
      const box = Float64Array.of(Infinity, Infinity, -Infinity, -Infinity);
      const child = below + node * nodeSize;
      const end = Math.min(child + nodeSize, below + sizeBelow);
      for (let one = child; one < end; one++) {
        widen(
          box,
          [0, 8, 16, 24].map((at) => view.getFloat64(one * NODE_BYTES + at, true)),
        );
      }
      put(first + node, box, child);
    }
  }
  return bytes;
}
