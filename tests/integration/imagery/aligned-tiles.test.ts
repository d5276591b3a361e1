import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasGdal } from "../../../core/imagery/raster/gdal.ts";
import { makeWorkingCopy } from "../../../core/imagery/raster/make-working-copy.ts";
import { HALF_WORLD_METRES } from "../../../core/imagery/raster/mercator.ts";
import { readTiffHeader, TAG } from "../../../core/imagery/raster/tiff-header.ts";
import { openTileIndex } from "../../../core/imagery/tile-index.ts";
import { anImage } from "../../unit/imagery/an-image.ts";

let folder: string;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "aftermap-aligned-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const aPath = () => path.join(folder, `${(made += 1)}.tif`);

async function aFile(bytes: Buffer): Promise<string> {
  const file = aPath();
  await writeFile(file, bytes);
  return file;
}

/** What the import made of a file: what it says, and its tiles. */
async function copyOf(source: string) {
  const destination = aPath();
  const copy = await makeWorkingCopy({ source, destination });
  const bytes = await readFile(destination);
  const index = await openTileIndex((offset, length) =>
    Promise.resolve(bytes.subarray(offset, offset + length)),
  );
  const tile = (zoom: number, x: number, y: number): Buffer | null => {
    const place = index.locate(zoom, x, y);
    return place === null ? null : bytes.subarray(place.offset, place.offset + place.byteLength);
  };
  return { said: copy.didWhat.join(" "), bytes, index, tile };
}

type Block = { zoom: number; x: number; y: number; isWhole: boolean; bytes: Buffer };

/** Every block of a Web Mercator TIFF with the place that its own corner and pixel give it; masks left out. */
async function blocksOf(file: string): Promise<Block[]> {
  const all = await readFile(file);
  const { directories } = await readTiffHeader((offset, length) =>
    Promise.resolve(all.subarray(offset, offset + length)),
  );
  const first = directories[0]!;
  const [scale = 0] = await first.numbers(TAG.modelPixelScale);
  const [, , , west = 0, north = 0] = await first.numbers(TAG.modelTiepoint);
  const fullWidth = await first.number(TAG.imageWidth, 0);
  const blocks: Block[] = [];
  for (const directory of directories) {
    if (((await directory.number(TAG.newSubfileType, 0)) & 4) !== 0) continue;
    const width = await directory.number(TAG.imageWidth, 0);
    const height = await directory.number(TAG.imageLength, 0);
    const tile = await directory.number(TAG.tileWidth, 0);
    const metres = ((scale * fullWidth) / width) * tile;
    const across = Math.ceil(width / tile);
    const offsets = await directory.numbers(TAG.tileOffsets);
    for (const [nth, length] of (await directory.numbers(TAG.tileByteCounts)).entries()) {
      const [column, row] = [nth % across, Math.floor(nth / across)];
      blocks.push({
        zoom: Math.log2((2 * HALF_WORLD_METRES) / metres),
        x: (west + HALF_WORLD_METRES) / metres + column,
        y: (HALF_WORLD_METRES - north) / metres + row,
        isWhole: (column + 1) * tile <= width && (row + 1) * tile <= height,
        bytes: all.subarray(offsets[nth], offsets[nth]! + length),
      });
    }
  }
  return blocks;
}

const isNear = (value: number) => Math.abs(value - Math.round(value)) < 1e-3;
const isOnGrid = ({ zoom, x, y }: Block) => isNear(zoom) && isNear(x) && isNear(y);

async function hasAnythingToSee(webp: Buffer): Promise<boolean> {
  if (webp.length === 0) return false;
  const pixels = await sharp(webp).ensureAlpha().raw().toBuffer();
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at]! > 0) return true;
  return false;
}

/** How many of the blocks that lie on the grid are tiles to the byte, of how many that show anything. */
async function kept(source: string, { tile }: Awaited<ReturnType<typeof copyOf>>) {
  let [same, all] = [0, 0];
  for (const block of await blocksOf(source)) {
    if (!isOnGrid(block) || !block.isWhole || !(await hasAnythingToSee(block.bytes))) continue;
    all += 1;
    if (tile(Math.round(block.zoom), Math.round(block.x), Math.round(block.y))?.equals(block.bytes) === true)
      same += 1;
  }
  return { same, all };
}

/** A texture, so that no two tiles are alike and encoding twice would show. */
const aTexture = (column: number, row: number, band: number) =>
  Math.floor(128 + 90 * Math.sin(column / (5 + band)) + 37 * Math.cos((row * column) / 900)) & 255;
let scene: string;
beforeAll(async () => {
  scene = await aFile(anImage({ width: 900, height: 700, value: aTexture }));
});

it("takes a whole aligned file byte for byte, and its tiles where the coarser zooms are missing", async () => {
  const first = await copyOf(scene);
  const again = await copyOf(await aFile(first.bytes));
  expect(again.said).toMatch(/^Taken as it is: WEBP/);
  expect(again.bytes.equals(first.bytes)).toBe(true);

  // The first directory is the deepest zoom; with no next one after it, nothing else is found.
  const bare = Buffer.from(first.bytes);
  const directory = bare.readUInt32LE(4);
  bare.writeUInt32LE(0, directory + 2 + bare.readUInt16LE(directory) * 12);
  const source = await aFile(bare);
  const copy = await copyOf(source);
  expect(copy.said).toMatch(/Taken as it is where it is aligned/);
  const { same, all } = await kept(source, copy);
  expect(all).toBeGreaterThan(3);
  expect(same).toBe(all);
  expect(copy.index.minzoom).toBeLessThanOrEqual(first.index.minzoom);
});

describe.skipIf(!(await hasGdal()))("with GDAL's programs", () => {
  const run = (program: string, ...args: string[]) => execFileSync(program, ["-q", ...args]);
  const COG = ["-of", "COG", "-co", "TILING_SCHEME=GoogleMapsCompatible", "-co", "COMPRESS=WEBP"];

  it.each([
    ["as it comes", []],
    ["with tiles of 512 pixels", ["-co", "BLOCKSIZE=512", "-co", "ALIGNED_LEVELS=2"]],
    ["with its overviews aligned", ["-co", "ALIGNED_LEVELS=3"]],
    ["without overviews", ["-co", "OVERVIEWS=NONE"]],
  ])("takes every aligned tile of a COG of GDAL's %s byte for byte", async (_name, options) => {
    const source = aPath();
    run("gdalwarp", ...COG, ...options, scene, source);
    const copy = await copyOf(source);
    expect(copy.said).toMatch(/Taken as it is/);
    const { same, all } = await kept(source, copy);
    expect(all).toBeGreaterThan(3);
    expect(same).toBe(all);
    // The coarser zooms are there too, whoever made them.
    expect(copy.index.maxzoom - copy.index.minzoom).toBeGreaterThanOrEqual(1);
  });

  it("makes tiles anew where a mask takes something out of them, and takes the others", async () => {
    const aligned = aPath();
    run("gdalwarp", "-of", "COG", "-co", "TILING_SCHEME=GoogleMapsCompatible", scene, aligned);
    const masked = aPath();
    const bands = ["-b", "1", "-b", "2", "-b", "3", "-mask", "4"];
    const form = [
      "-co",
      "COMPRESS=WEBP",
      "-co",
      "TILED=YES",
      "-co",
      "BLOCKXSIZE=256",
      "-co",
      "BLOCKYSIZE=256",
    ];
    run("gdal_translate", ...bands, ...form, "--config", "GDAL_TIFF_INTERNAL_MASK", "YES", aligned, masked);
    const copy = await copyOf(masked);
    expect(copy.said).toMatch(/Taken as it is where.*Made transparent what its mask leaves out/);
    const { same, all } = await kept(masked, copy);
    expect(same).toBeGreaterThan(0);
    expect(same).toBeLessThan(all);
    const corner = copy.index.levels.find(({ zoom }) => zoom === copy.index.maxzoom)!;
    const { width, height } = await sharp(await readFile(aligned)).metadata();
    expect(corner.columns * 256).toBeGreaterThanOrEqual(width);
    expect(corner.rows * 256).toBeGreaterThanOrEqual(height);
    const opaque = await Promise.all(
      (await blocksOf(masked)).map(async ({ zoom, x, y }) => {
        const tile = copy.tile(Math.round(zoom), Math.round(x), Math.round(y));
        return tile === null ? null : (await sharp(tile).stats()).isOpaque;
      }),
    );
    expect(opaque).toContain(false);
  });

  it("makes everything anew where the blocks lie off the grid of the web", async () => {
    const source = aPath();
    run("gdalwarp", "-of", "COG", "-co", "COMPRESS=WEBP", "-t_srs", "EPSG:3857", scene, source);
    expect((await copyOf(source)).said).not.toMatch(/Taken as it is/);
  });
});

it("never serves what is more than a picture: a block with something behind its end", async () => {
  const first = await copyOf(scene);
  const level = first.index.levels[0]!;
  const places = Array.from({ length: level.rows * level.columns }, (_, nth) =>
    first.index.locate(
      level.zoom,
      level.left + (nth % level.columns),
      level.top + Math.floor(nth / level.columns),
    ),
  );
  const place = places.find((one) => one !== null)!;
  const hostile = Buffer.from(first.bytes);
  // A shorter picture says so at its beginning: what follows its end would be served with it.
  hostile.writeUInt32LE(hostile.readUInt32LE(place.offset + 4) - 40, place.offset + 4);
  const bytes = first.bytes.subarray(place.offset, place.offset + place.byteLength);
  const outcome = await copyOf(await aFile(hostile)).then(
    (copy) => ({ said: copy.said, isServed: copy.bytes.includes(bytes.subarray(8)) }),
    (error: unknown) => ({ said: String(error), isServed: false }),
  );
  expect(outcome.isServed).toBe(false);
  expect(outcome.said).not.toMatch(/^Taken as it is: WEBP/);
});
