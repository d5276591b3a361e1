import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasGdal } from "../../../core/imagery/raster/gdal.ts";
import { makeWorkingCopy } from "../../../core/imagery/raster/make-working-copy.ts";
import { openTileIndex } from "../../../core/imagery/tile-index.ts";
import { noTestData, testData } from "../../support/test-data.ts";

/** Refused whatever is installed, with a word that the reason must hold. */
const REFUSED: Record<string, RegExp> = {
  "hostile-tiff/colormap-shl-overflow.tiff": /cut off/,
  "hostile-tiff/corrupt.tif": /cut off|damaged|could not be read/,
  "hostile-tiff/sample-get-lzw-stuck.tiff": /not georeferenced/,
  "raster-odd-imagetiff/BigTIFF.tif": /not georeferenced/,
  "raster-odd-imagetiff/palette-1c-8b.tiff": /not georeferenced/,
  "raster-odd-imagetiff/tiled-jpeg-rgb-u8.tif": /not georeferenced/,
  "raster-odd-rasterio/all-nodata.tif": /nothing to see/,
  "raster-odd-rasterio/float_nan.tif": /no coordinate system/,
  "raster-odd-rasterio/rotated.tif": /no coordinate system/,
  "raster-odd-riotiler/inverted_lat.tif": /nothing to see/,
  "raster-vector-solaris-spacenet/sample_fp_mask.tif": /not georeferenced/,
};

/** Taken where GDAL's programs are installed, else refused with the command that mends them. */
const NEED_GDAL = new Set([
  "raster-odd-geotiff-testdata/GeogToWGS84GeoKey5.tif",
  "raster-odd-rasterio/RGB2.byte.tif",
  "raster-odd-rasterio/byte.tif",
  "raster-odd-rasterio/goes.tif",
  "raster-odd-riocogeo/image_colormap.tif",
  "raster-odd-riocogeo/image_geos.tif",
  "raster-odd-riotiler/cog_gcps_ovr.tif",
]);

/** What must be said of some of those that are taken. */
const SAID: Record<string, RegExp> = {
  "raster-multidate-landsat-pucallpa/1985.tif": /first three as red, green, blue; the other 1 left out/,
  "raster-multidate-naip-northdakota/m_4709963_se_14_1_20090818.tif": /EPSG:26914.*nodata \(0\)/,
  "raster-odd-openlayers/masked.tif": /mask/,
  "raster-odd-openlayers/sentinel-b04.tif": /Stretched uint16/,
  "raster-odd-rasterio/RGBA.uint16.tif": /blue, green, red/,
  "raster-vector-fair-kampala/kampala_informal_z21_mosaic.tif": /Kept its projection/,
};

const files: string[] = [];
if (noTestData === null) {
  for (const folder of (await readdir(testData())).filter((name) => /^raster-|^hostile-tiff/.test(name))) {
    const names = (await readdir(testData(folder))).filter((name) => /\.tiff?$/.test(name));
    files.push(...names.map((name) => `${folder}/${name}`));
  }
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "aftermap-real-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(noTestData !== null)(`real images ${noTestData ?? ""}`, () => {
  it.each(files)("%s is taken as it says, or refused with a reason, within 30 s", async (name) => {
    const destination = path.join(folder, name.replaceAll("/", "-"));
    const started = Date.now();
    const outcome = await makeWorkingCopy({ source: testData(name), destination }).catch(
      (error: unknown) => error,
    );
    const reason = REFUSED[name] ?? (NEED_GDAL.has(name) && !(await hasGdal()) ? /gdalwarp -t_srs/ : null);
    if (reason !== null) {
      expect(outcome).toMatchObject({ code: "invalid_input", message: expect.stringMatching(reason) });
      expect(Date.now() - started).toBeLessThan(30_000);
      return;
    }
    expect(outcome).toMatchObject({ tileSize: 512 });
    const { didWhat } = outcome as { didWhat: string[] };
    expect(didWhat.join(" ")).toMatch(SAID[name] ?? /./);
    const bytes = await readFile(destination);
    const index = await openTileIndex((offset, length) =>
      Promise.resolve(bytes.subarray(offset, offset + length)),
    );
    const tile = someTile(index);
    const block = bytes.subarray(tile.offset, tile.offset + tile.byteLength);
    expect((await sharp(block).metadata()).format).toBe("webp");
  });
});

function someTile(index: Awaited<ReturnType<typeof openTileIndex>>) {
  for (let z = index.minzoom; z <= index.maxzoom; z += 1) {
    const [west, , , north] = index.bounds;
    const sine = Math.sin((Math.min(85.05, north) * Math.PI) / 180);
    const left = Math.floor(((west + 180) / 360) * 2 ** z);
    const top = Math.max(0, Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z));
    for (let y = top; y <= top + 2; y += 1) {
      for (let x = left; x <= left + 2; x += 1) {
        const place = index.locate(z, x, y);
        if (place !== null) return place;
      }
    }
  }
  throw new Error("the coarsest level shows nothing");
}
