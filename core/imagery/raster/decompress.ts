import { promisify } from "node:util";
import { inflate } from "node:zlib";
import { getDecoder } from "geotiff";
import sharp from "sharp";
import { decodeLzw } from "./lzw.ts";
import { RasterRefusal, REMEDY } from "./refusal.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

const inflateAsync = promisify(inflate);

/** What a decoder needs to know of the blocks it gets. */
export type BlockShape = {
  /** Pixels. */
  width: number;
  height: number;
  /** Samples of a pixel inside of one block: 1 in a planar file. */
  bands: number;
  sampleBytes: number;
  jpegTables: Uint8Array;
  /** Photometric interpretation: says whether a JPEG holds RGB or YCbCr. */
  photometric: number;
  lercParameters: readonly number[];
};

type Decoder = (data: Uint8Array, shape: BlockShape) => Promise<Uint8Array>;

/**
 * Compressions by TIFF number, with GDAL's names. `typed` decoders give samples in the machine's own byte order and
 * with predictors undone; the others give the bytes as they were before compression.
 */
export const COMPRESSIONS: Record<number, { name: string; typed: boolean; decode: Decoder }> = {
  1: { name: "NONE", typed: false, decode: (data) => Promise.resolve(data) },
  5: { name: "LZW", typed: false, decode: (data, shape) => Promise.resolve(lzw(data, shape)) },
  7: { name: "JPEG", typed: true, decode: jpeg },
  8: { name: "DEFLATE", typed: false, decode: deflate },
  32_946: { name: "DEFLATE", typed: false, decode: deflate },
  32_773: { name: "PACKBITS", typed: false, decode: (data, shape) => Promise.resolve(packBits(data, shape)) },
  34_887: { name: "LERC", typed: true, decode: (data, shape) => byGeotiffJs(34_887, data, shape) },
  50_000: { name: "ZSTD", typed: false, decode: (data, shape) => byGeotiffJs(50_000, data, shape) },
  50_001: { name: "WEBP", typed: true, decode: webp },
};

/** Names of compressions that we refuse, so that the refusal can say which it was. */
export const FOREIGN_COMPRESSIONS: Record<number, string> = {
  2: "CCITT",
  3: "CCITT",
  4: "CCITT",
  6: "old-style JPEG",
  33_003: "JPEG 2000",
  33_005: "JPEG 2000",
  34_712: "JPEG 2000",
  34_925: "LZMA",
  50_002: "JPEG XL",
  52_546: "JPEG XL",
};

function bytesOf(shape: BlockShape): number {
  return shape.width * shape.height * shape.bands * shape.sampleBytes;
}

async function deflate(data: Uint8Array, shape: BlockShape): Promise<Uint8Array> {
  // The ceiling is what stops a bomb: a block never unpacks to more than its own size.
  return inflateAsync(data, { maxOutputLength: bytesOf(shape) + 64 });
}

function lzw(data: Uint8Array, shape: BlockShape): Uint8Array {
  if (data[0] === 0 && ((data[1] ?? 0) & 1) === 1) {
    throw new RasterRefusal("It is packed in the old, bit-reversed kind of LZW.", REMEDY.recompress);
  }
  const decoded = decodeLzw(data, bytesOf(shape));
  if (decoded === null) throw damaged("LZW");
  return decoded;
}

/** @see TIFF 6.0 §9 */
function packBits(data: Uint8Array, shape: BlockShape): Uint8Array {
  const out = new Uint8Array(bytesOf(shape));
  let written = 0;
  let at = 0;
  while (at < data.length && written < out.length) {
    const head = ((data[at] ?? 0) << 24) >> 24;
    at += 1;
    if (head >= 0) {
      out.set(data.subarray(at, at + Math.min(head + 1, out.length - written)), written);
      at += head + 1;
      written += head + 1;
    } else if (head !== -128) {
      out.fill(data[at] ?? 0, written, written + 1 - head);
      at += 1;
      written += 1 - head;
    }
  }
  if (written < out.length) throw damaged("PACKBITS");
  return out;
}

/**
 * Blocks of a JPEG TIFF lack the tables that the file holds once. Three bands go to libjpeg, told by a marker when
 * they are RGB already; four go to a decoder that leaves components alone, because libjpeg would take them for CMYK.
 */
async function jpeg(data: Uint8Array, shape: BlockShape): Promise<Uint8Array> {
  if (shape.bands === 4 || shape.bands === 2) return byGeotiffJs(7, data, shape);
  const adobeRgb = Uint8Array.of(0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0);
  const whole = Buffer.concat([
    Uint8Array.of(0xff, 0xd8),
    shape.bands === 3 && shape.photometric === 2 ? adobeRgb : new Uint8Array(0),
    shape.jpegTables.length > 4 ? shape.jpegTables.subarray(2, -2) : new Uint8Array(0),
    data.subarray(2),
  ]);
  return bySharp(whole, shape, "jpeg");
}

function webp(data: Uint8Array, shape: BlockShape): Promise<Uint8Array> {
  return bySharp(data, shape, "webp");
}

async function bySharp(data: Uint8Array, shape: BlockShape, format: "jpeg" | "webp"): Promise<Uint8Array> {
  // Only the named format: libvips would otherwise read SVG or PDF hidden in a block.
  const isIt =
    format === "jpeg" ? data[0] === 0xff && data[1] === 0xd8 : data[0] === 0x52 && data[8] === 0x57;
  if (!isIt) throw damaged(format.toUpperCase());
  const image = sharp(data, { failOn: "error", limitInputPixels: 67_108_864 });
  const bands = shape.bands === 4 ? image.ensureAlpha() : image.removeAlpha();
  const decoded = await bands.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = decoded.info;
  if (width !== shape.width || height < shape.height) throw damaged(format.toUpperCase());
  if (channels === shape.bands) return decoded.data.subarray(0, bytesOf(shape));
  if (shape.bands !== 1) throw damaged(format.toUpperCase());
  // A grey image that libvips made into three equal bands.
  return Uint8Array.from({ length: bytesOf(shape) }, (_, at) => decoded.data[at * channels] ?? 0);
}

async function byGeotiffJs(compression: number, data: Uint8Array, shape: BlockShape): Promise<Uint8Array> {
  const parameters = {
    tileWidth: shape.width,
    tileHeight: shape.height,
    predictor: 1,
    bitsPerSample: shape.sampleBytes * 8,
    planarConfiguration: 1,
    samplesPerPixel: shape.bands,
    LercParameters: shape.lercParameters,
    ...(shape.jpegTables.length > 0 ? { JPEGTables: shape.jpegTables } : {}),
  };
  const decoder = await getDecoder(compression, parameters);
  return new Uint8Array(await decoder.decode(data.slice().buffer));
}

function damaged(compression: string): RasterRefusal {
  return new RasterRefusal(
    sayRefusal("image.block-damaged", { compression }),
    "get the file again from where it came, and compare its size",
  );
}
