import { execFileSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasGdal } from "../../../core/imagery/raster/gdal.ts";
import { makeWorkingCopy } from "../../../core/imagery/raster/make-working-copy.ts";
import { openTileIndex, type TileIndex } from "../../../core/imagery/tile-index.ts";
import { anImage } from "../../unit/imagery/an-image.ts";

let folder: string;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "aftermap-forms-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const isGdalHere = await hasGdal();

async function aFile(bytes: Buffer): Promise<string> {
  made += 1;
  const file = path.join(folder, `${made}.tif`);
  await writeFile(file, bytes);
  return file;
}

async function copyOf(source: string) {
  const destination = `${source}.cog`;
  const copy = await makeWorkingCopy({ source, destination });
  const bytes = await readFile(destination);
  const read = (offset: number, length: number) => Promise.resolve(bytes.subarray(offset, offset + length));
  return { copy, bytes, index: await openTileIndex(read) };
}

/** All pixels of the deepest level together: how many there are, how many show something, and their mean colour. */
async function seen(bytes: Buffer, index: TileIndex) {
  const level = index.levels.find(({ zoom }) => zoom === index.maxzoom)!;
  let shown = 0;
  const sums = [0, 0, 0];
  for (let y = level.top; y < level.top + level.rows; y += 1) {
    for (let x = level.left; x < level.left + level.columns; x += 1) {
      const place = index.locate(index.maxzoom, x, y);
      if (place === null) continue;
      const block = bytes.subarray(place.offset, place.offset + place.byteLength);
      const pixels = await sharp(block).ensureAlpha().raw().toBuffer();
      for (let at = 0; at < pixels.length; at += 4) {
        if (pixels[at + 3]! < 255) continue;
        shown += 1;
        for (const band of [0, 1, 2]) sums[band]! += pixels[at + band]!;
      }
    }
  }
  return { shown, mean: sums.map((sum) => Math.round(sum / shown)) };
}

it("shows printing colours (CMYK) as light: cyan ink takes red away, black ink all", async () => {
  const inks = [200, 40, 0, 51]; // of 255
  const source = await aFile(
    anImage({
      width: 300,
      height: 300,
      bands: 4,
      photometric: 5,
      value: (_column, _row, band) => inks[band]!,
    }),
  );
  const { copy, bytes, index } = await copyOf(source);
  expect(copy.didWhat.join(" ")).toMatch(/printing colours \(CMYK\) into red, green and blue/);
  const { mean } = await seen(bytes, index);
  // (255 − ink) · (255 − black) / 255
  for (const [band, expected] of [44, 172, 204].entries())
    expect(Math.abs(mean[band]! - expected)).toBeLessThan(4);
});

it("takes an aligned WEBP COG as it is, byte for byte", async () => {
  const first = await copyOf(await aFile(anImage({ width: 400, height: 300 })));
  const { copy, bytes } = await copyOf(await aFile(first.bytes));
  expect(copy.didWhat.join(" ")).toMatch(/Taken as it is/);
  expect(bytes.equals(first.bytes)).toBe(true);
});

describe.skipIf(!isGdalHere)(`with GDAL's programs ${isGdalHere ? "" : "(not installed here)"}`, () => {
  const run = (program: string, ...args: string[]) => execFileSync(program, ["-q", ...args]);

  it("keeps the mask beside an image that GDAL reprojects, and opens nothing else under that name", async () => {
    // A projection that is not done here (Robinson); the left half is masked.
    const plain = await aFile(anImage({ width: 300, height: 300, value: () => 120 }));
    const beside = path.join(folder, "masked");
    await mkdir(beside);
    const whole = path.join(beside, "whole.tif");
    run("gdal_translate", "-a_srs", "+proj=robin", plain, whole);
    const masked = path.join(beside, "masked.tif");
    await copyFile(whole, masked);
    const mask = anImage({
      width: 300,
      height: 300,
      bands: 1,
      photometric: 1,
      // Without it GDAL takes the file for something else.
      tags: [[42_112, 2, '<GDALMetadata><Item name="INTERNAL_MASK_FLAGS_1">2</Item></GDALMetadata>']],
      value: (column) => (column < 150 ? 0 : 255),
    });
    await writeFile(`${masked}.msk`, mask);
    const hostile = path.join(beside, "hostile.tif");
    await copyFile(whole, hostile);
    await writeFile(
      `${hostile}.msk`,
      `<VRTDataset rasterXSize="300" rasterYSize="300"><VRTRasterBand dataType="Byte" band="1"/></VRTDataset>`,
    );

    const all = await copyOf(whole);
    const half = await copyOf(masked);
    const other = await copyOf(hostile);
    expect(half.copy.didWhat.join(" ")).toMatch(
      /Reprojected by gdalwarp.*Made transparent what its mask leaves out/,
    );
    const [one, two, three] = [
      await seen(all.bytes, all.index),
      await seen(half.bytes, half.index),
      await seen(other.bytes, other.index),
    ];
    expect(two.shown / one.shown).toBeGreaterThan(0.45);
    expect(two.shown / one.shown).toBeLessThan(0.55);
    expect(three.shown).toBe(one.shown);
  });
});
