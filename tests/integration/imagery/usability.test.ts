import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { aCampaign, aFootprintFile, anImport, lease, openCampaign } from "../../support/campaigns.ts";
import { aGeoTiff } from "../../support/scene-files.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let slug: string;
let scenes: any[];

/** Grey streets and coloured roofs in blocks that survive WEBP; a little brighter each day. */
const town = (day: number) => (index: number) => {
  const [x, y] = [Math.floor(index / 3) % 64, Math.floor(index / 192)];
  const isRoof = (Math.floor(x / 6) + Math.floor(y / 6)) % 2 === 0;
  return (isRoof ? [150, 80, 60] : [90, 95, 85])[index % 3]! + day * 4;
};
const cloud = () => 235;

beforeAll(async () => {
  world = await aWorld();
  const folder = join(world.importFolder, "days");
  await mkdir(folder, { recursive: true });
  const days = ["2017-01-01", "2017-02-01", "2017-03-01", "2017-04-01", "2017-05-01"];
  for (const [index, day] of days.entries()) {
    // The last one begins a little to the east: it holds the second building and not the first.
    const west = index === 4 ? 38.00015 : 38;
    const paint = index === 2 ? cloud : town(index);
    await writeFile(join(folder, `day-${day}.tif`), aGeoTiff([west, 35.0004], index, null, paint));
  }
  slug = await aCampaign(world);
  await anImport(world, slug, "scenes", folder);
  await anImport(world, slug, "buildings", await aFootprintFile(world, 2));
  await openCampaign(world, slug);
  scenes = (await world.anyone.get(`/campaigns/${slug}`)).body.scenes;
});

const buildings = async () => {
  const { body } = await world.analyst.get(`/campaigns/${slug}/consensus`);
  const byName = new Map(body.features.map(({ properties: own }: any) => [own.externalId, own.building]));
  return ["b1", "b2"].map((name) => byName.get(name) as string);
};
const judged = async (building: string) =>
  (await world.analyst.get(`/campaigns/${slug}/buildings/${building}/scenes`)).body.items;
const reasons = async (building: string) => (await judged(building)).map(({ reason }: any) => reason);

it("tells cloud and missing pixels from what can be judged, and says that it is an estimate", async () => {
  const [first, second] = await buildings();
  await expect
    .poll(() => reasons(first!), { timeout: 40_000 })
    .toEqual([null, null, "cloud", null, "not-covered"]);
  expect(await reasons(second!)).toEqual([null, null, "cloud", null, null]);
  expect((await judged(first!)).every(({ source }: any) => source === "estimate")).toBe(true);
});

it("lets analysts correct it, and tells volunteers what is left", async () => {
  const [first] = await buildings();
  const put = (body: unknown) =>
    world.analyst.put(`/campaigns/${slug}/buildings/${first}/scenes/${scenes[2].id}`, body);
  expect((await put({ isUsable: true, reason: "cloud" })).status).toBe(400);
  expect((await put({ isUsable: true, reason: null })).body).toMatchObject({
    isUsable: true,
    source: "staff",
  });
  const assignments = await lease(await world.volunteer(), slug, 2);
  const given = assignments.flatMap(({ task }: any) => task.buildings).find(({ id }: any) => id === first);
  expect(given.properties.usability).toEqual([
    { scene: scenes[4].id, isUsable: false, reason: "not-covered" },
  ]);
});

it("looks again when a scene comes, and leaves what was decided", async () => {
  const [first] = await buildings();
  const file = join(world.importFolder, "late-2017-06-01.tif");
  await writeFile(
    file,
    aGeoTiff([38, 35.0004], 7, null, () => 236),
  );
  await anImport(world, slug, "scenes", file);
  await expect
    .poll(() => reasons(first!), { timeout: 40_000 })
    .toEqual([null, null, null, null, "not-covered", "cloud"]);
  expect((await judged(first!))[2].source).toBe("staff");
});

it("looks again when a scene is moved: what was beside the picture may now be on it", async () => {
  const [first] = await buildings();
  const partial = scenes[4].id; // begins 0.00015° too far east for the first building: about 14 m
  const moved = await world.admin.put(`/scenes/${partial}/offset`, { eastMetres: -14, northMetres: 0 });
  expect(moved.status).toBe(200);
  const ofPartial = async () => (await judged(first!)).find(({ scene }: any) => scene === partial);
  await expect.poll(async () => (await ofPartial())?.isUsable, { timeout: 40_000 }).toBe(true);
  expect((await judged(first!))[2].source).toBe("staff");
});
