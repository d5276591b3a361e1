/** The bytes of a vector tile as they grow: protocol buffers' varints, doubles and text, and nothing of what they mean. */

/** Characters of a UUID as text. */
export const UUID_LENGTH = 36;

export type Bytes = ReturnType<typeof openBytes>;

/** Two hexadecimal digits of each byte, as the codes of their characters. */
const HEX = Array.from({ length: 256 }, (_, byte) =>
  Buffer.from(byte.toString(16).padStart(2, "0")).readUInt16BE(),
);
/** Before these bytes of a UUID's text stands a hyphen. */
const HYPHENS = new Set([4, 6, 8, 10]);
const HYPHEN = 0x2d;

/** Bytes that grow as they are written. */
export function openBytes(size: number) {
  let bytes = Buffer.allocUnsafe(size);
  let length = 0;
  const need = (more: number): void => {
    if (length + more <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, length + more));
    bytes.copy(larger, 0, 0, length);
    bytes = larger;
  };
  const put = (value: number): void => {
    let rest = value;
    while (rest >= 0x80) {
      bytes[length] = (rest % 0x80) | 0x80;
      rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 0x80);
      length += 1;
    }
    bytes[length] = rest;
    length += 1;
  };
  const varint = (value: number): void => {
    need(10);
    put(value);
  };
  return {
    length: () => length,
    written: () => bytes.subarray(0, length),
    byte(value: number): void {
      need(1);
      bytes[length] = value;
      length += 1;
    },
    varint,
    /** @param total how many bytes they take */
    varints(numbers: readonly number[], total: number): void {
      need(total);
      for (let index = 0; index < numbers.length; index += 1) put(numbers[index] ?? 0);
    },
    double(value: number): void {
      need(8);
      length = bytes.writeDoubleLE(value, length);
    },
    /** A field of text with its length. */
    text(field: number, value: string): void {
      const valueBytes = Buffer.byteLength(value);
      need(11 + valueBytes);
      put(field);
      put(valueBytes);
      length += bytes.write(value, length);
    },
    uuid(from: Buffer, at: number): void {
      need(UUID_LENGTH);
      for (let index = 0; index < 16; index += 1) {
        if (HYPHENS.has(index)) bytes[length++] = HYPHEN;
        const digits = HEX[from[at + index] ?? 0] ?? 0;
        bytes[length] = digits >> 8;
        bytes[length + 1] = digits & 0xff;
        length += 2;
      }
    },
  };
}

/** How many bytes numbers take as varints. */
export function lengthOf(numbers: readonly number[]): number {
  let length = 0;
  for (let index = 0; index < numbers.length; index += 1) length += varintLength(numbers[index] ?? 0);
  return length;
}

export function varintLength(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  if (value < 0x10000000) return 4;
  return Math.ceil(Math.log2(value + 1) / 7);
}
