import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasGdalTransform } from "../../../core/buildings/reading/gdal-transform.ts";
import { readFootprints } from "../../../core/buildings/reading/read.ts";
import type { StagedRow } from "../../../core/buildings/reading/row-maker.ts";
import { bboxOf, positionsOf, type Position } from "../../../shared/geo.ts";
import { noTestData, testData } from "../../support/test-data.ts";

const gdal = promisify(execFile);

/** Taken, with so many of so many rows. Everything else is refused. */
const TAKEN: Record<string, [accepted: number, rows: number]> = {
  "vector-beirut/Beirut_Buildings.shp": [1503, 1503],
  "vector-beirut/beirut_port_explosions_operational_zones_139.shp": [138, 139],
  "vector-copernicus-emsr190/07TODIANO_GRADING_OVERVIEW-MONIT01_v1_vector.zip": [897, 897],
  "vector-copernicus-emsr190/07TODIANO_GRADING_OVERVIEW-MONIT02_v1_vector.zip": [898, 898],
  "vector-copernicus-emsr190/07TODIANO_GRADING_OVERVIEW_v2_vector.zip": [897, 897],
  "vector-copernicus-emsr190/11GROTTI_GRADING_OVERVIEW-MONIT01_v1_vector.zip": [1, 1],
  "vector-copernicus-emsr190/16CAMERINO_GRADING_OVERVIEW_v2_vector.zip": [2674, 2675],
  "vector-copernicus-emsr190/22SANGINESIO_GRADING_OVERVIEW_v1_vector.zip": [2407, 2407],
  "vector-copernicus-emsr190/todiano_v2_settlements_only_clean.zip": [897, 897],
  "vector-footprints-opengeos/boulder_buildings.zip": [13_491, 13_491],
  "vector-gaza-guardian/al-zahra.geojson": [21, 21],
  "vector-gaza-guardian/beit-hanoun.geojson": [26, 27],
  "vector-maui-msft/Maui_Wildfires_August_0.geojson": [106, 106],
  "vector-unosat-aleppo-hrw/HRW_forProcessingV02.csv": [2244, 2244],
  "vector-unosat-aois-ukraine/unosat_aois.geojson": [1, 18],
  "vector-unosat-raqqa-sample/raqqa_unosat_damage_sites.csv": [20, 20],
  "vector-unosat-raqqa-sample/raqqa_unosat_damage_sites.geojson": [20, 20],
  "raster-vector-fair-kampala/building_footprints.geojson": [98, 98],
  "raster-vector-solaris-spacenet/geotiff_labels.geojson": [43, 43],
  "raster-vector-solaris-spacenet/gt.geojson": [28, 28],
  "crowd-mapswipe-haiti-damage/agg_results.geojson": [1218, 1218],
  "crowd-mapswipe-haiti-damage/copernicus_footprints.geojson": [132, 132],
  "crowd-mapswipe-haiti-damage/reference_labels.geojson": [1218, 1218],
  "xbd/joplin-tornado_00000050_post_disaster.json": [15, 15],
  "xbd/joplin-tornado_00000050_pre_disaster.json": [15, 15],
  "hostile-geojson-geojsonhint/bad/bbox-contains-string.geojson": [1, 1],
  "hostile-geojson-geojsonhint/bad/geometry_changed_semantics.geojson": [1, 1],
  "hostile-geojson-geojsonhint/bad/geometrycollection_single.geojson": [1, 1],
  "hostile-geojson-geojsonhint/bad/stringcoord.geojson": [1, 2],
  "hostile-geojson-mapshaper/features/zip/points.zip": [295, 295],
  "hostile-geojson-mapshaper/shapefile/latin1-property.shp": [1, 1],
  "hostile-mapswipe/project_geometries_very_small_and_close.geojson": [4, 6],
};

/** Those of one layer without junk in front, which GDAL opens as they are. */
const BY_GDAL = /^vector-(?:beirut|footprints|gaza|maui)|^raster-vector|clean\.zip$|^crowd.*footprints/;
/** Rows whose outline lost a loop on its edge. */
const MENDED: Record<string, number[]> = { "vector-maui-msft/Maui_Wildfires_August_0.geojson": [63] };
/** Two millimetres, in degrees. */
const TOLERANCE = 2e-8;
const FOLDERS = /^(?:vector-|xbd|hostile-(?!tiff)|crowd-mapswipe-haiti|raster-vector-)/;
const DOCUMENT = path.resolve(import.meta.dirname, "../../../docs/imports.md");
const [BEGIN, END] = ["<!-- vectors: begin, written by a test -->", "<!-- vectors: end -->"];
const INTRODUCTION = `## Vectors

How footprints are taken: GeoJSON (also newline-delimited and RFC 8142), Shapefiles (zipped with whatever junk, or beside
their parts), GeoPackage, FlatGeobuf, KML and KMZ, CSV with coordinates or WKT, and label files of xBD, told by their
content. Small faults are put right and said; other rows are refused one by one, each with a reason, and can be
downloaded. A file that comes again updates buildings by their id and keeps their votes. What experts said before is kept
beside a building with \`options.profile\` (\`unosat\`, \`copernicus\`, \`xbd\`, \`mapswipe\`, \`osm\`), never as a vote; values
whose meaning is not certain are asked, not guessed (decision 0029).

The table is written by \`tests/integration/imports/vector-files.test.ts\` (with \`WRITE_DOCS=1\`) from the real files beside
the project, read without a profile. Where GDAL is installed the test compares counts and boxes with what \`ogr2ogr\` reads.

`;

type Outcome = {
  verdict: "accepted" | "refused";
  accepted: number;
  rows: number;
  said: string;
  staged: StagedRow[];
};
const lines = new Map<string, string>();

const files: string[] = [];
if (noTestData === null) {
  for (const folder of (await readdir(testData())).filter((name) => FOLDERS.test(name)).sort()) {
    const entries = await readdir(testData(folder), { recursive: true, withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isFile() && !/\.(?:md|tif|tiff|png|prj)$/.test(entry.name))
      .map((entry) => path.relative(testData(), path.join(entry.parentPath, entry.name)));
    files.push(...names.sort());
  }
}

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "aftermap-vectors-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** As an import would, up to the database. */
async function read(name: string): Promise<Outcome> {
  const staged: StagedRow[] = [];
  let refusal = "";
  const nothing = { verdict: "refused", accepted: 0, rows: 0, staged } as const;
  const order = { file: testData(name), scratch, options: {}, places: [] };
  try {
    const result = await readFootprints(order, {
      rows: (rows) => staged.push(...rows),
      refused: ([first]) => (refusal ||= first === undefined ? "" : `Row ${first.row}: ${first.reason}.`),
      progress() {},
    });
    if ("choices" in result)
      return { ...nothing, said: `Asked: ${result.missing.map(({ why }) => why).join(", ")}.` };
    const said = [...result.did, refusal].join(" ").trim();
    const verdict = result.accepted > 0 ? "accepted" : "refused";
    return {
      verdict,
      accepted: result.accepted,
      rows: result.read,
      said: verdict === "accepted" ? said : refusal,
      staged,
    };
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || error.code !== "invalid_input") throw error;
    return { ...nothing, said: error.message };
  }
}

describe.skipIf(noTestData !== null)(`real footprints ${noTestData ?? ""}`, () => {
  it.each(files)("%s is taken as it says, or refused with a reason, within 30 s", async (name) => {
    const started = Date.now();
    const { verdict, accepted, rows, said, staged } = await read(name);
    expect(Date.now() - started).toBeLessThan(30_000);
    const expected = TAKEN[name];
    expect([verdict, accepted, rows], said).toEqual(
      expected === undefined ? ["refused", 0, rows] : ["accepted", ...expected],
    );
    expect(said).toMatch(/\w.{10,}/);
    if (verdict === "accepted" && BY_GDAL.test(name) && (await hasGdalTransform())) {
      await expectSameAsGdal(name, staged, rows);
    }
    const count = rows === 0 ? "" : `${accepted} of ${rows}`;
    lines.set(
      name,
      `| ${name} | ${expected === undefined ? "refused" : "accepted"} | ${verdict} | ${count} | ${cell(said)} |`,
    );
  });

  it("stands in docs/imports.md, file by file", async () => {
    const text = await readFile(DOCUMENT, "utf8");
    const [before = text, rest = `${END}\n`] = text.split(BEGIN);
    const [old = "", after = ""] = rest.split(END);
    const stand = new Map(oldLines(old));
    if (process.env["WRITE_DOCS"] !== undefined) {
      const all = [...new Map([...stand, ...lines]).values()].sort();
      const table = [
        "<!-- prettier-ignore-start -->",
        "| File | Expected | Verdict | Rows | What was done, or why not |",
        "| --- | --- | --- | --- | --- |",
        ...all,
        "<!-- prettier-ignore-end -->",
      ];
      const head = before.includes("## Vectors") ? before : `${before.trimEnd()}\n\n${INTRODUCTION}`;
      await writeFile(DOCUMENT, `${head}${BEGIN}\n\n${table.join("\n")}\n\n${END}${after}`);
      return;
    }
    for (const [name, line] of lines) {
      const verdictOf = (one: string | undefined) => one?.split("|").slice(1, 5).join("|");
      expect(verdictOf(stand.get(name)), `${name}: run this test with WRITE_DOCS=1`).toBe(verdictOf(line));
    }
  });
});

/** Each footprint lies where GDAL reads it, to two millimetres, and there are as many. */
async function expectSameAsGdal(name: string, staged: readonly StagedRow[], rows: number): Promise<void> {
  const source = name.endsWith(".zip") ? `/vsizip/${testData(name)}` : testData(name);
  const { stdout } = await gdal(
    "ogr2ogr",
    ["-f", "GeoJSONSeq", "/vsistdout/", source, "-t_srs", "EPSG:4326", "-lco", "COORDINATE_PRECISION=10"],
    { maxBuffer: 1e9 },
  );
  const theirs = stdout.split("\n").filter((line) => line.trim() !== "");
  expect(theirs).toHaveLength(rows);
  const elsewhere: number[] = [];
  for (const { row, geometry } of staged) {
    const feature: any = JSON.parse(theirs[row - 1] ?? "");
    const flat = feature.geometry.coordinates.flat(Infinity) as number[];
    const width = feature.geometry.type === "Point" && flat.length === 3 ? 3 : 2;
    const positions = Array.from({ length: Math.floor(flat.length / width) }, (_, at): Position => [
      flat[at * width] ?? 0,
      flat[at * width + 1] ?? 0,
    ]);
    const [box, their] = [bboxOf(positionsOf(geometry)), bboxOf(positions)];
    if (box?.some((side, at) => !(Math.abs(side - (their?.[at] ?? 0)) < TOLERANCE))) elsewhere.push(row);
  }
  expect(elsewhere, name).toEqual(MENDED[name] ?? []);
}

function oldLines(table: string): [string, string][] {
  return table
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (?:File|---) /.test(line))
    .map((line) => [line.split("|")[1]?.trim() ?? "", line]);
}

const cell = (text: string) => text.replaceAll(/[|<>\n]/g, " ").slice(0, 300);
