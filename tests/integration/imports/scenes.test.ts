import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { importScenes } from "../../../core/imagery/imagery.ts";
import { NEVER_STOPPING } from "../../../core/jobs.ts";
import { createBatch } from "../../../core/imagery/batches.ts";
import { aCampaign, anImport } from "../../support/campaigns.ts";
import { aGeoTiff, aSceneFolder } from "../../support/scene-files.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
  await mkdir(world.importFolder, { recursive: true });
});

async function aScene(name: string, shade: number, takenAt: string | null = null): Promise<string> {
  const file = join(world.importFolder, name);
  await writeFile(file, aGeoTiff([38, 35], shade, takenAt));
  return file;
}
const scenesOf = async (slug: string) => (await world.anyone.get(`/campaigns/${slug}`)).body.scenes;

it("refuses an image without a date, saying how to state it, and takes it once it is stated", async () => {
  const slug = await aCampaign(world);
  const file = await aScene("undated.tif", 1);
  const [refused] = (await anImport(world, slug, "scenes", file)).items;
  expect(refused).toMatchObject({ status: "refused", scene: null });
  expect(refused.reason).toMatch(/acquiredAt.*undated\.tif/);
  expect(await scenesOf(slug)).toEqual([]);

  const acquiredAt = { "undated.tif": "2017-06-11T10:12:00+02:00" };
  const [accepted] = (await anImport(world, slug, "scenes", file, { acquiredAt })).items;
  expect(accepted).toMatchObject({ status: "accepted", reason: null });
  expect(await scenesOf(slug)).toMatchObject([
    { id: accepted.scene, acquiredAt: "2017-06-11T08:12:00.000Z", acquiredPrecision: "second" },
  ]);
});

it("takes the date from the options, then from the tag, then from the name", async () => {
  const slug = await aCampaign(world);
  const options = {
    acquiredAt: { "20170101-a.tif": "2019-03-03" },
    sensor: "GE01",
    attribution: "© Someone",
  };
  await anImport(world, slug, "scenes", await aScene("20170101-a.tif", 2, "2018:02:02 02:02:02"), options);
  await anImport(world, slug, "scenes", await aScene("20170101-b.tif", 3, "2018:02:02 02:02:02"));
  await anImport(world, slug, "scenes", await aScene("20170101-c.tif", 4));
  expect(await scenesOf(slug)).toMatchObject([
    { acquiredAt: "2017-01-01T00:00:00.000Z", acquiredPrecision: "day", sensor: null },
    { acquiredAt: "2018-02-02T02:02:02.000Z", acquiredPrecision: "second" },
    {
      acquiredAt: "2019-03-03T00:00:00.000Z",
      acquiredPrecision: "day",
      sensor: "GE01",
      attribution: "© Someone",
    },
  ]);
});

it.each(["0000-01-01", "2017-02-30", "next week", "2017-06-11T08:12:00"])(
  "refuses the date %s at once or with the file, never failing",
  async (date) => {
    const slug = await aCampaign(world);
    const source = { path: await aScene("odd-date.tif", 5) };
    const options = { acquiredAt: { "odd-date.tif": date } };
    const { status } = await world.admin.post(`/campaigns/${slug}/batches`, {
      kind: "scenes",
      source,
      options,
    });
    expect(status).toBe(400);
  },
);

it("refuses the very same image twice in a campaign, under any name, and takes it in another", async () => {
  const [slug, other] = [await aCampaign(world), await aCampaign(world)];
  await anImport(world, slug, "scenes", await aScene("once-20170101.tif", 6));
  const [again] = (await anImport(world, slug, "scenes", await aScene("again-20180101.tif", 6))).items;
  expect(again).toMatchObject({ status: "refused", scene: null });
  expect(again.reason).toContain("once-20170101.tif");
  expect(await scenesOf(slug)).toHaveLength(1);
  const [elsewhere] = (await anImport(world, other, "scenes", await aScene("once-20170101.tif", 6))).items;
  expect(elsewhere.status).toBe("accepted");
});

it("takes one of two equal images in one folder, and keeps one original", async () => {
  const slug = await aCampaign(world);
  const folder = join(world.importFolder, "twins");
  await mkdir(folder);
  for (const name of ["a-20170101.tif", "b-20170101.tif"])
    await writeFile(join(folder, name), aGeoTiff([38, 35], 7));
  const { items } = await anImport(world, slug, "scenes", folder);
  expect(items.map(({ status }: any) => status).sort()).toEqual(["accepted", "refused"]);
  expect(await scenesOf(slug)).toHaveLength(1);
});

it("worked on by two workers at once makes each scene once", async () => {
  const quiet = await aWorld({ withWorkers: false });
  const slug = await aCampaign(quiet);
  const path = await aSceneFolder(quiet.importFolder, ["2017-01-01", "2017-02-01", "2017-03-01"]);
  const { id } = await createBatch(
    quiet.ctx,
    null,
    { slug, kind: "scenes", source: { path }, options: {} },
    null,
  );
  await Promise.all([
    importScenes(quiet.ctx, id, NEVER_STOPPING),
    importScenes(quiet.ctx, id, NEVER_STOPPING),
  ]);
  const { items } = (await quiet.admin.get(`/batches/${id}`)).body;
  expect(items.map(({ status }: any) => status)).toEqual(["accepted", "accepted", "accepted"]);
  const scenes = (await quiet.anyone.get(`/campaigns/${slug}`)).body.scenes;
  expect(scenes.map((scene: any) => scene.id).sort()).toEqual(items.map(({ scene }: any) => scene).sort());
  const left = (await readdir(quiet.ctx.config.dataDir)).filter((name) => name.startsWith("working-copy-"));
  expect(left).toEqual([]);
});

it("makes windows between the scenes that there are, and anew when one more comes", async () => {
  const slug = await aCampaign(world);
  await anImport(world, slug, "scenes", await aSceneFolder(world.importFolder, ["2017-01-01", "2017-02-01"]));
  const { features: none } = (await world.analyst.get(`/campaigns/${slug}/consensus`)).body;
  expect(none).toEqual([]);
  const file = join(world.importFolder, "one-point.geojson");
  const feature = {
    type: "Feature",
    properties: {},
    geometry: { type: "Point", coordinates: [38.0001, 34.9999] },
  };
  await writeFile(file, JSON.stringify({ type: "FeatureCollection", features: [feature] }));
  await anImport(world, slug, "buildings", file);
  const intervals = async () =>
    (await world.analyst.get(`/campaigns/${slug}/consensus`)).body.features[0].properties.intervals.map(
      ({ from, to }: any) => [from?.slice(0, 10) ?? null, to?.slice(0, 10) ?? null],
    );
  expect(await intervals()).toEqual([
    [null, "2017-01-01"],
    ["2017-01-01", "2017-02-01"],
    ["2017-02-01", null],
  ]);
  await anImport(world, slug, "scenes", await aScene("late-20170115.tif", 9));
  await expect.poll(intervals).toEqual([
    [null, "2017-01-01"],
    ["2017-01-01", "2017-01-15"],
    ["2017-01-15", "2017-02-01"],
    ["2017-02-01", null],
  ]);
});
