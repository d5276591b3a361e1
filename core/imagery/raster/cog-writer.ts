import { open, type FileHandle } from "node:fs/promises";
import type { GridLevel, TileGrid } from "./grid.ts";
import { HALF_WORLD_METRES } from "./mercator.ts";
import { TAG } from "./tiff-header.ts";

/**
 * Writes the working copy. Layout (Cloud Optimized GeoTIFF; what GDAL's validate_cloud_optimized_geotiff checks):
 *
 *     TIFF header │ GDAL's layout note │ directory of the deepest level, its arrays │ … of each overview, finer first │
 *     blocks of the coarsest overview, row by row │ … │ blocks of the deepest level, row by row
 *
 * Each block is one WEBP file as it goes over the wire. A block with offset and length 0 was never written: nothing
 * of the image is there. Tiles come in any order and wait in a scratch file; the result does not depend on it, so
 * that the same image always gives the same bytes.
 */
export type CogWriter = {
  writeTile(level: number, column: number, row: number, webp: Uint8Array): Promise<void>;
  /** Assembles the file. @returns its size, bytes */
  finish(destination: string): Promise<number>;
  close(): Promise<void>;
};

type Level = GridLevel & { offsets: Float64Array; lengths: Uint32Array };

export async function openCogWriter(
  grid: TileGrid,
  tileSize: number,
  scratchPath: string,
): Promise<CogWriter> {
  const scratch = await open(scratchPath, "wx+");
  const levels: Level[] = grid.levels.map((level) => ({
    ...level,
    offsets: new Float64Array(level.columns * level.rows),
    lengths: new Uint32Array(level.columns * level.rows),
  }));
  let end = 0;
  return {
    async writeTile(index, column, row, webp) {
      const level = levels[index];
      if (level === undefined) throw new Error(`no level ${index}`);
      const block = row * level.columns + column;
      const at = end;
      end += webp.length;
      level.offsets[block] = at;
      level.lengths[block] = webp.length;
      await scratch.write(webp, 0, webp.length, at);
    },
    async finish(destination) {
      const file = await open(destination, "wx");
      try {
        // Classic TIFF as long as its 32-bit offsets reach: more programs read it.
        const bigTiff = end + 16_777_216 > 4_294_967_295;
        const header = placeBlocks(levels, tileSize, bigTiff);
        const size = await writeBlocks(file, scratch, levels, header);
        await file.sync();
        return size;
      } finally {
        await file.close();
      }
    },
    close: () => scratch.close(),
  };
}

/** Each block has its length before it and its last four bytes again behind it, so that GDAL needs no table to read on. */
const LEADER = 4;
const TRAILER = 4;

/** Copies blocks in the order of the file, behind the header. @returns the size of the file */
async function writeBlocks(
  file: FileHandle,
  scratch: FileHandle,
  levels: readonly Level[],
  header: Uint8Array,
): Promise<number> {
  const largest = Math.max(
    ...levels.map(({ lengths }) => lengths.reduce((most, one) => Math.max(most, one), 0)),
  );
  const buffer = Buffer.alloc(Math.max(4_194_304, largest + LEADER + TRAILER));
  let filled = 0;
  let at = header.length;
  await file.write(header, 0, header.length, 0);
  const flush = async () => {
    await file.write(buffer, 0, filled, at);
    at += filled;
    filled = 0;
  };
  for (const level of levels.toReversed()) {
    for (const [block, length] of level.lengths.entries()) {
      if (length === 0) continue;
      if (filled + LEADER + length + TRAILER > buffer.length) await flush();
      buffer.writeUInt32LE(length, filled);
      await scratch.read(buffer, filled + LEADER, length, level.offsets[block] ?? 0);
      const end = filled + LEADER + length;
      buffer.copy(buffer, end, end - 4, end);
      filled = end + TRAILER;
    }
  }
  await flush();
  return at;
}

const LAYOUT_NOTE = (() => {
  const note = [
    "LAYOUT=IFDS_BEFORE_DATA",
    "BLOCK_ORDER=ROW_MAJOR",
    "BLOCK_LEADER=SIZE_AS_UINT4",
    "BLOCK_TRAILER=LAST_4_BYTES_REPEATED",
    "KNOWN_INCOMPATIBLE_EDITION=NO",
    " ",
  ].join("\n");
  return `GDAL_STRUCTURAL_METADATA_SIZE=${String(note.length).padStart(6, "0")} bytes\n${note}`;
})();

type Tag = {
  tag: number;
  type: 2 | 3 | 4 | 12 | 16;
  values: readonly number[] | Float64Array | Uint32Array | string;
};

/** Lays out the header and computes where every block will lie behind it. */
function placeBlocks(levels: readonly Level[], tileSize: number, bigTiff: boolean): Uint8Array {
  const draft = encodeHeader(levels, tileSize, bigTiff, () => 0);
  const starts: Float64Array[] = [];
  let at = draft.length;
  for (const level of levels.toReversed()) {
    const placed = new Float64Array(level.lengths.length);
    for (const [block, length] of level.lengths.entries()) {
      if (length === 0) continue;
      placed[block] = at + LEADER;
      at += LEADER + length + TRAILER;
    }
    starts.unshift(placed);
  }
  return encodeHeader(levels, tileSize, bigTiff, (level, block) => starts[level]?.[block] ?? 0);
}

function encodeHeader(
  levels: readonly Level[],
  tileSize: number,
  bigTiff: boolean,
  offsetOf: (level: number, block: number) => number,
): Uint8Array {
  const start = bigTiff ? 16 : 8;
  const first = start + LAYOUT_NOTE.length + (LAYOUT_NOTE.length % 2);
  const parts: Uint8Array[] = [headOf(bigTiff, first, first - start)];
  let at = first;
  for (const [index, level] of levels.entries()) {
    const offsets = Float64Array.from(level.lengths, (_, block) => offsetOf(index, block));
    const tags = tagsOf(level, tileSize, index, offsets, bigTiff);
    const directory = encodeDirectory(tags, at, bigTiff, index === levels.length - 1);
    parts.push(directory);
    at += directory.length;
  }
  return Buffer.concat(parts);
}

function headOf(bigTiff: boolean, first: number, noteRoom: number): Uint8Array {
  const head = Buffer.alloc((bigTiff ? 16 : 8) + noteRoom);
  head.write("II", 0, "latin1");
  head.writeUInt16LE(bigTiff ? 43 : 42, 2);
  if (bigTiff) {
    head.writeUInt16LE(8, 4);
    head.writeBigUInt64LE(BigInt(first), 8);
  } else head.writeUInt32LE(first, 4);
  head.write(LAYOUT_NOTE, bigTiff ? 16 : 8, "latin1");
  return head;
}

function tagsOf(
  level: Level,
  tileSize: number,
  index: number,
  offsets: Float64Array,
  bigTiff: boolean,
): Tag[] {
  const tags: Tag[] = [
    { tag: TAG.imageWidth, type: 4, values: [level.columns * tileSize] },
    { tag: TAG.imageLength, type: 4, values: [level.rows * tileSize] },
    { tag: TAG.bitsPerSample, type: 3, values: [8, 8, 8, 8] },
    { tag: TAG.compression, type: 3, values: [50_001] },
    { tag: TAG.photometric, type: 3, values: [2] },
    { tag: TAG.samplesPerPixel, type: 3, values: [4] },
    { tag: TAG.planarConfiguration, type: 3, values: [1] },
    { tag: TAG.tileWidth, type: 3, values: [tileSize] },
    { tag: TAG.tileLength, type: 3, values: [tileSize] },
    { tag: TAG.tileOffsets, type: bigTiff ? 16 : 4, values: offsets },
    { tag: TAG.tileByteCounts, type: 4, values: level.lengths },
    { tag: TAG.extraSamples, type: 3, values: [2] },
    { tag: TAG.sampleFormat, type: 3, values: [1, 1, 1, 1] },
  ];
  if (index > 0) return [{ tag: TAG.newSubfileType, type: 4, values: [1] }, ...tags];
  const metresPerTile = (2 * HALF_WORLD_METRES) / 2 ** level.zoom;
  const west = level.left * metresPerTile - HALF_WORLD_METRES;
  const north = HALF_WORLD_METRES - level.top * metresPerTile;
  const citation = "WGS 84 / Pseudo-Mercator|";
  return [
    ...tags,
    {
      tag: TAG.modelPixelScale,
      type: 12,
      values: [metresPerTile / tileSize, metresPerTile / tileSize, 0],
    },
    { tag: TAG.modelTiepoint, type: 12, values: [0, 0, 0, west, north, 0] },
    {
      tag: TAG.geoKeyDirectory,
      type: 3,
      values: [
        1,
        1,
        0,
        5,
        1024,
        0,
        1,
        1,
        1025,
        0,
        1,
        1,
        1026,
        34_737,
        citation.length,
        0,
        3072,
        0,
        1,
        3857,
        3076,
        0,
        1,
        9001,
      ],
    },
    { tag: TAG.geoAsciiParams, type: 2, values: citation },
  ];
}

/** One directory with its arrays right behind it, tags in ascending order. */
function encodeDirectory(tags: readonly Tag[], at: number, bigTiff: boolean, last: boolean): Uint8Array {
  const entrySize = bigTiff ? 20 : 12;
  const inline = bigTiff ? 8 : 4;
  const countSize = bigTiff ? 8 : 2;
  const tableSize = countSize + tags.length * entrySize + inline;
  const arrays: Uint8Array[] = [];
  const table = Buffer.alloc(tableSize);
  if (bigTiff) table.writeBigUInt64LE(BigInt(tags.length), 0);
  else table.writeUInt16LE(tags.length, 0);
  let outside = at + tableSize + (tableSize % 2);
  for (const [index, { tag, type, values }] of tags.entries()) {
    const entry = countSize + index * entrySize;
    const encoded = encodeValues(type, values);
    const count = typeof values === "string" ? values.length + 1 : values.length;
    table.writeUInt16LE(tag, entry);
    table.writeUInt16LE(type, entry + 2);
    if (bigTiff) table.writeBigUInt64LE(BigInt(count), entry + 4);
    else table.writeUInt32LE(count, entry + 4);
    const valueAt = entry + (bigTiff ? 12 : 8);
    if (encoded.length <= inline) table.set(encoded, valueAt);
    else {
      if (bigTiff) table.writeBigUInt64LE(BigInt(outside), valueAt);
      else table.writeUInt32LE(outside, valueAt);
      const padded = Buffer.concat([encoded, Buffer.alloc(encoded.length % 2)]);
      arrays.push(padded);
      outside += padded.length;
    }
  }
  const next = last ? 0 : outside;
  if (bigTiff) table.writeBigUInt64LE(BigInt(next), tableSize - 8);
  else table.writeUInt32LE(next, tableSize - 4);
  return Buffer.concat([table, Buffer.alloc(tableSize % 2), ...arrays]);
}

function encodeValues(type: Tag["type"], values: Tag["values"]): Buffer {
  if (typeof values === "string") return Buffer.from(`${values}\0`, "latin1");
  const size = type === 3 ? 2 : type === 4 ? 4 : 8;
  const buffer = Buffer.alloc(values.length * size);
  for (const [index, value] of values.entries()) {
    if (type === 3) buffer.writeUInt16LE(value, index * 2);
    else if (type === 4) buffer.writeUInt32LE(value, index * 4);
    else if (type === 12) buffer.writeDoubleLE(value, index * 8);
    else buffer.writeBigUInt64LE(BigInt(value), index * 8);
  }
  return buffer;
}
