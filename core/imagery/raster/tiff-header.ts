import { AppError } from "../../../shared/errors.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

/** Reads bytes of a file or an object; may answer with fewer at its end. */
export type ReadBytes = (offset: number, length: number) => Promise<Uint8Array>;

/** Tag numbers of TIFF 6.0, GeoTIFF 1.1 and GDAL that Aftermap reads or writes. */
export const TAG = {
  newSubfileType: 254,
  imageWidth: 256,
  imageLength: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  dateTime: 306,
  predictor: 317,
  colorMap: 320,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  ycbcrSubsampling: 530,
  modelPixelScale: 33550,
  modelTiepoint: 33922,
  modelTransformation: 34264,
  geoKeyDirectory: 34735,
  geoDoubleParams: 34736,
  geoAsciiParams: 34737,
  gdalMetadata: 42112,
  gdalNodata: 42113,
  lercParameters: 50674,
} as const;

/** One image file directory: the tags of one image of the file. Values are read when asked for. */
export type TiffDirectory = {
  has(tag: number): boolean;
  /** All values of a numeric tag; empty when the tag is absent. @throws AppError above `most` values */
  numbers(tag: number, most?: number): Promise<number[]>;
  /** The first value of a numeric tag, or `otherwise`. */
  number(tag: number, otherwise: number): Promise<number>;
  /** A text tag without its closing zero; empty when absent. */
  text(tag: number): Promise<string>;
  /** The raw bytes of a tag; empty when absent. */
  bytes(tag: number): Promise<Uint8Array>;
};

export type TiffHeader = { bigTiff: boolean; littleEndian: boolean; directories: TiffDirectory[] };

type Field = { type: number; count: number; inline: Uint8Array; offset: number };

/** Bytes of one value, by TIFF field type. */
const TYPE_SIZE: Record<number, number> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

const MOST_DIRECTORIES = 64;
const MOST_ENTRIES = 1_000;
/** A value array longer than this is a lie or a file we could not serve: 16 M blocks of 256² are a tera-pixel. */
const MOST_VALUES = 16_777_216;

/**
 * Reads the directories of a TIFF or BigTIFF, either byte order, without believing it: loops, giant counts and
 * offsets outside the file end in a refusal.
 *
 * @throws AppError `invalid_input`
 * @see TIFF 6.0 §2; https://www.awaresystems.be/imaging/tiff/bigtiff.html
 */
export async function readTiffHeader(read: ReadBytes): Promise<TiffHeader> {
  const start = await exactly(read, 0, 16);
  const magic = String.fromCharCode(start[0] ?? 0, start[1] ?? 0);
  if (magic !== "II" && magic !== "MM") throw refused("the file does not begin like a TIFF");
  const littleEndian = magic === "II";
  const view = viewOf(start);
  const version = view.getUint16(2, littleEndian);
  if (version !== 42 && version !== 43) throw refused(`unknown TIFF version ${version}`);
  const bigTiff = version === 43;
  if (bigTiff && view.getUint16(4, littleEndian) !== 8) throw refused("BigTIFF offsets are not 8 bytes");

  const directories: TiffDirectory[] = [];
  const visited = new Set<number>();
  let offset = bigTiff ? uint64(view, 8, littleEndian) : view.getUint32(4, littleEndian);
  while (offset !== 0) {
    if (visited.has(offset) || directories.length >= MOST_DIRECTORIES) {
      throw refused("its image directories go round in a circle, or there are more than 64");
    }
    visited.add(offset);
    const { directory, next } = await readDirectory(read, offset, bigTiff, littleEndian);
    directories.push(directory);
    offset = next;
  }
  if (directories.length === 0) throw refused("it holds no image");
  return { bigTiff, littleEndian, directories };
}

async function readDirectory(read: ReadBytes, offset: number, bigTiff: boolean, littleEndian: boolean) {
  const countSize = bigTiff ? 8 : 2;
  const entrySize = bigTiff ? 20 : 12;
  const inlineSize = bigTiff ? 8 : 4;
  const head = viewOf(await exactly(read, offset, countSize));
  const entries = bigTiff ? uint64(head, 0, littleEndian) : head.getUint16(0, littleEndian);
  if (entries === 0 || entries > MOST_ENTRIES) throw refused(`an image directory has ${entries} entries`);
  const body = await exactly(read, offset + countSize, entries * entrySize + inlineSize);
  const view = viewOf(body);

  const fields = new Map<number, Field>();
  for (let entry = 0; entry < entries; entry += 1) {
    const at = entry * entrySize;
    const valueAt = at + (bigTiff ? 12 : 8);
    fields.set(view.getUint16(at, littleEndian), {
      type: view.getUint16(at + 2, littleEndian),
      count: bigTiff ? uint64(view, at + 4, littleEndian) : view.getUint32(at + 4, littleEndian),
      inline: body.subarray(valueAt, valueAt + inlineSize),
      // Eight bytes that hold a value themselves may well be a giant number: only a read of them as a place minds.
      offset: bigTiff
        ? Number(view.getBigUint64(valueAt, littleEndian))
        : view.getUint32(valueAt, littleEndian),
    });
  }
  const nextAt = entries * entrySize;
  const next = bigTiff ? uint64(view, nextAt, littleEndian) : view.getUint32(nextAt, littleEndian);
  return { directory: directoryOf(fields, read, littleEndian), next };
}

function directoryOf(fields: Map<number, Field>, read: ReadBytes, littleEndian: boolean): TiffDirectory {
  const bytes = async (tag: number, most = MOST_VALUES): Promise<Uint8Array> => {
    const field = fields.get(tag);
    if (field === undefined) return new Uint8Array(0);
    const size = TYPE_SIZE[field.type];
    if (size === undefined) throw refused(`tag ${tag} has the unknown type ${field.type}`);
    if (field.count > most) throw refused(`tag ${tag} claims ${field.count} values`);
    const length = field.count * size;
    return length <= field.inline.length
      ? field.inline.subarray(0, length)
      : exactly(read, field.offset, length);
  };
  const numbers = async (tag: number, most?: number): Promise<number[]> => {
    const field = fields.get(tag);
    if (field === undefined) return [];
    return valuesOf(await bytes(tag, most), field.type, field.count, littleEndian);
  };
  return {
    has: (tag) => fields.has(tag),
    bytes: (tag) => bytes(tag),
    numbers,
    async number(tag, otherwise) {
      const field = fields.get(tag);
      if (field === undefined || field.count === 0) return otherwise;
      return (await numbers(tag, 65_536))[0] ?? otherwise;
    },
    async text(tag) {
      const raw = await bytes(tag, 1_048_576);
      return new TextDecoder("latin1").decode(raw).replace(/\0[^]*$/, "");
    },
  };
}

function valuesOf(raw: Uint8Array, type: number, count: number, littleEndian: boolean): number[] {
  const view = viewOf(raw);
  const values: number[] = Array.from({ length: count });
  const size = TYPE_SIZE[type] ?? 1;
  for (let index = 0; index < count; index += 1)
    values[index] = oneValue(view, index * size, type, littleEndian);
  return values;
}

function oneValue(view: DataView, at: number, type: number, littleEndian: boolean): number {
  switch (type) {
    case 3:
      return view.getUint16(at, littleEndian);
    case 4:
    case 13:
      return view.getUint32(at, littleEndian);
    case 5:
      return view.getUint32(at, littleEndian) / view.getUint32(at + 4, littleEndian);
    case 6:
      return view.getInt8(at);
    case 8:
      return view.getInt16(at, littleEndian);
    case 9:
      return view.getInt32(at, littleEndian);
    case 10:
      return view.getInt32(at, littleEndian) / view.getInt32(at + 4, littleEndian);
    case 11:
      return view.getFloat32(at, littleEndian);
    case 12:
      return view.getFloat64(at, littleEndian);
    case 16:
    case 18:
      return uint64(view, at, littleEndian);
    case 17:
      return Number(view.getBigInt64(at, littleEndian));
    default:
      return view.getUint8(at);
  }
}

/** A 64-bit offset as a number: files beyond 2^53 bytes do not exist, so such a value is a broken header. */
function uint64(view: DataView, at: number, littleEndian: boolean): number {
  const value = view.getBigUint64(at, littleEndian);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw refused("an offset points outside of any file");
  return Number(value);
}

async function exactly(read: ReadBytes, offset: number, length: number): Promise<Uint8Array> {
  if (offset > Number.MAX_SAFE_INTEGER) throw refused("an offset points outside of any file");
  const bytes = await read(offset, length);
  if (bytes.length < length) throw refused("its header points beyond the end of the file: it is cut off");
  return bytes;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function refused(what: string): AppError {
  return new AppError("invalid_input", sayRefusal("image.bad-tiff", { why: what }));
}
