import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { tableFromIPC } from "apache-arrow";
import { readParquet, readSchema } from "parquet-wasm";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExport, getExport, getExportFile, writeExport } from "../../../core/exports/exports.ts";
import { hasGdal } from "../../../core/imagery/raster/gdal.ts";
import { NEVER_STOPPING } from "../../../core/jobs.ts";
import type { ExportFormat } from "../../../shared/exports.ts";
import { fillTown, SLUG } from "../../bench/mvt-city.ts";
import { allFindings } from "../../support/crowds.ts";
import { aWorld, type World } from "../../support/world.ts";

const run = promisify(execFile);
const BUILDINGS = 10_000;
const FORMATS = ["geojson", "geojsonl", "csv", "gpkg", "fgb", "kml", "shp", "parquet"] as const;

let world: World;
let folder: string;
let known: Map<string, any>;
const digests = new Map<ExportFormat, (string | null)[]>();
const fileOf = (format: ExportFormat) => path.join(folder, `${format}.${format === "shp" ? "zip" : format}`);
beforeAll(async () => {
  world = await aWorld({ withWorkers: false });
  folder = await mkdtemp(path.join(tmpdir(), "aftermap-ten-thousand-"));
  const pool = new pg.Pool({ connectionString: world.ctx.databaseUrl, max: 1 });
  await fillTown(pool, BUILDINGS);
  await pool.end();
  known = new Map((await allFindings(world, SLUG)).map((feature) => [feature.id, feature]));
  for (const format of FORMATS)
    digests.set(format, [await exportTo(format, fileOf(format)), await exportTo(format, fileOf(format))]);
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes an export as a worker does, puts its file there, and gives its SHA-256. */
async function exportTo(format: ExportFormat, file: string): Promise<string | null> {
  const { id } = await createExport(world.ctx, null, { slug: SLUG, format, filter: {} });
  await writeExport(world.ctx, id, NEVER_STOPPING);
  const { key } = await getExportFile(world.ctx, id);
  await writeFile(file, await world.ctx.objects.get(key));
  return (await getExport(world.ctx, id)).sha256;
}

const numbersIn = (value: any): number[] => (typeof value === "number" ? [value] : value.flatMap(numbersIn));
const dayOf = (text: string | null | undefined) => text?.slice(0, 10).replaceAll("/", "-") ?? null;

/** What a file says of a building, and what the API says, both as text; by long names or by a shapefile's. */
function tell(found: { properties: any; geometry: any }, meant: any, format: ExportFormat): [string, string] {
  const { properties } = meant;
  const read = (name: string, short: string) =>
    (found.properties[name] ?? found.properties[short] ?? null) || null;
  const both: [unknown, unknown][] = [
    [read("external_id", "ext_id") ?? found.properties.externalId, properties.externalId],
    [read("status", "status"), properties.status],
    [read("class", "class"), properties.class],
    [Number(read("votes", "votes")), properties.votes],
    [Number(read("probability", "p_class")).toFixed(9), properties.probability.toFixed(9)],
  ];
  if (format !== "geojson" && format !== "geojsonl")
    both.push(
      [dayOf(read("window_from", "win_from")), dayOf(properties.window?.from)],
      [dayOf(read("window_to", "win_to")), dayOf(properties.window?.to)],
      [read("last_intact", "intact_id"), properties.window?.lastIntact ?? null],
      [Number(read("p_destroyed", "p_1")).toFixed(9), properties.probabilities.destroyed.toFixed(9)],
    );
  if (format !== "csv") {
    // Where a ring begins and which way it goes is the format's own affair.
    const corners = (one: any) =>
      numbersIn(one.coordinates)
        .slice(0, -2)
        .toSorted((a, b) => a - b);
    const text = (one: any) =>
      corners(one)
        .map((value) => value.toFixed(9))
        .join();
    both.push([text(found.geometry), text(meant.geometry)]);
  }
  return [JSON.stringify(both.map(([first]) => first)), JSON.stringify(both.map(([, second]) => second))];
}

describe.skipIf(!(await hasGdal()))("GDAL finds ten thousand buildings as the API tells them, in", () => {
  it.each(FORMATS.filter((format) => format !== "parquet"))(
    "%s",
    async (format) => {
      const source = format === "shp" ? `/vsizip/${fileOf(format)}` : fileOf(format);
      const { stdout: list } = await run("ogrinfo", ["-q", source]);
      const layers = [...list.matchAll(/^\d+: (.+?)(?: \([^)]*\))?$/gm)]
        .map(([, name]) => name!)
        .filter((name) => !name.startsWith("data-dictionary"));
      const lines: string[] = [];
      for (const layer of layers) {
        const out = ["-f", "GeoJSONSeq", "-lco", "COORDINATE_PRECISION=15", "/vsistdout/"];
        const { stdout } = await run("ogr2ogr", [...out, source, layer], { maxBuffer: 1 << 28 });
        lines.push(...stdout.split("\n").filter(Boolean));
      }
      expect(lines).toHaveLength(BUILDINGS);
      const seen = new Set<string>();
      const other: [string, string][] = [];
      for (const feature of lines.map((line) => JSON.parse(line))) {
        seen.add(feature.properties.building);
        const told = tell(feature, known.get(feature.properties.building), format);
        if (told[0] !== told[1]) other.push(told);
      }
      expect(other.slice(0, 3)).toEqual([]);
      expect(seen.size).toBe(BUILDINGS);
    },
    120_000,
  );
});

it("the same snapshot twice is the same bytes", () => {
  for (const [format, [first, second]] of digests) expect(second, format).toBe(first);
});

describe("GeoParquet, read by Arrow's own reader", () => {
  it("holds ten thousand buildings as the API tells them, in columns of the right kind", async () => {
    const bytes = await readFile(fileOf("parquet"));
    const table = tableFromIPC(readParquet(new Uint8Array(bytes)).intoIPCStream());
    expect(table.numRows).toBe(BUILDINGS);
    const kinds = Object.fromEntries(table.schema.fields.map(({ name, type }) => [name, String(type)]));
    expect(kinds).toMatchObject({
      building: "Utf8",
      votes: "Int32",
      probability: "Float64",
      geometry: "Binary",
      window_from: expect.stringMatching(/^Timestamp/),
    });
    const column = (name: string) => table.getChild(name)!;
    const [told, meant]: [unknown[], unknown[]] = [[], []];
    for (let row = 0; row < BUILDINGS; row++) {
      const read = (name: string) => column(name).get(row);
      const { properties, geometry } = known.get(read("building"));
      const from = properties.window?.from ?? null;
      const values = ["class", "probability", "votes", "window_from", "p_destroyed"].map(read);
      told.push([...values, ringOf(read("geometry"))]);
      const { probability, votes, probabilities } = properties;
      const time = from === null ? null : Date.parse(from);
      meant.push([
        properties.class,
        probability,
        votes,
        time,
        probabilities.destroyed,
        geometry.coordinates[0],
      ]);
    }
    expect(told).toEqual(meant);
  }, 60_000);

  it("says by the letter of GeoParquet 1.1 what its geometry is", async () => {
    const bytes = await readFile(fileOf("parquet"));
    const schema = tableFromIPC(readSchema(new Uint8Array(bytes)).intoIPCStream()).schema;
    const geo = JSON.parse(schema.metadata.get("geo")!);
    expect(geo.version).toBe("1.1.0");
    expect(Object.keys(geo.columns)).toEqual([geo.primary_column]);
    const column = geo.columns[geo.primary_column];
    expect(schema.fields.some(({ name }) => name === geo.primary_column)).toBe(true);
    expect(column.encoding).toBe("WKB");
    // Types without repetition, of the names that the specification lists.
    expect(column.geometry_types).toEqual(["Polygon"]);
    // No `crs`: longitude and latitude on WGS 84 (OGC:CRS84), which is what it means; never null, which means unknown.
    expect("crs" in column).toBe(false);
    // No `orientation` or `edges`: nothing is promised of winding, and edges are planar.
    expect(Object.keys(column).toSorted()).toEqual(["bbox", "encoding", "geometry_types"]);
    const places = [...known.values()].flatMap(({ geometry }) => geometry.coordinates[0]);
    const of = (side: number) => places.map((place: number[]) => place[side]!);
    const [longitudes, latitudes] = [of(0), of(1)];
    expect(column.bbox).toEqual([
      Math.min(...longitudes),
      Math.min(...latitudes),
      Math.max(...longitudes),
      Math.max(...latitudes),
    ]);
  }, 60_000);
});

/** The only ring of a polygon in well-known binary, little-endian. */
function ringOf(wkb: Uint8Array): number[][] {
  const view = new DataView(wkb.buffer, wkb.byteOffset, wkb.byteLength);
  if (view.getUint8(0) !== 1 || view.getUint32(1, true) !== 3 || view.getUint32(5, true) !== 1)
    throw new Error("not a polygon of one ring");
  const places = view.getUint32(9, true);
  return Array.from({ length: places }, (_, i) => [
    view.getFloat64(13 + i * 16, true),
    view.getFloat64(21 + i * 16, true),
  ]);
}
