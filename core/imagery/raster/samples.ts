import type { FileHandle } from "node:fs/promises";
import type { SampleType } from "./facts.ts";
import { COMPRESSIONS, FOREIGN_COMPRESSIONS, type BlockShape } from "./decompress.ts";
import { swapBytes, undoDifferences, undoFloatPredictor } from "./predictor.ts";
import { RasterRefusal, REMEDY } from "./refusal.ts";
import { TAG, type TiffDirectory } from "./tiff-header.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

export type SampleArray =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** The samples of one image of a TIFF, by blocks. Strips count as blocks as wide as the image. */
export type SampleBlocks = {
  width: number;
  height: number;
  bands: number;
  sampleType: SampleType;
  compression: string;
  photometric: number;
  tiled: boolean;
  /** Pixels of a full block. */
  blockWidth: number;
  blockHeight: number;
  columns: number;
  rows: number;
  /** What the file stores, decoded, bands interleaved; null for a block that was never written (sparse). */
  readBlock(column: number, row: number): Promise<SampleArray | null>;
};

/** A decoded block larger than this is refused: nobody writes 128 MB blocks to be read by others. */
const LARGEST_BLOCK_BYTES = 134_217_728;

/**
 * Opens the samples of an image after its header has been checked: depth, compression and sizes that are not known
 * to be read exactly are refused here, before any pixel.
 *
 * @throws RasterRefusal
 */
export async function openSamples(
  file: FileHandle,
  directory: TiffDirectory,
  littleEndian: boolean,
): Promise<SampleBlocks> {
  const width = await directory.number(TAG.imageWidth, 0);
  const height = await directory.number(TAG.imageLength, 0);
  const bands = await directory.number(TAG.samplesPerPixel, 1);
  if (!(width > 0 && height > 0) || bands < 1 || bands > 64) {
    throw new RasterRefusal(`Its header makes no sense: ${width} × ${height} pixels, ${bands} bands.`, null);
  }
  const sampleType = await sampleTypeOf(directory, bands);
  const compression = await directory.number(TAG.compression, 1);
  const codec = COMPRESSIONS[compression];
  if (codec === undefined) {
    const name = FOREIGN_COMPRESSIONS[compression] ?? `method ${compression}`;
    throw new RasterRefusal(sayRefusal("image.compression", { name }), REMEDY.recompress, {
      gdalReadsIt: true,
    });
  }
  if ((await directory.number(TAG.fillOrder, 1)) !== 1) {
    throw new RasterRefusal("Its bits are stored in reverse order.", REMEDY.recompress, {
      gdalReadsIt: true,
    });
  }

  const tiled = directory.has(TAG.tileOffsets) || directory.has(TAG.tileWidth);
  const blockWidth = tiled ? await directory.number(TAG.tileWidth, 0) : width;
  const blockHeight = tiled
    ? await directory.number(TAG.tileLength, 0)
    : Math.min(height, await directory.number(TAG.rowsPerStrip, height));
  const columns = Math.ceil(width / blockWidth);
  const rows = Math.ceil(height / blockHeight);
  const planar = bands > 1 && (await directory.number(TAG.planarConfiguration, 1)) === 2;
  const sampleBytes = SAMPLE_BYTES[sampleType];
  const blockBytes = blockWidth * blockHeight * bands * sampleBytes;
  if (!(blockBytes > 0) || blockBytes > LARGEST_BLOCK_BYTES || columns * rows * bands > 16_777_216) {
    throw new RasterRefusal(
      `Its blocks of ${blockWidth} × ${blockHeight} pixels are too large, or too many.`,
      REMEDY.recompress,
    );
  }

  const blocks = columns * rows * (planar ? bands : 1);
  const offsets = await directory.numbers(tiled ? TAG.tileOffsets : TAG.stripOffsets, blocks);
  const lengths = await directory.numbers(tiled ? TAG.tileByteCounts : TAG.stripByteCounts, blocks);
  if (lengths.length === 0 && compression === 1 && offsets.length === blocks) {
    lengths.push(...Array.from({ length: blocks }, () => blockBytes / (planar ? bands : 1)));
  }
  if (offsets.length < blocks || lengths.length < blocks) {
    throw new RasterRefusal(sayRefusal("image.table-cut"), null);
  }

  const predictor = await directory.number(TAG.predictor, 1);
  if (![1, 2, 3].includes(predictor)) {
    throw new RasterRefusal(`Its predictor ${predictor} is unknown.`, REMEDY.recompress);
  }
  const common = {
    jpegTables: await directory.bytes(TAG.jpegTables),
    photometric: await directory.number(TAG.photometric, 1),
    lercParameters: await directory.numbers(TAG.lercParameters, 16),
    sampleBytes: sampleType === "bit" ? 1 : sampleBytes,
  };

  const readPlane = async (block: number, shape: BlockShape): Promise<SampleArray | null> => {
    const length = lengths[block] ?? 0;
    const offset = offsets[block] ?? 0;
    if (length === 0 || offset === 0) return null;
    // No block is larger packed than plain, save for a little overhead: a longer one is a lie.
    if (length > LARGEST_BLOCK_BYTES * 1.1) throw cutOff();
    const packed = new Uint8Array(length);
    const { bytesRead } = await file.read(packed, 0, length, offset);
    if (bytesRead < length && !(compression === 1 && sampleType !== "bit")) throw cutOff();
    const plain = await codec.decode(packed, sampleType === "bit" ? bitShape(shape) : shape);
    if (sampleType === "bit") return unpackBits(plain, shape);
    const expected = shape.width * shape.height * shape.bands * sampleBytes;
    if (plain.byteLength < expected || bytesRead < Math.min(length, expected)) throw cutOff();
    const aligned = plain.byteOffset % 8 === 0 ? plain.subarray(0, expected) : plain.slice(0, expected);
    if (!codec.typed && !littleEndian && predictor !== 3) swapBytes(aligned, sampleBytes);
    if (!codec.typed && predictor === 3) undoFloatPredictor(aligned, shape.width, shape.bands, sampleBytes);
    const samples = arrayOf(sampleType, aligned);
    if (!codec.typed && predictor === 2) undoDifferences(samples, shape.width, shape.bands);
    return samples;
  };

  return {
    width,
    height,
    bands,
    sampleType,
    compression: codec.name,
    photometric: common.photometric,
    tiled,
    blockWidth,
    blockHeight,
    columns,
    rows,
    async readBlock(column, row) {
      // The last strip is as short as the image; the last tiles are as large as all others.
      const rowsHere = tiled ? blockHeight : Math.min(blockHeight, height - row * blockHeight);
      const block = row * columns + column;
      const shape = { ...common, width: blockWidth, height: rowsHere };
      if (!planar) return readPlane(block, { ...shape, bands });
      const planes: SampleArray[] = [];
      for (let band = 0; band < bands; band += 1) {
        const plane = await readPlane(band * columns * rows + block, { ...shape, bands: 1 });
        if (plane === null) return null;
        planes.push(plane);
      }
      return interleave(planes, sampleType);
    },
  };
}

const SAMPLE_BYTES: Record<SampleType, number> = {
  bit: 1,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  float64: 8,
};

async function sampleTypeOf(directory: TiffDirectory, bands: number): Promise<SampleType> {
  const depths = await directory.numbers(TAG.bitsPerSample, 64);
  const formats = await directory.numbers(TAG.sampleFormat, 64);
  const depth = depths[0] ?? 1;
  const format = formats[0] ?? 1;
  if (depths.some((other) => other !== depth) || formats.some((other) => other !== format)) {
    throw new RasterRefusal(sayRefusal("image.depths-differ"), REMEDY.eightBits, { gdalReadsIt: true });
  }
  // 4 is "undefined", which old writers put for plain numbers.
  const kind =
    format === 2 ? "int" : format === 3 ? "float" : format === 1 || format === 4 ? "uint" : "complex";
  const name = depth === 1 && bands === 1 ? "bit" : `${kind}${depth}`;
  const known = SAMPLE_TYPES.find((type) => type === name);
  if (known !== undefined) return known;
  throw new RasterRefusal(
    kind === "complex" ? sayRefusal("image.complex") : sayRefusal("image.depth", { bits: depth }),
    REMEDY.eightBits,
    { gdalReadsIt: kind !== "complex" },
  );
}

const SAMPLE_TYPES: readonly SampleType[] = [
  "bit",
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "float32",
  "float64",
];

const VIEWS: Record<SampleType, (buffer: ArrayBufferLike, at: number, length: number) => SampleArray> = {
  bit: (buffer, at, length) => new Uint8Array(buffer, at, length),
  uint8: (buffer, at, length) => new Uint8Array(buffer, at, length),
  int8: (buffer, at, length) => new Int8Array(buffer, at, length),
  uint16: (buffer, at, length) => new Uint16Array(buffer, at, length),
  int16: (buffer, at, length) => new Int16Array(buffer, at, length),
  uint32: (buffer, at, length) => new Uint32Array(buffer, at, length),
  int32: (buffer, at, length) => new Int32Array(buffer, at, length),
  float32: (buffer, at, length) => new Float32Array(buffer, at, length),
  float64: (buffer, at, length) => new Float64Array(buffer, at, length),
};

function arrayOf(type: SampleType, bytes: Uint8Array): SampleArray {
  return VIEWS[type](bytes.buffer, bytes.byteOffset, bytes.byteLength / SAMPLE_BYTES[type]);
}

/** Puts bands that lie one after the other side by side, pixel by pixel. */
export function interleave(planes: readonly SampleArray[], type: SampleType): SampleArray {
  const bands = planes.length;
  const pixels = planes[0]?.length ?? 0;
  const out = arrayOf(type, new Uint8Array(pixels * bands * SAMPLE_BYTES[type]));
  for (const [band, plane] of planes.entries()) {
    for (let pixel = 0; pixel < pixels; pixel += 1) out[pixel * bands + band] = plane[pixel]!;
  }
  return out;
}

/** Rows of bits end on whole bytes: the decoder sees a block as wide as its bytes. */
function bitShape(shape: BlockShape): BlockShape {
  return { ...shape, width: Math.ceil(shape.width / 8) };
}

function unpackBits(packed: Uint8Array, shape: BlockShape): Uint8Array {
  const rowBytes = Math.ceil(shape.width / 8);
  if (packed.length < rowBytes * shape.height) throw cutOff();
  const out = new Uint8Array(shape.width * shape.height);
  for (let row = 0; row < shape.height; row += 1) {
    for (let column = 0; column < shape.width; column += 1) {
      const byte = packed[row * rowBytes + (column >> 3)]!;
      out[row * shape.width + column] = (byte >> (7 - (column & 7))) & 1;
    }
  }
  return out;
}

function cutOff(): RasterRefusal {
  return new RasterRefusal(
    sayRefusal("image.block-cut"),
    "get the file again from where it came, and compare its size",
  );
}
