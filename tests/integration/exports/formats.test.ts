import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { columnsOf } from "../../../core/exports/columns.ts";
import type { RowWriter } from "../../../core/exports/format.ts";
import { FORMATS } from "../../../core/exports/formats.ts";
import { csvColumns, toLine } from "../../../core/exports/formats/csv.ts";
import { weigh } from "../../../core/exports/write-file.ts";
import { hasGdal } from "../../../core/imagery/raster/gdal.ts";
import type { ConsensusFeature } from "../../../shared/consensus.ts";
import type { ExportFormat } from "../../../shared/exports.ts";
import { sorted } from "../../support/sorted.ts";
import { findings, SNAPSHOT } from "./findings.ts";

const run = promisify(execFile);
const COUNT = 700;
const FEATURES = findings(COUNT);

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), "aftermap-formats-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes the features in pages, as an export does. */
async function write(name: ExportFormat, features = FEATURES, as: string = name): Promise<string> {
  const format = FORMATS[name];
  const { rows } = format;
  if (rows !== "findings" && rows !== "features" && rows !== "lines")
    throw new Error(`${name} holds no findings`);
  const scratch = path.join(folder, as);
  await mkdir(scratch, { recursive: true });
  const file = path.join(folder, `${as}.${format.extension}`);
  const target = { file, folder: scratch };
  const columns = csvColumns(SNAPSHOT);
  const textOf = {
    features: (feature: ConsensusFeature) => JSON.stringify(feature),
    lines: (feature: ConsensusFeature) => toLine(columns.map(({ read }) => read(feature))),
  };
  if (rows === "findings") await writePages(await format.open(target, SNAPSHOT), features);
  else await writePages(await format.open(target, SNAPSHOT), features.map(textOf[rows]));
  return file;
}

async function writePages<Row>(writer: RowWriter<Row>, rows: readonly Row[]): Promise<void> {
  for (let at = 0; at < rows.length; at += 1_000) await writer.write(rows.slice(at, at + 1_000));
  await writer.close();
}

/** All features of all layers as GDAL reads them. */
async function asGdalReads(file: string, ...more: string[]): Promise<any[]> {
  const { stdout: list } = await run("ogrinfo", ["-q", file]);
  const layers = [...list.matchAll(/^\d+: (.+?)(?: \([^)]*\))?$/gm)]
    .map(([, name]) => name!)
    .filter((name) => name !== "source" && !name.startsWith("data-dictionary"));
  const features: any[] = [];
  for (const layer of layers) {
    const args = ["-f", "GeoJSONSeq", "-lco", "COORDINATE_PRECISION=15", "/vsistdout/", file, layer, ...more];
    const { stdout } = await run("ogr2ogr", args, { maxBuffer: 1 << 28 });
    features.push(
      ...stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    );
  }
  return features;
}

const flat = (value: any): number[] => (typeof value === "number" ? [value] : value.flatMap(flat));
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

describe.skipIf(!(await hasGdal()))("GDAL opens", () => {
  it.each([
    ["geojson", "building"],
    ["geojsonl", "building"],
    ["gpkg", "building"],
    ["fgb", "building"],
    ["kml", "building"],
    ["shp", "building"],
  ] as const)(
    "%s with every building, its place and its attributes",
    { timeout: 60_000 },
    async (format, key) => {
      const file = await write(format);
      const found = await asGdalReads(format === "shp" ? `/vsizip/${file}` : file);
      expect(found).toHaveLength(COUNT);
      const byId = new Map(found.map((one) => [one.properties[key], one]));
      for (const feature of FEATURES) {
        const one = byId.get(feature.id);
        expect(one, feature.id).toBeDefined();
        expect(one.properties.status).toBe(feature.properties.status);
        expect(one.properties.class ?? null).toBe(feature.properties.class);
        expect(Number(one.properties.p_class ?? one.properties.probability)).toBeCloseTo(
          feature.properties.probability,
          11,
        );
        expect(Number(one.properties.votes)).toBe(feature.properties.votes);
        const [read, meant] = [flat(one.geometry.coordinates), flat((feature.geometry as any).coordinates)];
        expect(read).toHaveLength(meant.length);
        expect(sum(read)).toBeCloseTo(sum(meant), 7);
      }
    },
  );

  it("finds the same buildings in a corner, by the index of FlatGeobuf and of GeoPackage", async () => {
    const box = ["39.2", "36.2", "39.4", "36.4"];
    const inside = async (format: ExportFormat) =>
      sorted(
        (await asGdalReads(await write(format, FEATURES, `${format}-corner`), "-spat", ...box)).map(
          (one): string => one.properties.building,
        ),
      );
    const meant = await inside("geojson");
    expect(meant.length).toBeGreaterThan(10);
    expect(await inside("fgb")).toEqual(meant);
    expect(await inside("gpkg")).toEqual(meant);
    const { stdout } = await run("ogrinfo", ["-so", "-json", path.join(folder, "fgb-corner.fgb")]).catch(
      () => ({ stdout: "" }),
    );
    expect(stdout).not.toMatch(/error/i);
  });

  it("UNOSAT's profile: a point a building, a class for each date, only after the first damage", async () => {
    const found = await asGdalReads(`/vsizip/${await write("shp-unosat")}`);
    expect(found).toHaveLength(COUNT);
    expect(found[0].geometry.type).toBe("Point");
    expect(found[0].properties).toMatchObject({
      SensorDate: "2017-02-04",
      SensorDa_1: "2017-06-15",
      Main_Damag: "No Visible Damage",
      Main_Dam_1: "Destroyed",
      AM_Class: "destroyed",
      AM_Scale: "unosat",
    });
    expect(found[4].properties).toMatchObject({
      Main_Damag: "No Visible Damage",
      Main_Dam_1: "No Visible Damage",
    });
  });

  it("Copernicus's profile: grades in its words, sources by number", async () => {
    const file = await write("shp-copernicus");
    const found = await asGdalReads(`/vsizip/${file}`);
    expect(found).toHaveLength(COUNT);
    const grades = new Set(found.map((one) => one.properties.damage_gra));
    expect(sorted([...grades])).toEqual([
      "Damaged",
      "Destroyed",
      "No visible damage",
      "Not Analysed",
      "Possibly damaged",
    ]);
    expect(found[0].properties).toMatchObject({
      or_src_id: 1,
      dmg_src_id: 2,
      det_method: "Photo-interpretation",
    });
    const { stdout } = await run("ogrinfo", ["-al", "-q", `/vsizip/${file}/source.dbf`]);
    expect(stdout).toMatch(/src_date \(String\) = 04\/02\/2017/);
  });

  it("an export of nothing: every format opens and holds nothing", { timeout: 60_000 }, async () => {
    for (const format of ["geojson", "gpkg", "fgb", "kml", "shp", "shp-unosat", "shp-copernicus"] as const) {
      const file = await write(format, [], `${format}-empty`);
      expect(await asGdalReads(file.endsWith(".zip") ? `/vsizip/${file}` : file), format).toEqual([]);
    }
  });
});

describe("GeoParquet", () => {
  it("holds every building with its attributes and says where they lie", async () => {
    const file = await asyncBufferFromFile(await write("parquet"));
    const metadata = await parquetMetadataAsync(file);
    expect(Number(metadata.num_rows)).toBe(COUNT);
    const geo = JSON.parse(metadata.key_value_metadata?.find(({ key }) => key === "geo")?.value ?? "");
    expect(geo).toMatchObject({
      version: "1.1.0",
      primary_column: "geometry",
      columns: { geometry: { encoding: "WKB", geometry_types: ["MultiPolygon", "Point", "Polygon"] } },
    });
    expect(geo.columns.geometry.bbox[0]).toBeCloseTo(39, 6);
    const rows = await parquetReadObjects({ file, utf8: true });
    expect(rows[3]).toMatchObject({
      building: FEATURES[3]!.id,
      status: "reviewed",
      final_class: "severe",
      votes: 3,
    });
    expect(rows[3]!["probability"]).toBe(FEATURES[3]!.properties.probability);
  });
});

describe("every format", () => {
  const all = Object.entries(FORMATS)
    .filter(([, { rows }]) => rows === "findings" || rows === "features" || rows === "lines")
    .map(([name]) => name as ExportFormat);

  it.each(all)("%s is the same to the byte when written twice, whatever the hour", async (format) => {
    const first = await weigh(await write(format, FEATURES.slice(0, 300), `${format}-first`));
    const second = await weigh(await write(format, FEATURES.slice(0, 300), `${format}-second`));
    expect(second).toEqual(first);
  });

  it("says what its columns mean, in ten letters where a shapefile needs it", () => {
    const columns = columnsOf(SNAPSHOT);
    expect(columns.every(({ meaning }) => meaning.length > 10)).toBe(true);
    expect(columns.every(({ shortName }) => /^[\w]{1,10}$/.test(shortName))).toBe(true);
    expect(new Set(columns.map(({ shortName }) => shortName)).size).toBe(columns.length);
  });

  it("carries no formula into a spreadsheet", async () => {
    const text = await readFile(await write("csv", FEATURES.slice(0, 10), "csv-formula"), "utf8");
    expect(text).toContain(",'=1+1,");
    expect(text).not.toContain(",=1+1");
    const zip = unzipSync(await readFile(await write("shp", FEATURES.slice(0, 10), "shp-dictionary")));
    expect(Object.keys(zip)).toContain("data-dictionary.csv");
  });
});
