import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspectRaster } from "../../../core/imagery/raster/inspect.ts";
import { makeWorkingCopy } from "../../../core/imagery/raster/make-working-copy.ts";
import { openImage } from "../../../core/imagery/raster/open-image.ts";
import { mercatorOfLonLat } from "../../../core/imagery/raster/mercator.ts";
import { openTileIndex, type TileIndex } from "../../../core/imagery/tile-index.ts";
import { anImage, geographic, utm, type ImageRecipe } from "../../unit/imagery/an-image.ts";

let folder: string;
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "aftermap-imagery-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function imported(recipe: Partial<ImageRecipe>) {
  made += 1;
  const source = path.join(folder, `${made}.tif`);
  const destination = path.join(folder, `${made}.cog.tif`);
  await writeFile(source, anImage(recipe));
  const copy = await makeWorkingCopy({ source, destination });
  const bytes = await readFile(destination);
  const index = await openTileIndex((offset, length) =>
    Promise.resolve(bytes.subarray(offset, offset + length)),
  );
  return { copy, bytes, index };
}

/** The pixel of a working copy at a position, from the tile that a browser would ask for. */
async function pixelAt(bytes: Buffer, index: TileIndex, lon: number, lat: number, zoom = index.maxzoom) {
  const [x, y] = mercatorOfLonLat(lon, lat);
  const world = 2 * Math.PI * 6_378_137;
  const column = ((x / world + 0.5) * 2 ** zoom) % 2 ** zoom;
  const row = (0.5 - y / world) * 2 ** zoom;
  const place = index.locate(zoom, Math.floor(column), Math.floor(row));
  if (place === null) return null;
  const block = bytes.subarray(place.offset, place.offset + place.byteLength);
  const { data } = await sharp(block).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const at =
    (Math.floor((row % 1) * index.tileSize) * index.tileSize + Math.floor((column % 1) * index.tileSize)) * 4;
  return [...data.subarray(at, at + 4)];
}

/** Centre of the red 20-pixel square that marks ground control points, in a grey image. */
const MARK = { left: 300, top: 200, side: 20 };
const marked = (column: number, row: number, band: number) => {
  const inside =
    column >= MARK.left && column < MARK.left + MARK.side && row >= MARK.top && row < MARK.top + MARK.side;
  return inside ? (band === 0 ? 230 : 20) : 120;
};

describe("a working copy", () => {
  it("puts a mark where gdaltransform puts it, to a pixel", async () => {
    const { copy, bytes, index } = await imported({ width: 600, height: 500, value: marked });
    // The mark's corner 500300, 3979800 and 20 m beyond it in EPSG:32637, by gdaltransform to EPSG:3857.
    const [[left, top], [right, bottom]] = [
      [4_341_830.505_66, 4_295_476.081],
      [4_341_855.195_75, 4_295_451.280_16],
    ];
    const world = 2 * Math.PI * 6_378_137;
    const pixel = world / 2 ** copy.maxzoom / copy.tileSize;
    const edges = await markEdges(bytes, index);
    expect(Math.abs(edges.left - left) / pixel).toBeLessThan(1);
    expect(Math.abs(edges.right - right) / pixel).toBeLessThan(1);
    expect(Math.abs(edges.top - top) / pixel).toBeLessThan(1);
    expect(Math.abs(edges.bottom - bottom) / pixel).toBeLessThan(1);
  });

  const value = (column: number, row: number, band: number) =>
    [200, 120, 40][band % 3]! + ((column + row) % 7);
  it.each<[string, Partial<ImageRecipe>]>([
    ["strips", {}],
    ["tiles", { tile: 64 }],
    ["LZW with differences", { compression: "lzw", predictor: 2, tile: 128 }],
    ["Deflate with differences", { compression: "deflate", predictor: 2 }],
    ["big-endian", { bigEndian: true }],
    ["big-endian BigTIFF", { bigEndian: true, bigTiff: true, tile: 64 }],
    ["planar", { planar: true, compression: "deflate" }],
    ["planar tiles", { planar: true, tile: 64 }],
    ["near infrared without names", { bands: 4, photometric: 1, tags: [[338, 3, [0]]] }],
    ["near infrared tagged as alpha", { bands: 4, tags: [[338, 3, [2]]] }],
    ["16 bits that hold 8", { bits: 16 }],
    ["16 bits big-endian with differences", { bits: 16, bigEndian: true, predictor: 2, compression: "lzw" }],
  ])("shows the same colours from %s", async (_, recipe) => {
    const { bytes, index } = await imported({ width: 300, height: 300, value, ...recipe });
    const [red = 0, green = 0, blue = 0, alpha] = (await pixelAt(bytes, index, 39.0016, 35.963)) ?? [];
    expect(Math.abs(red - 203)).toBeLessThan(8);
    expect(Math.abs(green - 123)).toBeLessThan(8);
    expect(Math.abs(blue - 43)).toBeLessThan(8);
    expect(alpha).toBe(255);
  });

  it("keeps alpha, and stores nothing where nothing is to be seen", async () => {
    const alpha = (column: number, _row: number, band: number) =>
      band === 3 ? (column < 1_200 ? 0 : 255) : 150;
    const { bytes, index } = await imported({
      width: 2_400,
      height: 600,
      bands: 4,
      value: alpha,
      tags: [[338, 3, [2]]],
    });
    expect((await pixelAt(bytes, index, 39.02, 35.963))?.[3]).toBe(255);
    const left = await pixelAt(bytes, index, 39.003, 35.963);
    expect(left === null || left[3] === 0).toBe(true);
  });

  it("makes nodata transparent only where all bands have it: a black roof stays black", async () => {
    const black = (column: number, _row: number, band: number) => (column < 150 ? 0 : band === 1 ? 1 : 0);
    const { copy, bytes, index } = await imported({
      width: 300,
      height: 300,
      value: black,
      tags: [[42_113, 2, "0"]],
    });
    expect((await pixelAt(bytes, index, 39.0007, 35.963))?.[3] ?? 0).toBe(0);
    expect((await pixelAt(bytes, index, 39.0026, 35.963))?.[3]).toBe(255);
    expect(copy.didWhat.join(" ")).toMatch(/nodata \(0\) transparent where all bands/);
  });

  it("crosses the antimeridian in one piece", async () => {
    const { copy, bytes, index } = await imported({
      width: 400,
      height: 200,
      geoKeys: geographic(4326),
      west: 179.9,
      north: 10,
      pixel: 0.0005,
      value,
    });
    const [west, , east] = copy.bounds;
    expect(west).toBeCloseTo(179.9, 6);
    expect(east).toBeCloseTo(-179.9, 6);
    expect((await pixelAt(bytes, index, 179.95, 9.95))?.[3]).toBe(255);
    expect((await pixelAt(bytes, index, -179.95, 9.95))?.[3]).toBe(255);
  });

  it("is the same file whenever it is made", async () => {
    const one = await imported({ width: 1_500, height: 900, tile: 256 });
    const other = await imported({ width: 1_500, height: 900, tile: 256 });
    expect(one.bytes.equals(other.bytes)).toBe(true);
  });

  it("holds whole WEBP images as blocks, behind all directories", async () => {
    const { copy, bytes, index } = await imported({ width: 1_500, height: 900, tile: 256 });
    expect(bytes.length).toBe(copy.bytes);
    let shown = 0;
    for (let zoom = index.minzoom; zoom <= index.maxzoom; zoom += 1) {
      const [west, south, east, north] = copy.bounds;
      const column = (lon: number) => Math.floor(((lon + 180) / 360) * 2 ** zoom);
      const row = (lat: number) =>
        Math.floor((0.5 - mercatorOfLonLat(0, lat)[1] / (2 * Math.PI * 6_378_137)) * 2 ** zoom);
      for (let x = column(west); x <= column(east); x += 1) {
        for (let y = row(north); y <= row(south); y += 1) {
          const place = index.locate(zoom, x, y);
          if (place === null) continue;
          const block = bytes.subarray(place.offset, place.offset + place.byteLength);
          const { format, width, height } = await sharp(block).metadata();
          expect({ format, width, height }).toEqual({
            format: "webp",
            width: copy.tileSize,
            height: copy.tileSize,
          });
          expect(place.offset).toBeGreaterThan(200);
          shown += 1;
        }
      }
    }
    expect(shown).toBeGreaterThan(4);
    expect(index.locate(index.maxzoom + 1, 0, 0)).toBeNull();
    expect(index.locate(index.minzoom - 1, 0, 0)).toBeNull();
    expect(index.locate(index.maxzoom, 0, 0)).toBeNull();
  });
});

describe("an image that is no good", () => {
  it.each<[string, Buffer, RegExp]>([
    ["has no coordinate system", anImage({ geoKeys: [] }), /no coordinate system.*gdal_translate -a_srs/s],
    ["is a VRT", Buffer.from('<VRTDataset rasterXSize="1"/>'), /not a GeoTIFF but XML or a VRT/],
    ["is a ZIP", Buffer.from("PK\u0003\u0004…………………………"), /ZIP/],
    ["is empty", Buffer.alloc(0), /empty/],
    ["is cut off", anImage({ width: 500, height: 500 }).subarray(0, 200_000), /cut off/],
    ["is nothing but nodata", anImage({ value: () => 0, tags: [[42_113, 2, "0"]] }), /nothing to see/],
    [
      "lies beyond the Earth",
      anImage({ geoKeys: geographic(4326), west: 500, north: 300 }),
      /outside of the Earth/,
    ],
  ])("is refused with the reason when it %s", async (_, bytes, reason) => {
    made += 1;
    const source = path.join(folder, `${made}.tif`);
    await writeFile(source, bytes);
    const destination = `${source}.cog.tif`;
    await expect(makeWorkingCopy({ source, destination })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringMatching(reason),
    });
    await expect(stat(destination)).rejects.toThrow(/ENOENT/);
  });

  it("is not misread when its samples have 12 bits: GDAL takes it, or nobody", async () => {
    const source = path.join(folder, "twelve.tif");
    await writeFile(source, anImage({ tags: [[258, 3, [12, 12, 12]]] }));
    await expect(openImage(source)).rejects.toThrow(/12 bits.*gdal_translate -ot Byte/s);
  });

  it("cannot take more memory or time than allowed, nor outlive its being called off", async () => {
    const source = path.join(folder, "limits.tif");
    await writeFile(source, anImage({ width: 3_000, height: 3_000, tile: 256 }));
    const ask = (limits: { memoryBytes?: number; seconds?: number }, signal?: AbortSignal) =>
      makeWorkingCopy({
        source,
        destination: `${source}.cog`,
        limits,
        ...(signal === undefined ? {} : { signal }),
      });
    await expect(ask({ memoryBytes: 20_000_000 })).rejects.toThrow(/more memory/);
    await expect(ask({ seconds: 0.05 })).rejects.toThrow(/longer than/);
    await expect(ask({}, AbortSignal.timeout(50))).rejects.toThrow(/timeout/i);
    await expect(stat(`${source}.cog`)).rejects.toThrow(/ENOENT/);
  });

  it("tells its facts from the header alone when it is good", async () => {
    const source = path.join(folder, "facts.tif");
    await writeFile(source, anImage({ geoKeys: utm(32_637), tags: [[306, 2, "2017:06:11 08:12:33"]] }));
    const facts = await inspectRaster(source);
    expect(facts).toMatchObject({ format: "GeoTIFF", width: 64, height: 48, bands: 3 });
    expect(facts.acquired).toEqual({
      acquiredAt: "2017-06-11T08:12:33Z",
      precision: "second",
      source: "TIFFTAG_DATETIME",
    });
    expect(facts.details).toMatchObject({ sampleType: "uint8", compression: "NONE", crs: { epsg: 32_637 } });
    expect(facts.details?.gsdMetres).toBeCloseTo(1, 2);
  });
});

/** Edges of the red mark, EPSG:3857 metres: where red crosses half way, between pixel centres. */
async function markEdges(bytes: Buffer, index: TileIndex) {
  const world = 2 * Math.PI * 6_378_137;
  const pixel = world / 2 ** index.maxzoom / index.tileSize;
  const lonOf = (x: number) => (x / world) * 360;
  const latOf = (y: number) => (2 * Math.atan(Math.exp(y / 6_378_137)) - Math.PI / 2) * (180 / Math.PI);
  const isRed = async (x: number, y: number) => {
    const [red = 0, green = 0] = (await pixelAt(bytes, index, lonOf(x), latOf(y))) ?? [];
    return red - green > 105;
  };
  const centre = { x: 4_341_842.85, y: 4_295_463.68 };
  const walk = async (dx: number, dy: number) => {
    let steps = 0;
    while (steps < 100 && (await isRed(centre.x + dx * steps * pixel, centre.y + dy * steps * pixel)))
      steps += 0.25;
    return steps * pixel;
  };
  return {
    left: centre.x - (await walk(-1, 0)),
    right: centre.x + (await walk(1, 0)),
    top: centre.y + (await walk(0, 1)),
    bottom: centre.y - (await walk(0, -1)),
  };
}
