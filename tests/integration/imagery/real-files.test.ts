import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acquisitionFromName } from "../../../core/imagery/raster/acquisition.ts";
import { hasGdal } from "../../../core/imagery/raster/gdal.ts";
import { makeWorkingCopy } from "../../../core/imagery/raster/make-working-copy.ts";
import { lookInto, mayHoldOthers } from "../../../core/imagery/stac/expand.ts";
import { openTileIndex } from "../../../core/imagery/tile-index.ts";
import { positionError } from "../../support/position-error.ts";
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
  "stac-items/eo-sentinel2-item.json": /no asset that is a GeoTIFF, but .*image\/jp2/,
  "stac-items/raster-planet-example.json": /not among the files/,
  "stac-items/stac_no_ext.json": /refers to red\.tif, which is not among the files/,
  "stac-maxar/10300100D797E100.json": /MosaicJSON/,
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
  "raster-odd-rasterio/RGB2.byte.tif": /Reprojected by gdalwarp.*mask leaves out|Made transparent/,
  "raster-odd-rasterio/RGBA.uint16.tif": /blue, green, red/,
  "raster-vector-fair-kampala/kampala_informal_z21_mosaic.tif": /Kept its projection/,
  "stac-items/item-naip.json": /asset "CO_GEOTIFF_AZURE_RGB"|asset "CO_GEOTIFF/,
  "stac-items/example-landsat8.json": /asset "B\d".*one band \(B\d.*shown as grey/,
  "stac-items/stac.json": /asset "rgb"/,
  "stac-items/stac_alternate.json": /assets "red", "green", "blue"/,
  "stac-items/stac_proj.json": /assets "red", "green", "blue"/,
  "stac-maxar/Libya-Floods-Sept-2023.geojson": /^Names 186 images/,
};

/** The farthest from GDAL's reprojection that an image may lie, pixels of its own. */
const MOST_POSITION_ERROR = 1;
const NEVER = new AbortController().signal;
const DOCUMENT = path.resolve(import.meta.dirname, "../../../docs/imports.md");
const [BEGIN, END] = ["<!-- rasters: begin, written by a test -->", "<!-- rasters: end -->"];

type Row = { name: string; expected: string; verdict: "accepted" | "refused"; reason: string; error: string };
const rows: Row[] = [];

const files: string[] = [];
if (noTestData === null) {
  for (const folder of (await readdir(testData()))
    .filter((name) => /^raster-|^stac-|^hostile-/.test(name))
    .sort()) {
    const entries = await readdir(testData(folder), { recursive: true, withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isFile() && !/\.(?:md|ovr|msk)$/.test(entry.name))
      .map((entry) => path.relative(testData(), path.join(entry.parentPath, entry.name)));
    files.push(...names.sort());
  }
}
/** Images and STAC documents have an end of their own; everything else is refused as no image. */
const isImage = (name: string) => /^(?:raster-|hostile-tiff).*\.tiff?$/.test(name);
const isStac = (name: string) => /^stac-.*json$/.test(name);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "aftermap-real-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** As an import of scenes would: a document is looked into, anything else is made a working copy of. */
async function read(name: string, destination: string): Promise<{ didWhat: string[]; isCopy: boolean }> {
  const source = { name, path: testData(name) };
  if (mayHoldOthers(source)) {
    const reach = { filesByName: new Map(), folders: [path.dirname(source.path)] };
    const found = await lookInto({ allowed: [] }, source, reach, NEVER);
    if (found.kind !== "documents") throw new Error("a file is no address");
    const { images, refused } = found.contents;
    const [first] = images;
    if (first === undefined) throw Object.assign(new Error(refused[0]?.reason), { code: "invalid_input" });
    const many = images.length > 1 ? [`Names ${images.length} images, each with a row of its own.`] : [];
    return { didWhat: [...many, ...first.stated.did], isCopy: false };
  }
  const { didWhat } = await makeWorkingCopy({ source: source.path, destination });
  return { didWhat, isCopy: true };
}

describe.skipIf(noTestData !== null)(`real files ${noTestData ?? ""}`, () => {
  it.each(files)("%s is taken as it says, or refused with a reason, within 30 s", async (name) => {
    const destination = path.join(folder, name.replaceAll("/", "-"));
    const started = Date.now();
    const outcome = await read(name, destination).catch((error: unknown) => error);
    expect(Date.now() - started).toBeLessThan(30_000);
    const isForeign = !isImage(name) && !isStac(name);
    const withoutGdal = NEED_GDAL.has(name) && !(await hasGdal()) ? /gdalwarp -t_srs/ : null;
    const reason = REFUSED[name] ?? withoutGdal ?? (isForeign ? /\w.{10,}/ : null);
    const expected = reason === null ? "accepted" : "refused";
    if (reason !== null) {
      expect(outcome).toMatchObject({ code: "invalid_input", message: expect.stringMatching(reason) });
      const { message } = outcome as Error;
      rows.push({ name, expected, verdict: "refused", reason: message, error: "" });
      return;
    }
    expect(outcome, name).toMatchObject({ didWhat: expect.any(Array) });
    const { didWhat, isCopy } = outcome as Awaited<ReturnType<typeof read>>;
    expect(didWhat.join(" ")).toMatch(SAID[name] ?? /./);
    let error = "";
    if (isCopy) {
      await expectServable(destination);
      if (await hasGdal()) {
        const pixels = await positionError(testData(name));
        if (pixels !== null) expect(pixels).toBeLessThanOrEqual(MOST_POSITION_ERROR);
        error = pixels === null ? "GDAL's own" : `${pixels.toFixed(2)} px`;
      }
    }
    rows.push({ name, expected, verdict: "accepted", reason: didWhat.join(" "), error });
  });

  it("stands in docs/imports.md, file by file", async () => {
    const text = await readFile(DOCUMENT, "utf8").catch(
      () => `# Imports\n\n## Rasters\n\n${BEGIN}\n${END}\n`,
    );
    const [before = "", rest = ""] = text.split(BEGIN);
    const [old = "", after = ""] = rest.split(END);
    const lines = linesOf(rows);
    if (process.env["WRITE_DOCS"] !== undefined) {
      // Files that were not read this time keep their rows.
      const all = [...new Map([...oldLines(old), ...lines]).values()].sort();
      await writeFile(
        DOCUMENT,
        `${before}${BEGIN}\n\n${PLAIN[0]}\n${HEAD}\n${all.join("\n")}\n${PLAIN[1]}\n\n${END}${after}`,
      );
      return;
    }
    // Reasons and errors may differ with the GDAL that is installed; what is taken must not.
    if (!(await hasGdal())) return;
    const stand = new Map(oldLines(old));
    for (const [name, line] of lines)
      expect(verdictOf(stand.get(name)), `${name}: run this test with WRITE_DOCS=1`).toBe(verdictOf(line));
  });
});

async function expectServable(destination: string): Promise<void> {
  const bytes = await readFile(destination);
  const index = await openTileIndex((offset, length) =>
    Promise.resolve(bytes.subarray(offset, offset + length)),
  );
  const tile = someTile(index);
  const block = bytes.subarray(tile.offset, tile.offset + tile.byteLength);
  expect((await sharp(block).metadata()).format).toBe("webp");
}

function someTile(index: Awaited<ReturnType<typeof openTileIndex>>) {
  for (const { zoom, left, top, columns, rows: high } of [...index.levels].reverse()) {
    for (let y = top; y < top + high; y += 1) {
      for (let x = left; x < left + columns; x += 1) {
        const place = index.locate(zoom, x, y);
        if (place !== null) return place;
      }
    }
  }
  throw new Error("no level shows anything");
}

/** Columns as wide as the longest reason would make the file ten times as large. */
const PLAIN = ["<!-- prettier-ignore-start -->", "<!-- prettier-ignore-end -->"] as const;
const HEAD =
  "| File | Expected | Verdict | What was done, or why not | Position error |\n| --- | --- | --- | --- | --- |";

/** A line of the table per file, by the file's name. */
function linesOf(all: readonly Row[]): [name: string, line: string][] {
  const cell = (text: string) =>
    text
      .replaceAll("|", String.raw`\|`)
      .replaceAll("<", "&lt;")
      .replaceAll(/\s+/g, " ")
      .slice(0, 260);
  return all.map(({ name, expected, verdict, reason, error }) => {
    const isNamed =
      isImage(name) && verdict === "accepted" && acquisitionFromName(path.basename(name)) !== null;
    const dated = isNamed ? " Dated by its name." : "";
    return [cell(name), `| ${cell(name)} | ${expected} | ${verdict} | ${cell(reason)}${dated} | ${error} |`];
  });
}

const oldLines = (table: string): [name: string, line: string][] =>
  [...table.matchAll(/^\| (\S+) +\| (?:accepted|refused) .*$/gm)].map(([line, name = ""]) => [name, line]);

const verdictOf = (line: string | undefined) =>
  /^\| \S+ +\| \w+ +\| (accepted|refused)/.exec(line ?? "")?.[1];
