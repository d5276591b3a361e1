type Shape = { type: string; coordinates: unknown };

const TYPES = [
  "",
  "Point",
  "LineString",
  "Polygon",
  "MultiPoint",
  "MultiLineString",
  "MultiPolygon",
] as const;
const COLLECTION = 7;
const DEEPEST = 4;

/**
 * Reads Well-Known Binary, ISO or EWKB; Z and M are dropped.
 *
 * @returns GeoJSON; null where it is none, or is cut off
 */
export function parseWkb(bytes: Buffer): Shape | null {
  try {
    return readShape({ bytes, at: 0 }, 0);
  } catch {
    return null; // a length in it leads out of it
  }
}

type Cursor = { bytes: Buffer; at: number };

function readShape(cursor: Cursor, depth: number): Shape | null {
  if (depth > DEEPEST) return null;
  const isLittle = cursor.bytes.readUInt8(cursor.at) === 1;
  const uint32 = () => {
    cursor.at += 4;
    return isLittle ? cursor.bytes.readUInt32LE(cursor.at - 4) : cursor.bytes.readUInt32BE(cursor.at - 4);
  };
  cursor.at += 1;
  const code = uint32();
  // EWKB says Z, M and SRID in the highest bits, ISO by thousands.
  if ((code & 0x2000_0000) !== 0) cursor.at += 4;
  const thousands = Math.floor((code & 0xffff) / 1_000);
  const hasZ = (code & 0x8000_0000) !== 0 || thousands === 1 || thousands === 3;
  const hasM = (code & 0x4000_0000) !== 0 || thousands === 2 || thousands === 3;
  const stride = 16 + (hasZ ? 8 : 0) + (hasM ? 8 : 0);
  const kind = (code & 0xffff) % 1_000;

  const position = (): [number, number] => {
    const { bytes, at } = cursor;
    cursor.at += stride;
    if (isLittle) return [bytes.readDoubleLE(at), bytes.readDoubleLE(at + 8)];
    return [bytes.readDoubleBE(at), bytes.readDoubleBE(at + 8)];
  };
  const countOf = (least: number) => {
    const count = uint32();
    if (count * least > cursor.bytes.length - cursor.at) throw new RangeError("cut off");
    return count;
  };
  const positions = () => Array.from({ length: countOf(stride) }, position);
  const rings = () => Array.from({ length: countOf(4) }, positions);
  const members = () =>
    Array.from({ length: countOf(5) }, () => {
      const member = readShape(cursor, depth + 1);
      if (member === null) throw new RangeError("no shape");
      return member;
    });

  const type = TYPES[kind];
  if (kind === 1) return { type: "Point", coordinates: position() };
  if (kind === 2) return { type: "LineString", coordinates: positions() };
  if (kind === 3) return { type: "Polygon", coordinates: rings() };
  if (type !== undefined && kind > 3)
    return { type, coordinates: members().map(({ coordinates }) => coordinates) };
  if (kind === COLLECTION) return { type: "GeometryCollection", coordinates: [] };
  return null;
}
