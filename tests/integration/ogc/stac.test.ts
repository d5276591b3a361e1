import { beforeAll, expect, it } from "vitest";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { aGeoTiff } from "../../support/scene-files.ts";
import { anImport, anOpenCampaign } from "../../support/campaigns.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let slug: string;
beforeAll(async () => {
  world = await aWorld();
  slug = await anOpenCampaign(world, 2);
  await mkdir(world.importFolder, { recursive: true });
  await writeFile(join(world.importFolder, "2017-06-03.tif"), aGeoTiff([38, 35], 1));
  await anImport(world, slug, "scenes", join(world.importFolder, "2017-06-03.tif"));
});

it("tells what was looked at: a collection with its extent, that leads to an item a scene", async () => {
  const { status, body } = await world.anyone.get(`/campaigns/${slug}/stac`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ type: "Collection", stac_version: "1.0.0", id: slug, license: "proprietary" });
  const { scenes } = (await world.anyone.get(`/campaigns/${slug}`)).body;
  const items = body.links.filter(({ rel }: { rel: string }) => rel === "item");
  expect(items).toHaveLength(scenes.length);
  const all = (await world.anyone.get(`/campaigns/${slug}/stac/items`)).body;
  expect(all.features).toHaveLength(scenes.length);
});

it("gives a scene as an item with its time, place and tiles, and nothing for an unknown one", async () => {
  const [scene] = (await world.anyone.get(`/campaigns/${slug}`)).body.scenes;
  const { body } = await world.anyone.get(`/campaigns/${slug}/stac/items/${scene.id}`);
  expect(body).toMatchObject({ type: "Feature", collection: slug, bbox: scene.bounds });
  expect(body.properties).toMatchObject({ datetime: scene.acquiredAt, gsd: scene.gsdMetres });
  expect(body.links.find(({ rel }: { rel: string }) => rel === "xyz").href).toBe(
    `${world.url}${scene.tiles}`,
  );
  expect((await world.anyone.get(`/campaigns/${slug}/stac/items/${crypto.randomUUID()}`)).status).toBe(404);
});
