import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it, vi } from "vitest";
import { sql } from "../../../core/db.ts";
import { aCampaign, anImport } from "../../support/campaigns.ts";
import { aGeoTiff } from "../../support/scene-files.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
  await mkdir(world.importFolder, { recursive: true });
});

async function aScene(shade: number): Promise<{ slug: string; scene: any }> {
  const slug = await aCampaign(world);
  const file = join(world.importFolder, `scene-${shade}-20170611.tif`);
  await writeFile(file, aGeoTiff([38, 35], shade));
  await anImport(world, slug, "scenes", file);
  return { slug, scene: await sceneOf(slug) };
}
const sceneOf = async (slug: string) => (await world.anyone.get(`/campaigns/${slug}`)).body.scenes[0];
const aTile = async (template: string, { minzoom, bounds }: any) => {
  const n = 2 ** minzoom;
  const x = Math.floor(((bounds[0] + 180) / 360) * n);
  const sine = Math.sin((bounds[3] * Math.PI) / 180);
  const y = Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * n);
  return world.anyone.get(
    template.replace("{z}", minzoom).replace("{x}", String(x)).replace("{y}", String(y)),
  );
};

async function aVersion(id: string, options: object): Promise<any> {
  const asked = await world.admin.post(`/scenes/${id}/versions`, options);
  expect(asked.status, JSON.stringify(asked.body)).toBe(202);
  return vi.waitFor(
    async () => {
      const { body } = await world.admin.get(`/scenes/${id}/versions`);
      const version = body.items.find((one: any) => one.id === asked.body.id);
      expect(version.status).not.toBe("queued");
      return version;
    },
    { timeout: 30_000, interval: 100 },
  );
}

it("shows another stretch at an address of its own; the old tiles stay what they were", async () => {
  const { slug, scene } = await aScene(31);
  const before = await aTile(scene.tiles, scene);
  const version = await aVersion(scene.id, { stretch: { low: 20, high: 60 } });
  expect(version).toMatchObject({ status: "done", isShown: true });
  expect(version.did.join(" ")).toMatch(/percentile 20 to 60 .* as asked/);
  const now = await sceneOf(slug);
  expect(now).toMatchObject({ id: scene.id, tiles: version.tiles });
  const after = await aTile(now.tiles, now);
  expect(after.status).toBe(200);
  expect(Buffer.compare(before.body, after.body)).not.toBe(0);
  const again = await aTile(scene.tiles, scene);
  expect(Buffer.compare(before.body, again.body)).toBe(0);
});

it("shows other bands; bands that are not there fail with the reason, and the scene stays", async () => {
  const { slug, scene } = await aScene(32);
  expect((await aVersion(scene.id, { bands: [3, 2, 1] })).did.join(" ")).toContain("bands 3, 2, 1");
  const shown = (await sceneOf(slug)).tiles;
  expect(await aVersion(scene.id, { bands: [9] })).toMatchObject({
    status: "failed",
    reason: expect.stringContaining("1 to 3"),
    isShown: false,
  });
  expect((await sceneOf(slug)).tiles).toBe(shown);
});

it.each([
  { stretch: { low: 60, high: 20 } },
  { stretch: { low: -1, high: 101 } },
  { stretch: { min: 5, max: 5 } },
  { bands: [] },
])("refuses %j", async (options) => {
  const { scene } = await aScene(40);
  expect((await world.admin.post(`/scenes/${scene.id}/versions`, options)).status).toBe(400);
});

it("an admin corrects a date: the scene says so, and what was said before is kept", async () => {
  const { slug, scene } = await aScene(33);
  const { status, body } = await world.admin.patch(`/scenes/${scene.id}`, {
    acquiredAt: "2017-06-12T08:00:00Z",
    sensor: "WV02",
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    id: scene.id,
    acquiredAt: "2017-06-12T08:00:00.000Z",
    acquiredPrecision: "second",
    acquiredFrom: "an admin's correction",
    sensor: "WV02",
  });
  expect(await sceneOf(slug)).toEqual(body);
  const kept = await world.ctx.db.many(sql`
    select before ->> 'acquiredSource' as source, corrected_by as "by" from scene_corrections where scene_id = ${scene.id}
  `);
  expect(kept).toEqual([{ source: "the file's name", by: world.admin.id }]);
});

it("only admins correct scenes and make versions", async () => {
  const { scene } = await aScene(34);
  for (const [caller, status] of [
    [world.anyone, 401],
    [await world.volunteer(), 403],
    [world.analyst, 403],
  ] as const) {
    expect((await caller.patch(`/scenes/${scene.id}`, {})).status).toBe(status);
    expect((await caller.post(`/scenes/${scene.id}/versions`, {})).status).toBe(status);
    expect((await caller.get(`/scenes/${scene.id}/versions`)).status).toBe(status);
  }
  const unknown = "0193b2a0-0000-7000-8000-000000000001";
  expect((await world.admin.patch(`/scenes/${unknown}`, {})).status).toBe(404);
});
