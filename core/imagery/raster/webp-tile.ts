import sharp from "sharp";

/** Of a block, as many bytes as say what it is. */
export const WEBP_HEAD_BYTES = 30;
/** Bits of a VP8X header: an animation, a colour profile, Exif and XMP. Alpha is none of them. */
const MORE_THAN_PIXELS = 0x02 | 0x20 | 0x08 | 0x04;

/**
 * Whether a block says that it is what may go out as a tile: one still WEBP picture of the tile's size, as long as the
 * block, with nothing in it but pixels.
 *
 * @param head its first bytes, `WEBP_HEAD_BYTES` of them
 * @param byteLength of the whole block
 * @param tileSize pixels
 * @see RFC 9649 §2
 */
export function claimsToBeTile(head: Uint8Array, byteLength: number, tileSize: number): boolean {
  if (head.length < WEBP_HEAD_BYTES) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const text = (from: number) => String.fromCharCode(...head.subarray(from, from + 4));
  const rest = byteLength - (view.getUint32(4, true) + 8);
  if (text(0) !== "RIFF" || text(8) !== "WEBP" || rest < 0 || rest > 1) return false; // odd lengths may be padded
  const isPlain = text(12) !== "VP8X" || ((head[20] ?? 0) & MORE_THAN_PIXELS) === 0;
  return isPlain && sizesOf(view, text(12)).every((size) => size === tileSize);
}

/** The same of the whole block, which must decode without a fault as well. */
export async function isWebpTile(bytes: Uint8Array, tileSize: number): Promise<boolean> {
  if (!claimsToBeTile(bytes.subarray(0, WEBP_HEAD_BYTES), bytes.length, tileSize)) return false;
  try {
    const { info } = await sharp(bytes, { failOn: "error" }).raw().toBuffer({ resolveWithObject: true });
    return info.width === tileSize && info.height === tileSize;
  } catch {
    return false;
  }
}

/** Width and height in pixels, as the first chunk of a WEBP file has them. */
function sizesOf(view: DataView, chunk: string): [number, number] {
  if (chunk === "VP8 ") return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
  if (chunk === "VP8L") {
    const bits = view.getUint32(21, true);
    return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
  }
  if (chunk !== "VP8X") return [0, 0];
  const upTo24Bits = (at: number) => (view.getUint16(at, true) | (view.getUint8(at + 2) << 16)) + 1;
  return [upTo24Bits(24), upTo24Bits(27)];
}
