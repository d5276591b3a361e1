import { deflateSync } from "node:zlib";
import { compressLzw } from "../../../cli/demo/geotiff/lzw.ts";

/** What a test image may differ in from a plain one: 8-bit RGB in UTM 37N, uncompressed strips, little-endian. */
export type ImageRecipe = {
  width: number;
  height: number;
  bands: number;
  /** Value of a band at a pixel. */
  value: (column: number, row: number, band: number) => number;
  bits: 8 | 16 | 32;
  float: boolean;
  bigEndian: boolean;
  bigTiff: boolean;
  /** Pixels of a tile's side, or 0 for strips of `rowsPerStrip`. */
  tile: number;
  rowsPerStrip: number;
  planar: boolean;
  compression: "none" | "lzw" | "deflate";
  predictor: 1 | 2;
  photometric: number;
  geoKeys: number[];
  /** Upper left corner and pixel size, in units of the coordinate system. */
  west: number;
  north: number;
  pixel: number;
  /** More tags: [tag, TIFF type, values or text]. */
  tags: [number, number, number[] | string][];
};

const PLAIN: ImageRecipe = {
  width: 64,
  height: 48,
  bands: 3,
  value: (column, row, band) => (column * 3 + row * 5 + band * 40) % 256,
  bits: 8,
  float: false,
  bigEndian: false,
  bigTiff: false,
  tile: 0,
  rowsPerStrip: 16,
  planar: false,
  compression: "none",
  predictor: 1,
  photometric: 2,
  geoKeys: utm(32_637),
  west: 500_000,
  north: 3_980_000,
  pixel: 1,
  tags: [],
};

export function utm(code: number): number[] {
  return [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, code];
}

export function geographic(code: number): number[] {
  return [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, code];
}

/** The bytes of a GeoTIFF made to order. */
export function anImage(differs: Partial<ImageRecipe> = {}): Buffer {
  const image = { ...PLAIN, ...differs };
  const blocks = blocksOf(image);
  const offsetsTag = image.tile > 0 ? 324 : 273;
  const each = <T>(value: T) => Array.from({ length: image.bands }, () => value);
  const tags: [number, number, number[] | string][] = [
    [256, 4, [image.width]],
    [257, 4, [image.height]],
    [258, 3, each<number>(image.bits)],
    [259, 3, [{ none: 1, lzw: 5, deflate: 8 }[image.compression]]],
    [262, 3, [image.photometric]],
    [277, 3, [image.bands]],
    [284, 3, [image.planar ? 2 : 1]],
    [317, 3, [image.predictor]],
    [339, 3, each(image.float ? 3 : 1)],
    [33_550, 12, [image.pixel, image.pixel, 0]],
    [33_922, 12, [0, 0, 0, image.west, image.north, 0]],
    ...(image.geoKeys.length > 0 ? [[34_735, 3, image.geoKeys] satisfies [number, number, number[]]] : []),
    ...(image.tile > 0
      ? ([
          [322, 3, [image.tile]],
          [323, 3, [image.tile]],
        ] satisfies [number, number, number[]][])
      : ([[278, 3, [image.rowsPerStrip]]] satisfies [number, number, number[]][])),
    ...image.tags,
  ];
  return fileOf(image, tags, blocks, offsetsTag);
}

function blocksOf(image: ImageRecipe): Buffer[] {
  const { width, height, tile, rowsPerStrip, planar, bands } = image;
  const blockWidth = tile > 0 ? tile : width;
  const blockHeight = tile > 0 ? tile : rowsPerStrip;
  const blocks: Buffer[] = [];
  for (const plane of planar ? Array.from({ length: bands }).keys() : [-1]) {
    for (let top = 0; top < height; top += blockHeight) {
      for (let left = 0; left < width; left += blockWidth) {
        const rows = tile > 0 ? blockHeight : Math.min(blockHeight, height - top);
        blocks.push(blockOf(image, left, top, blockWidth, rows, plane));
      }
    }
  }
  return blocks;
}

function blockOf(
  image: ImageRecipe,
  left: number,
  top: number,
  width: number,
  rows: number,
  plane: number,
): Buffer {
  const bands = plane < 0 ? image.bands : 1;
  const size = image.bits / 8;
  const block = Buffer.alloc(width * rows * bands * size);
  for (let y = 0; y < rows; y += 1) {
    for (let x = width - 1; x >= 0; x -= 1) {
      for (let band = 0; band < bands; band += 1) {
        const at = (column: number) =>
          image.value(
            Math.min(left + column, image.width - 1),
            Math.min(top + y, image.height - 1),
            Math.max(plane, band),
          );
        const value = image.predictor === 2 && x > 0 ? at(x) - at(x - 1) : at(x);
        write(block, ((y * width + x) * bands + band) * size, value, image);
      }
    }
  }
  if (image.compression === "deflate") return deflateSync(block);
  if (image.compression === "lzw") return Buffer.from(compressLzw(block));
  return block;
}

function write(block: Buffer, at: number, value: number, { bits, float, bigEndian }: ImageRecipe): void {
  const view = new DataView(block.buffer, block.byteOffset);
  if (float) view.setFloat32(at, value, !bigEndian);
  else if (bits === 16) view.setUint16(at, value, !bigEndian);
  else if (bits === 32) view.setUint32(at, value, !bigEndian);
  else view.setUint8(at, value);
}

function fileOf(
  { bigEndian, bigTiff }: ImageRecipe,
  tags: [number, number, number[] | string][],
  blocks: Buffer[],
  offsetsTag: number,
): Buffer {
  const little = !bigEndian;
  let at = bigTiff ? 16 : 8;
  const offsets = blocks.map((block) => {
    const here = at;
    at += block.length;
    return here;
  });
  const all: [number, number, number[] | string][] = [
    ...tags,
    [offsetsTag, 4, offsets],
    [offsetsTag === 324 ? 325 : 279, 4, blocks.map((block) => block.length)],
  ];
  all.sort(([one], [other]) => one - other);
  const entry = bigTiff ? 20 : 12;
  const inline = bigTiff ? 8 : 4;
  const countSize = bigTiff ? 8 : 2;
  const directory = Buffer.alloc(countSize + all.length * entry + inline);
  const view = new DataView(directory.buffer, directory.byteOffset);
  const big = (offset: number, value: number) =>
    bigTiff ? view.setBigUint64(offset, BigInt(value), little) : view.setUint32(offset, value, little);
  if (bigTiff) big(0, all.length);
  else view.setUint16(0, all.length, little);
  const arrays: Buffer[] = [];
  let outside = at + directory.length;
  for (const [index, [tag, type, values]] of all.entries()) {
    const encoded = encode(type, values, little);
    const place = countSize + index * entry;
    view.setUint16(place, tag, little);
    view.setUint16(place + 2, type, little);
    big(place + 4, typeof values === "string" ? values.length + 1 : values.length);
    if (encoded.length <= inline) encoded.copy(directory, place + (bigTiff ? 12 : 8));
    else {
      big(place + (bigTiff ? 12 : 8), outside);
      arrays.push(encoded);
      outside += encoded.length;
    }
  }
  const head = Buffer.alloc(bigTiff ? 16 : 8);
  const headView = new DataView(head.buffer, head.byteOffset);
  head.write(little ? "II" : "MM", "latin1");
  headView.setUint16(2, bigTiff ? 43 : 42, little);
  if (bigTiff) {
    headView.setUint16(4, 8, little);
    headView.setBigUint64(8, BigInt(at), little);
  } else headView.setUint32(4, at, little);
  return Buffer.concat([head, ...blocks, directory, ...arrays]);
}

function encode(type: number, values: number[] | string, little: boolean): Buffer {
  if (typeof values === "string") return Buffer.from(`${values}\0`, "latin1");
  const size = type === 3 ? 2 : type === 4 ? 4 : 8;
  const buffer = Buffer.alloc(values.length * size);
  const view = new DataView(buffer.buffer, buffer.byteOffset);
  for (const [index, value] of values.entries()) {
    if (type === 3) view.setUint16(index * 2, value, little);
    else if (type === 4) view.setUint32(index * 4, value, little);
    else view.setFloat64(index * 8, value, little);
  }
  return buffer;
}
