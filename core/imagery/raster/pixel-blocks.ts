import { colourPixels, type ColourPlan, type Stretch } from "./colour.ts";
import type { SampleArray, SampleBlocks } from "./samples.ts";
import type { SourceWindow } from "./warp.ts";

/** A block of pixels 0xAABBGGRR; null when nothing of it is visible. */
export type PixelBlock = { pixels: Uint32Array; opaque: boolean } | null;

/** An image as blocks of pixels, whatever it was stored as. */
export type PixelBlocks = {
  width: number;
  height: number;
  blockWidth: number;
  blockHeight: number;
  readBlock(column: number, row: number): Promise<PixelBlock>;
};

/** Strips are joined to blocks of about this many rows: a strip of three rows is not worth a turn. */
const JOINED_ROWS = 64;

/** Joins low strips to higher ones, so that a block has some substance. Tiles stay as they are. */
export function joinStrips(samples: SampleBlocks): SampleBlocks {
  const together = Math.max(1, Math.floor(JOINED_ROWS / samples.blockHeight));
  if (samples.tiled || together === 1) return samples;
  const blockHeight = samples.blockHeight * together;
  return {
    ...samples,
    blockHeight,
    rows: Math.ceil(samples.height / blockHeight),
    async readBlock(_column, row) {
      const strips: (SampleArray | null)[] = [];
      for (let strip = row * together; strip < Math.min(samples.rows, (row + 1) * together); strip += 1) {
        strips.push(await samples.readBlock(0, strip));
      }
      const present = strips.find((strip) => strip !== null);
      if (present === undefined) return null;
      const rowSamples = samples.width * samples.bands;
      const lines = Math.min(blockHeight, samples.height - row * blockHeight);
      const joined: SampleArray = present.slice(0, 0);
      const out = enlarge(joined, rowSamples * lines);
      for (const [index, strip] of strips.entries()) {
        if (strip !== null) out.set(strip, index * samples.blockHeight * rowSamples);
      }
      return out;
    },
  };
}

function enlarge(empty: SampleArray, length: number): SampleArray {
  if (empty instanceof Uint8Array) return new Uint8Array(length);
  if (empty instanceof Int8Array) return new Int8Array(length);
  if (empty instanceof Uint16Array) return new Uint16Array(length);
  if (empty instanceof Int16Array) return new Int16Array(length);
  if (empty instanceof Uint32Array) return new Uint32Array(length);
  if (empty instanceof Int32Array) return new Int32Array(length);
  if (empty instanceof Float32Array) return new Float32Array(length);
  return new Float64Array(length);
}

/** Shows samples as pixels, by the plan; `mask`, when given, has the image's size and is 0 where there is nothing. */
export function colourBlocks(
  samples: SampleBlocks,
  plan: ColourPlan,
  stretch: Stretch,
  mask: SampleBlocks | null,
): PixelBlocks {
  const { width, height, blockWidth, blockHeight } = samples;
  const coverage = mask === null ? null : maskReader(mask);
  return {
    width,
    height,
    blockWidth,
    blockHeight,
    async readBlock(column, row) {
      const data = await samples.readBlock(column, row);
      if (data === null) return null;
      const pixels = new Uint32Array(Math.floor(data.length / samples.bands));
      let state = colourPixels(data, samples.bands, plan, stretch, pixels);
      if (coverage !== null && state !== "empty") {
        const covered = await coverage(pixels, column * blockWidth, row * blockHeight, blockWidth);
        if (covered !== "opaque") state = covered;
      }
      return state === "empty" ? null : { pixels, opaque: state === "opaque" };
    },
  };
}

/** Blanks the pixels of a block where the mask is 0. Keeps the last blocks of the mask, which are small. */
function maskReader(mask: SampleBlocks) {
  const kept = new Map<number, SampleArray | null>();
  const read = async (column: number, row: number): Promise<SampleArray | null> => {
    const key = row * mask.columns + column;
    const found = kept.get(key);
    if (found !== undefined) return found;
    const data = await mask.readBlock(column, row);
    kept.set(key, data);
    for (const oldest of kept.keys()) {
      if (kept.size <= 16) break;
      kept.delete(oldest);
    }
    return data;
  };
  return async (pixels: Uint32Array, left: number, top: number, width: number) => {
    const lines = pixels.length / width;
    let visible = 0;
    const { blockWidth, blockHeight } = mask;
    const bottom = Math.min(top + lines, mask.height);
    const right = Math.min(left + width, mask.width);
    for (let row = Math.floor(top / blockHeight); row * blockHeight < bottom; row += 1) {
      for (let column = Math.floor(left / blockWidth); column * blockWidth < right; column += 1) {
        const data = await read(column, row);
        for (
          let y = Math.max(top, row * blockHeight);
          y < Math.min(bottom, (row + 1) * blockHeight);
          y += 1
        ) {
          for (
            let x = Math.max(left, column * blockWidth);
            x < Math.min(right, (column + 1) * blockWidth);
            x += 1
          ) {
            const there =
              data === null ? 0 : data[(y - row * blockHeight) * blockWidth + x - column * blockWidth];
            if (there === 0) pixels[(y - top) * width + x - left] = 0;
            else visible += 1;
          }
        }
      }
    }
    if (visible === 0) return "empty";
    return visible === (bottom - top) * (right - left) ? "opaque" : "mixed";
  };
}

/**
 * Reads rectangles across blocks, keeping the blocks used last within `budgetBytes`: neighbouring tiles share them.
 * What lies outside of the image is transparent.
 */
export function windowReader(blocks: PixelBlocks, budgetBytes: number) {
  const kept = new Map<number, Promise<PixelBlock>>();
  const { width, height, blockWidth, blockHeight } = blocks;
  const columns = Math.ceil(width / blockWidth);
  const most = Math.max(4, Math.floor(budgetBytes / (blockWidth * blockHeight * 4)));

  const read = (column: number, row: number): Promise<PixelBlock> => {
    const key = row * columns + column;
    const block = kept.get(key) ?? blocks.readBlock(column, row);
    kept.delete(key);
    kept.set(key, block);
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break;
      kept.delete(oldest);
    }
    return block;
  };

  return async (
    left: number,
    top: number,
    windowWidth: number,
    windowHeight: number,
  ): Promise<SourceWindow> => {
    const fromX = Math.max(0, left);
    const fromY = Math.max(0, top);
    const toX = Math.min(width, left + windowWidth);
    const toY = Math.min(height, top + windowHeight);
    const pixels = new Uint32Array(windowWidth * windowHeight);
    let opaque = fromX === left && fromY === top && toX === left + windowWidth && toY === top + windowHeight;
    const wanted: { column: number; row: number; block: Promise<PixelBlock> }[] = [];
    for (let row = Math.floor(fromY / blockHeight); row * blockHeight < toY; row += 1) {
      for (let column = Math.floor(fromX / blockWidth); column * blockWidth < toX; column += 1) {
        wanted.push({ column, row, block: read(column, row) });
      }
    }
    // All at once: unpacking runs on other threads. One failure must not leave the others unheard.
    const ready = await Promise.all(wanted.map(({ block }) => block));
    for (const [index, { column, row }] of wanted.entries()) {
      const block = ready[index] ?? null;
      opaque &&= block?.opaque === true;
      if (block === null) continue;
      const x0 = Math.max(fromX, column * blockWidth);
      const x1 = Math.min(toX, (column + 1) * blockWidth);
      const y1 = Math.min(toY, (row + 1) * blockHeight);
      for (let y = Math.max(fromY, row * blockHeight); y < y1; y += 1) {
        const line = (y - row * blockHeight) * blockWidth - column * blockWidth;
        pixels.set(block.pixels.subarray(line + x0, line + x1), (y - top) * windowWidth + x0 - left);
      }
    }
    return { pixels, left, top, width: windowWidth, height: windowHeight, opaque };
  };
}
