const CLEAR = 256;
const END = 257;

/** Codes are 9–12 bits; the table is restarted before it needs a thirteenth. */
const LAST_CODE = 4093;

/**
 * Compresses one strip or tile as TIFF's LZW does: most significant bit first, code width raised one code
 * early.
 *
 * @see TIFF 6.0, section 13
 */
export function compressLzw(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil(bytes.length * 1.6) + 16);
  let length = 0;
  let bits = 0;
  let held = 0;
  let width = 9;
  const write = (code: number): void => {
    held = (held << width) | code;
    bits += width;
    while (bits >= 8) {
      bits -= 8;
      out[length++] = (held >>> bits) & 255;
    }
    held &= (1 << bits) - 1;
  };
  // An open-addressed hash of (prefix, byte) → code; the stamp spares clearing it at every restart.
  const keys = new Int32Array(16384);
  const codes = new Uint16Array(16384);
  const stamps = new Int32Array(16384);
  let stamp = 1;
  let next = END + 1;
  write(CLEAR);
  let prefix = bytes[0] ?? 0;
  for (let i = 1; i < bytes.length; i++) {
    const byte = bytes[i]!;
    const key = (prefix << 8) | byte;
    let slot = (Math.imul(key, 0x9e3779b1) >>> 18) & 16383;
    while (stamps[slot] === stamp && keys[slot] !== key) slot = (slot + 1) & 16383;
    if (stamps[slot] === stamp) {
      prefix = codes[slot]!;
      continue;
    }
    write(prefix);
    keys[slot] = key;
    codes[slot] = next++;
    stamps[slot] = stamp;
    prefix = byte;
    if (next > LAST_CODE) {
      write(CLEAR);
      width = 9;
      next = END + 1;
      stamp++;
    } else if (next + 1 > 1 << width) {
      width++;
    }
  }
  if (bytes.length > 0) write(prefix);
  // The decoder adds one more entry after that code and may widen before it reads the end.
  if (next + 2 > 1 << width && width < 12) width++;
  write(END);
  if (bits > 0) out[length++] = (held << (8 - bits)) & 255;
  return out.subarray(0, length);
}
