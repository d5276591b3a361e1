/** What a tile's bytes are, by their first ones: whatever the sender calls them, nothing else is passed on. */
export function pictureType(bytes: Uint8Array): "image/png" | "image/jpeg" | "image/webp" | null {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  if (text.startsWith("\x89PNG\r\n\x1A\n")) return "image/png";
  if (text.startsWith("\xFF\xD8\xFF")) return "image/jpeg";
  return text.startsWith("RIFF") && text.endsWith("WEBP") ? "image/webp" : null;
}

/** Pixels of a picture's side as its header says, without unpacking it; null when it is not square or not to be read. */
export function sideOf(bytes: Buffer): number | null {
  const size = sizeOf(bytes);
  return size !== null && size[0] === size[1] ? size[0] : null;
}

function sizeOf(bytes: Buffer): [width: number, height: number] | null {
  const type = pictureType(bytes);
  if (bytes.length < 30 || type === null) return null;
  if (type === "image/png") return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (type === "image/jpeg") return sizeOfJpeg(bytes);
  const kind = bytes.toString("latin1", 12, 16);
  if (kind === "VP8X") return [bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1];
  if (kind === "VP8 ") return [bytes.readUInt16LE(26) & 0x3f_ff, bytes.readUInt16LE(28) & 0x3f_ff];
  const packed = bytes.readUInt32LE(21);
  return [(packed & 0x3f_ff) + 1, ((packed >>> 14) & 0x3f_ff) + 1];
}

/** From marker to marker until the frame's own. */
function sizeOfJpeg(bytes: Buffer): [number, number] | null {
  for (let at = 2; at + 9 < bytes.length;) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}
