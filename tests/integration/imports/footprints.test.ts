import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { importBuildings } from "../../../core/buildings/buildings.ts";
import { NEVER_STOPPING } from "../../../core/jobs.ts";
import { createBatch, runBatch } from "../../../core/imagery/batches.ts";
import { aCampaign, aFootprintFile, anImport } from "../../support/campaigns.ts";
import { allFindings } from "../../support/crowds.ts";
import { sorted } from "../../support/sorted.ts";
import { noTestData, testData } from "../../support/test-data.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
  await mkdir(world.importFolder, { recursive: true });
});

let written = 0;
async function aFile(content: unknown): Promise<string> {
  const file = join(world.importFolder, `file-${(written += 1)}.geojson`);
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const collection = (features: unknown[], more: object = {}) => ({
  type: "FeatureCollection",
  ...more,
  features,
});
const point = (lon: number, lat: number) => ({ type: "Point", coordinates: [lon, lat] });
const feature = (geometry: unknown, properties: object = {}, more: object = {}) => ({
  type: "Feature",
  ...more,
  properties,
  geometry,
});

/** Imports one file into a new campaign and gives its item with the campaign. */
async function importOne(
  content: unknown,
  options: Record<string, unknown> = {},
): Promise<{ item: any; slug: string }> {
  const slug = await aCampaign(world);
  const { items } = await anImport(world, slug, "buildings", await aFile(content), options);
  expect(items).toHaveLength(1);
  return { item: items[0], slug };
}

describe("a footprint file", () => {
  it("is accepted without its bad rows, which are listed with reasons", async () => {
    const { item, slug } = await importOne(
      collection([
        feature(point(10, 10), { id: "good" }),
        feature(null, { id: "no geometry" }),
        feature(
          {
            type: "LineString",
            coordinates: [
              [0, 0],
              [1, 1],
            ],
          },
          { id: "line" },
        ),
        feature(point(200, 10), { id: "off the globe" }),
        feature(point(10, 10.001), { id: "good" }),
        feature({ type: "Line\u0000String\ud800", coordinates: [] }, { id: "\ud800\u0000" }),
        feature({
          type: "Polygon",
          coordinates: [
            [
              [0, 0],
              [0.001, 0.001],
              [0.001, 0],
              [0, 0.0005],
              [0, 0],
            ],
          ],
        }),
      ]),
    );
    expect(item).toMatchObject({ status: "accepted", rows: { accepted: 1, refused: 6 }, scene: null });
    expect(item.refusedRows.map(({ row }: any) => row)).toEqual([2, 3, 4, 5, 6, 7]);
    const reasons = item.refusedRows.map(({ reason }: any) => reason);
    expect(reasons).toEqual([
      expect.stringContaining("no geometry"),
      expect.stringContaining("LineString"),
      expect.stringContaining("longitude"),
      expect.stringContaining("twice"),
      expect.stringContaining("it is a LineString\ufffd"),
      expect.stringContaining("crosses itself"),
    ]);
    expect((await world.anyone.get(`/campaigns/${slug}`)).body.progress.buildings).toBe(1);
  });

  it("names buildings by the property id, else the feature's id, else the field that the admin names", async () => {
    const { slug } = await importOne(
      collection([
        feature(point(10, 10), { id: 7, osm: 1 }, { id: "f7" }),
        feature(point(10, 10.001), { osm: 2 }, { id: 8 }),
        feature(point(10, 10.002), { osm: 3.5 }),
        feature(point(10, 10.003), { id: "  " }),
      ]),
      { idField: "osm" },
    );
    const names = (await allFindings(world, slug)).map(({ properties }) => properties.externalId);
    expect(sorted(names)).toEqual(["3.5", "7", "8", null]);
  });

  it("is refused whole when no row can be used, or when it is no GeoJSON", async () => {
    for (const content of [
      collection([feature(null)]),
      collection([]),
      { type: "Polygon", coordinates: [] },
      { hello: 1 },
      "[]",
      "",
      "not json",
      Buffer.from([0xff, 0xfe, 0x00]).toString("latin1"),
    ]) {
      const { item, slug } = await importOne(content);
      expect(item.status).toBe("refused");
      expect(item.reason.length).toBeGreaterThan(10);
      expect((await world.anyone.get(`/campaigns/${slug}`)).body.progress.buildings).toBe(0);
    }
  });

  it("is read in the coordinate system that it names, or that the admin states", async () => {
    // The Sears Tower in Chicago: 87.6359° W, 41.8789° N is 447,243 m E, 4,636,488 m N in UTM zone 16.
    const chicago = feature(point(447_243, 4_636_488), { id: "tower" });
    const names = [
      "urn:ogc:def:crs:EPSG::32616",
      "EPSG:32616",
      "http://www.opengis.net/def/crs/EPSG/0/32616",
    ];
    const files: [unknown, Record<string, unknown>][] = [
      ...names.map((name): [unknown, Record<string, unknown>] => [
        collection([chicago], { crs: { type: "name", properties: { name } } }),
        {},
      ]),
      [collection([chicago]), { crs: "EPSG:32616" }],
    ];
    for (const [content, options] of files) {
      const { item, slug } = await importOne(content, options);
      expect(item, JSON.stringify(item)).toMatchObject({ status: "accepted" });
      const [{ geometry }] = await allFindings(world, slug);
      expect(geometry.coordinates[0]).toBeCloseTo(-87.6359, 3);
      expect(geometry.coordinates[1]).toBeCloseTo(41.8789, 3);
    }
    const nowhere = await importOne(
      collection([chicago], { crs: { type: "name", properties: { name: "EPSG:999999" } } }),
    );
    expect(nowhere.item.reason).toMatch(/EPSG:999999/);
    const unstated = await importOne(collection([chicago]));
    expect(unstated.item.reason).toMatch(/options\.crs/);
  });

  it("that is nested, long or cornered beyond all reason costs its rows, not the worker", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const corners = Array.from({ length: 9_000 }, (_, i) => [
      10 + 0.001 * Math.cos((i / 9_000) * 2 * Math.PI),
      10 + 0.001 * Math.sin((i / 9_000) * 2 * Math.PI),
    ]);
    const ring = JSON.stringify([...corners, corners[0]]);
    const text = `{"type":"FeatureCollection","features":[
      {"type":"Feature","properties":{"id":"a"},"geometry":{"type":"Polygon","coordinates":${deep}}},
      {"type":"Feature","properties":{"id":"b","deep":${deep}},"geometry":{"type":"Point","coordinates":[10,10]}},
      {"type":"Feature","properties":{"id":"c"},"geometry":{"type":"Polygon","coordinates":[${ring}]}},
      {"type":"Feature","properties":{"id":"${"d".repeat(5_000)}"},"geometry":{"type":"Point","coordinates":[1e999,10]}},
      {"type":"Feature","properties":{"id":"e","__proto__":{"x":1},"t":"\\ud800\\u0000"},"geometry":{"type":"Point","coordinates":[10,10]}}
    ]}`;
    const { item } = await importOne(text);
    expect(item, item.reason).toMatchObject({ status: "accepted", rows: { accepted: 1, refused: 4 } });
  });

  it("imported twice puts no building there twice, with names or without", async () => {
    const slug = await aCampaign(world);
    const named = await aFootprintFile(world, 5);
    const nameless = await aFile(collection([feature(point(10, 10)), feature(point(10, 10.001))]));
    for (const [file, count] of [
      [named, 5],
      [nameless, 2],
    ] as const) {
      const [first] = (await anImport(world, slug, "buildings", file)).items;
      const [second] = (await anImport(world, slug, "buildings", file)).items;
      expect(first).toMatchObject({ status: "accepted", rows: { accepted: count, refused: 0 } });
      expect(second).toMatchObject({
        status: "accepted",
        rows: { accepted: count, refused: 0, added: 0, updated: 0, unchanged: count },
      });
    }
    expect(await allFindings(world, slug)).toHaveLength(7);
  });

  it("worked on by two workers at once is imported once", async () => {
    const quiet = await aWorld({ withWorkers: false });
    const slug = await aCampaign(quiet);
    const source = { path: await aFootprintFile(quiet, 50) };
    const { id } = await createBatch(quiet.ctx, null, { slug, kind: "buildings", source, options: {} }, null);
    await Promise.all([
      importBuildings(quiet.ctx, id, NEVER_STOPPING),
      importBuildings(quiet.ctx, id, NEVER_STOPPING),
    ]);
    const batch = (await quiet.admin.get(`/batches/${id}`)).body;
    expect(batch).toMatchObject({
      status: "done",
      items: [{ status: "accepted", rows: { accepted: 50, refused: 0 } }],
    });
    expect(await allFindings(quiet, slug)).toHaveLength(50);
  });
});

it("a file is left for the next run when the database was away, instead of being given up", async () => {
  const quiet = await aWorld({ withWorkers: false });
  const slug = await aCampaign(quiet);
  const source = { path: await aFootprintFile(quiet, 5) };
  const { id } = await createBatch(quiet.ctx, null, { slug, kind: "buildings", source, options: {} }, null);
  const isCut = () => Promise.reject(Object.assign(new Error("terminating connection"), { code: "57P01" }));
  await expect(runBatch(quiet.ctx, id, 1, isCut, NEVER_STOPPING)).rejects.toThrow("terminating connection");
  expect((await quiet.admin.get(`/batches/${id}`)).body).toMatchObject({
    status: "running",
    items: [{ status: "running", reason: null }],
  });
  await importBuildings(quiet.ctx, id, NEVER_STOPPING);
  expect((await quiet.admin.get(`/batches/${id}`)).body).toMatchObject({
    status: "done",
    items: [{ status: "accepted" }],
  });
});

describe("a folder", () => {
  it("gives exactly one item per file, in the order of their names", async () => {
    const folder = join(world.importFolder, "several");
    await mkdir(join(folder, "below"), { recursive: true });
    for (const name of ["b.geojson", "a.geojson", "below/c.geojson", "notes.txt"]) {
      await writeFile(
        join(folder, name),
        JSON.stringify(collection([feature(point(10, 10 + name.length / 1000))])),
      );
    }
    const slug = await aCampaign(world);
    const { items } = await anImport(world, slug, "buildings", folder);
    expect(items.map(({ name }: any) => name)).toEqual([
      "a.geojson",
      "b.geojson",
      "below/c.geojson",
      "notes.txt",
    ]);
  });

  it.skipIf(noTestData !== null)("of real files does too", async () => {
    const slug = await aCampaign(world);
    const { items } = await anImport(world, slug, "buildings", testData("vector-gaza-guardian"));
    const files = await readdir(testData("vector-gaza-guardian"));
    expect(items.map(({ name }: any) => name)).toEqual(files.sort());
    expect(items.filter(({ status }: any) => status === "accepted")).toHaveLength(2);
  });
});
