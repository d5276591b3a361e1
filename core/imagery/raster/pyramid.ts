import sharp from "sharp";
import type { CogWriter } from "./cog-writer.ts";
import type { TileGrid } from "./grid.ts";
import { halveInto } from "./halve.ts";
import { RasterRefusal, REMEDY } from "./refusal.ts";
import { warpTile, type SourceWindow, type TileMapping } from "./warp.ts";

/**
 * WEBP settings. Quality 75 is what `gdalwarp -co COMPRESS=WEBP` takes. Method 1 encodes in 33 ns a pixel what libwebp's
 * default, method 4, does in 88, and is within 0.13 dB of it; its files are 6 to 20 % larger (five images measured).
 * With method 4 an import took 0.70 of the processor time of gdalwarp, with method 1 0.45 (12,000² scene).
 */
const WEBP = { quality: 75, effort: 1, alphaQuality: 100 } as const;

/** A source rectangle beyond this for one tile means pixels so elongated that a tile would be made of a few. */
const LARGEST_WINDOW_PIXELS = 67_108_864;

export type PyramidInput = {
  grid: TileGrid;
  /** Pixels of a tile's side. */
  tileSize: number;
  /** The bytes of a tile that need not be made; null where it must be. */
  takeTile: (zoom: number, column: number, row: number, pixels: Uint32Array) => Promise<Uint8Array | null>;
  mapTile: (zoom: number, column: number, row: number) => TileMapping;
  readWindow: (left: number, top: number, width: number, height: number) => Promise<SourceWindow>;
  /** Of the source, pixels. */
  width: number;
  height: number;
  softAlpha: boolean;
  writer: CogWriter;
  onProgress: (share: number) => void;
  /** How many tiles may be in the encoder at once. */
  encoders: number;
};

/**
 * Makes every tile of every level, depth first: four children, halved into their parent as they come, so that no
 * more than a handful of tiles is ever in memory, however large the scene.
 *
 * @returns how many tiles of the deepest level show something
 */
export async function buildPyramid(input: PyramidInput): Promise<number> {
  const { grid, writer, softAlpha, tileSize } = input;
  const { used } = grid;
  const total = used.columns * used.rows;
  const encoding = limit(input.encoders);
  const spare: Uint32Array[] = [];
  let warped = 0;
  let shown = 0;

  const blank = () => spare.pop()?.fill(0) ?? new Uint32Array(tileSize * tileSize);

  const keep = async (level: number, column: number, row: number, tile: Uint32Array) => {
    const at = grid.levels[level];
    if (at === undefined) return;
    await encoding.start(async () => {
      const webp = (await input.takeTile(at.zoom, column, row, tile)) ?? (await encode(tile, tileSize));
      await writer.writeTile(level, column - at.left, row - at.top, webp);
      spare.push(tile);
    });
  };

  const warp = async (column: number, row: number): Promise<Uint32Array | null> => {
    const mapping = input.mapTile(used.zoom, column, row);
    warped += 1;
    const window = await windowOf(mapping, input);
    if (window === null) return null;
    const tile = blank();
    const state = warpTile(window, mapping, tile, tileSize, softAlpha);
    if (state === "empty") {
      spare.push(tile);
      return null;
    }
    shown += 1;
    return tile;
  };

  const make = async (level: number, column: number, row: number): Promise<Uint32Array | null> => {
    const factor = 2 ** level;
    const touches =
      (column + 1) * factor > used.left &&
      column * factor < used.left + used.columns &&
      (row + 1) * factor > used.top &&
      row * factor < used.top + used.rows;
    if (!touches) return null;
    if (level === 0) {
      const tile = await warp(column, row);
      input.onProgress(warped / total);
      return tile;
    }
    let parent: Uint32Array | null = null;
    for (const [right, down] of QUARTERS) {
      const child = await make(level - 1, column * 2 + right, row * 2 + down);
      if (child === null) continue;
      parent ??= blank();
      halveInto(child, parent, tileSize, right, down, softAlpha);
      await keep(level - 1, column * 2 + right, row * 2 + down, child);
    }
    return parent;
  };

  const top = grid.levels.length - 1;
  const coarsest = grid.levels[top];
  if (coarsest === undefined) return 0;
  for (let row = coarsest.top; row < coarsest.top + coarsest.rows; row += 1) {
    for (let column = coarsest.left; column < coarsest.left + coarsest.columns; column += 1) {
      const tile = await make(top, column, row);
      if (tile !== null) await keep(top, column, row, tile);
    }
  }
  await encoding.finish();
  return shown;
}

const QUARTERS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const;

/** Reads the source around a tile, with the two pixels that the kernel reaches beyond; null when it misses. */
async function windowOf(mapping: TileMapping, input: PyramidInput): Promise<SourceWindow | null> {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const column of mapping.columns) {
    if (column < left) left = column;
    if (column > right) right = column;
  }
  for (const row of mapping.rows) {
    if (row < top) top = row;
    if (row > bottom) bottom = row;
  }
  if (!(right > 0 && left < input.width && bottom > 0 && top < input.height)) return null;
  const x = Math.floor(Math.max(left, -3)) - 3;
  const y = Math.floor(Math.max(top, -3)) - 3;
  const width = Math.ceil(Math.min(right, input.width + 3)) + 4 - x;
  const height = Math.ceil(Math.min(bottom, input.height + 3)) + 4 - y;
  if (width * height > LARGEST_WINDOW_PIXELS) {
    throw new RasterRefusal("Its pixels are far from square on the map.", REMEDY.reproject);
  }
  return input.readWindow(x, y, width, height);
}

function encode(tile: Uint32Array, tileSize: number): Promise<Buffer> {
  const bytes = Buffer.from(tile.buffer, tile.byteOffset, tile.byteLength);
  return sharp(bytes, { raw: { width: tileSize, height: tileSize, channels: 4 } })
    .webp(WEBP)
    .toBuffer();
}

/** Runs at most `most` at once; `start` waits for a place, not for the result. The first failure is kept for later. */
function limit(most: number) {
  const running = new Set<Promise<void>>();
  let failure: { error: unknown } | null = null;
  const check = () => {
    if (failure !== null) throw failure.error;
  };
  return {
    async start(work: () => Promise<void>): Promise<void> {
      while (running.size >= most) await Promise.race(running);
      check();
      const promise = work()
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => running.delete(promise));
      running.add(promise);
    },
    async finish(): Promise<void> {
      await Promise.all(running);
      check();
    },
  };
}
