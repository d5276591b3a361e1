/**
 * A TIFF directory entry's value. `type` is TIFF's own number: 2 ASCII, 3 SHORT, 4 LONG, 12 DOUBLE.
 *
 * @see TIFF 6.0, section 2
 */
export interface TiffTag {
  tag: number;
  type: 2 | 3 | 4 | 12;
  values: readonly number[];
}

const BYTES: Record<TiffTag["type"], number> = { 2: 1, 3: 2, 4: 4, 12: 8 };

export function asciiTag(tag: number, text: string): TiffTag {
  return { tag, type: 2, values: [...Buffer.from(`${text}\0`, "latin1")] };
}

export function shortTag(tag: number, ...values: number[]): TiffTag {
  return { tag, type: 3, values };
}

export function longTag(tag: number, ...values: number[]): TiffTag {
  return { tag, type: 4, values };
}

export function doubleTag(tag: number, ...values: number[]): TiffTag {
  return { tag, type: 12, values };
}

/**
 * Writes a little-endian classic TIFF of one image.
 *
 * ```
 * 0   "II" 42 offset-of-directory
 * 8   directory: count, entries of 12 bytes in order of tag, 0
 *     values too long for their entry, each at an even offset
 *     the blocks (strips or tiles), one after the other
 * ```
 *
 * @param blocks compressed strips or tiles in order; their offsets and lengths go into the two given tags
 */
export function tiffFile(
  tags: readonly TiffTag[],
  blocks: readonly Uint8Array[],
  blockTags: { offsets: number; lengths: number },
): Buffer {
  const lengths = longTag(blockTags.lengths, ...blocks.map((block) => block.length));
  const blank = longTag(blockTags.offsets, ...blocks.map(() => 0));
  const sized = [...tags, blank, lengths];
  const blocksAt = headBytes(sized);
  let at = blocksAt;
  const offsets = blocks.map((block) => {
    const here = at;
    at += block.length;
    return here;
  });
  const head = writeHead([...tags, longTag(blockTags.offsets, ...offsets), lengths], blocksAt);
  return Buffer.concat([head, ...blocks]);
}

function headBytes(tags: readonly TiffTag[]): number {
  const outside = tags.map(valueBytes).filter((bytes) => bytes > 4);
  return 8 + 2 + tags.length * 12 + 4 + outside.reduce((sum, bytes) => sum + bytes + (bytes % 2), 0);
}

function valueBytes({ type, values }: TiffTag): number {
  return BYTES[type] * values.length;
}

function writeHead(tags: readonly TiffTag[], bytes: number): Buffer {
  const head = Buffer.alloc(bytes);
  head.write("II", 0, "latin1");
  head.writeUInt16LE(42, 2);
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(tags.length, 8);
  let outside = 8 + 2 + tags.length * 12 + 4;
  tags
    .toSorted((a, b) => a.tag - b.tag)
    .forEach((tag, i) => {
      const entry = 10 + i * 12;
      head.writeUInt16LE(tag.tag, entry);
      head.writeUInt16LE(tag.type, entry + 2);
      head.writeUInt32LE(tag.values.length, entry + 4);
      const size = valueBytes(tag);
      const at = size > 4 ? outside : entry + 8;
      if (size > 4) {
        head.writeUInt32LE(outside, entry + 8);
        outside += size + (size % 2);
      }
      tag.values.forEach((value, k) => writeValue(head, tag.type, value, at + k * BYTES[tag.type]));
    });
  return head;
}

function writeValue(head: Buffer, type: TiffTag["type"], value: number, at: number): void {
  if (type === 2) head.writeUInt8(value, at);
  else if (type === 3) head.writeUInt16LE(value, at);
  else if (type === 4) head.writeUInt32LE(value, at);
  else head.writeDoubleLE(value, at);
}
