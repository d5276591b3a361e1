import { open } from "node:fs/promises";
import type { PixelBlocks } from "./pixel-blocks.ts";

/** Wide and low, so that a row of tiles under way stays small for any width of image. */
const SCRATCH_WIDTH = 512;
const SCRATCH_HEIGHT = 128;

/**
 * Writes a stripped image to a scratch file in tiles, and reads it from there. A working copy is made tile by tile,
 * and each tile needs a column of a few hundred strips: without this, every strip would be unpacked for every tile.
 * Costs four bytes a pixel of disk while it lasts.
 */
export async function retile(
  blocks: PixelBlocks,
  scratchPath: string,
): Promise<PixelBlocks & { close(): Promise<void> }> {
  const { width, height, blockHeight } = blocks;
  const columns = Math.ceil(width / SCRATCH_WIDTH);
  const rows = Math.ceil(height / SCRATCH_HEIGHT);
  const tilePixels = SCRATCH_WIDTH * SCRATCH_HEIGHT;
  const states = new Uint8Array(columns * rows);
  const file = await open(scratchPath, "wx+");

  const band = new Uint32Array(columns * tilePixels);
  const flush = async (row: number) => {
    for (let column = 0; column < columns; column += 1) {
      const tile = band.subarray(column * tilePixels, (column + 1) * tilePixels);
      states[row * columns + column] = stateOf(
        tile,
        Math.min(SCRATCH_WIDTH, width - column * SCRATCH_WIDTH),
        Math.min(SCRATCH_HEIGHT, height - row * SCRATCH_HEIGHT),
      );
    }
    await file.write(bytesOf(band), 0, band.byteLength, row * band.byteLength);
    band.fill(0);
  };

  for (let strip = 0, y = 0; y < height; strip += 1) {
    const block = await blocks.readBlock(0, strip);
    const end = Math.min(height, (strip + 1) * blockHeight);
    for (; y < end; y += 1) {
      const line = y % SCRATCH_HEIGHT;
      if (block !== null) {
        const source = (y - strip * blockHeight) * width;
        for (let column = 0; column < columns; column += 1) {
          const left = source + column * SCRATCH_WIDTH;
          const right = Math.min(source + width, left + SCRATCH_WIDTH);
          band.set(block.pixels.subarray(left, right), column * tilePixels + line * SCRATCH_WIDTH);
        }
      }
      if (line === SCRATCH_HEIGHT - 1 || y === height - 1) await flush(Math.floor(y / SCRATCH_HEIGHT));
    }
  }

  return {
    width,
    height,
    blockWidth: SCRATCH_WIDTH,
    blockHeight: SCRATCH_HEIGHT,
    async readBlock(column, row) {
      const tile = row * columns + column;
      if (states[tile] === EMPTY) return null;
      const pixels = new Uint32Array(tilePixels);
      await file.read(bytesOf(pixels), 0, pixels.byteLength, tile * pixels.byteLength);
      return { pixels, opaque: states[tile] === OPAQUE };
    },
    close: () => file.close(),
  };
}

const EMPTY = 0;
const MIXED = 1;
const OPAQUE = 2;

/** Only the part inside of the image counts. */
function stateOf(tile: Uint32Array, width: number, height: number): number {
  let all = 0xff000000;
  let any = 0;
  for (let y = 0; y < height; y += 1) {
    for (let at = y * SCRATCH_WIDTH; at < y * SCRATCH_WIDTH + width; at += 1) {
      all &= tile[at]!;
      any |= tile[at]!;
    }
  }
  if ((any & 0xff000000) === 0) return EMPTY;
  return (all & 0xff000000) === (0xff000000 | 0) ? OPAQUE : MIXED;
}

function bytesOf(pixels: Uint32Array): Uint8Array {
  return new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}
