import { beforeAll, describe, expect, it } from "vitest";
import { readFile } from "node:fs/promises";
import { noTestData, testData } from "../support/test-data.ts";
import { aFootprintFile, anImport, aCampaign, openCampaign, voteThrough } from "../support/campaigns.ts";
import { aWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

/** Waits until an export is finished and gives it with its file. */
async function anExport(slug: string, format: string): Promise<{ state: any; text: string }> {
  const { status, body } = await world.analyst.post(`/campaigns/${slug}/exports`, { format });
  expect(status).toBe(202);
  let state: any;
  await expect
    .poll(async () => (state = (await world.analyst.get(`/exports/${body.id}`)).body).status, {
      timeout: 30_000,
    })
    .toBe("done");
  const file = await world.analyst.get(`/exports/${body.id}/file`);
  expect(file.status).toBe(200);
  const text = Buffer.isBuffer(file.body) ? file.body.toString() : JSON.stringify(file.body);
  return { state, text };
}

async function findings(slug: string): Promise<any[]> {
  return (await world.analyst.get(`/campaigns/${slug}/consensus?limit=10000`)).body.features;
}

describe.skipIf(noTestData !== null)("the main job on real input", () => {
  it("turns an image of Kampala and its footprints into a class for each building, as voted", async () => {
    const slug = await aCampaign(world, { asks: { class: true, window: false } });
    const folder = testData("raster-vector-fair-kampala");
    const scenes = await anImport(world, slug, "scenes", `${folder}/kampala_informal_z21_mosaic.tif`, {
      acquiredAt: { "kampala_informal_z21_mosaic.tif": "2021-05-04" },
    });
    expect(scenes.items).toMatchObject([{ status: "accepted", reason: null }]);
    const buildings = await anImport(world, slug, "buildings", `${folder}/building_footprints.geojson`, {
      idField: "osm_id",
    });
    const { accepted } = buildings.items[0].rows;
    expect(accepted).toBeGreaterThan(90);
    await openCampaign(world, slug);

    const campaign = (await world.anyone.get(`/campaigns/${slug}`)).body;
    expect(campaign.scenes).toMatchObject([
      { acquiredAt: "2021-05-04T00:00:00.000Z", acquiredPrecision: "day" },
    ]);
    const [scene] = campaign.scenes;
    const [west, south, east, north] = scene.bounds;
    const z = scene.maxzoom;
    const x = Math.floor((((west + east) / 2 + 180) / 360) * 2 ** z);
    const latitude = (((south + north) / 2) * Math.PI) / 180;
    const y = Math.floor(((1 - Math.asinh(Math.tan(latitude)) / Math.PI) / 2) * 2 ** z);
    const tile = await world.anyone.get(`/tiles/${scene.id}/${z}/${x}/${y}`);
    expect(tile.status).toBe(200);
    expect(tile.headers.get("content-type")).toBe("image/webp");
    expect(tile.body.subarray(8, 12).toString()).toBe("WEBP");

    const truth = (externalId: string) => (Number(externalId) % 3 === 0 ? "destroyed" : "no_visible_damage");
    const volunteers = await Promise.all(Array.from({ length: 6 }, () => world.volunteer()));
    await Promise.all(volunteers.map((one) => voteThrough(one, slug, (id) => ({ class: truth(id) }))));

    await expect
      .poll(async () => (await world.anyone.get(`/campaigns/${slug}`)).body.progress, { timeout: 30_000 })
      .toMatchObject({ buildings: accepted, settled: accepted, disputed: 0 });
    const found = await findings(slug);
    expect(found).toHaveLength(accepted);
    for (const { properties } of found) {
      expect(properties.class).toBe(truth(properties.externalId));
      expect(properties.probability).toBeGreaterThanOrEqual(0.95);
      const [before, after] = properties.intervals.map(({ p }: any) => p);
      expect(before + after).toBeCloseTo(1, 9);
      expect(after).toBeCloseTo(properties.probabilities["no_visible_damage"], 9);
    }
    const { state, text } = await anExport(slug, "geojson");
    expect(state.bytes).toBeGreaterThan(1000);
    const exported = JSON.parse(text).features;
    expect(exported.map((one: any) => one.properties.class)).toEqual(
      found.map((one) => one.properties.class),
    );
  });

  it("dates the damage of buildings on the seven dates of North Dakota, as voted", async () => {
    const slug = await aCampaign(world);
    const folder = testData("raster-multidate-naip-northdakota");
    const batch = await anImport(world, slug, "scenes", folder);
    const accepted = batch.items.filter((item: any) => item.status === "accepted");
    expect(accepted).toHaveLength(7);
    const campaign = (await world.anyone.get(`/campaigns/${slug}`)).body;
    expect(campaign.scenes.map((scene: any) => scene.acquiredAt.slice(0, 10))).toEqual([
      "2009-08-18",
      "2010-06-29",
      "2012-07-31",
      "2014-07-20",
      "2016-08-16",
      "2018-07-16",
      "2020-08-31",
    ]);
    const [west, south, east, north] = campaign.scenes[0].bounds;
    const file = await aFootprintFile(world, 24, [west + (east - west) * 0.4, south + (north - south) * 0.5]);
    await anImport(world, slug, "buildings", file);
    await openCampaign(world, slug);

    const scene = (index: number) => campaign.scenes[index].id;
    const answer = (externalId: string) => {
      const change = Number(externalId.slice(1)) % 8; // 0: damaged before the first scene; 7: never
      if (change === 7) return { class: "no_visible_damage", lastIntact: scene(6), firstDamaged: null };
      return {
        class: "destroyed",
        lastIntact: change === 0 ? null : scene(change - 1),
        firstDamaged: scene(change),
      };
    };
    const volunteers = await Promise.all(Array.from({ length: 7 }, () => world.volunteer()));
    await Promise.all(volunteers.map((one) => voteThrough(one, slug, answer)));
    await expect
      .poll(async () => (await world.anyone.get(`/campaigns/${slug}`)).body.progress.settled, {
        timeout: 30_000,
      })
      .toBe(24);

    for (const { properties } of await findings(slug)) {
      const expected = answer(properties.externalId);
      expect(properties.window).toMatchObject({
        lastIntact: expected.lastIntact,
        firstDamaged: expected.firstDamaged,
      });
      expect(properties.class).toBe(expected.class);
      expect(properties.intervals).toHaveLength(8);
      expect(properties.intervals.reduce((sum: number, { p }: any) => sum + p, 0)).toBeCloseTo(1, 9);
    }
    const { text } = await anExport(slug, "csv");
    const [header, ...rows] = text.trim().split("\r\n");
    expect(header?.split(",")).toContain("window_from");
    expect(rows).toHaveLength(24);
    expect(await readFile(file, "utf8")).toContain("b24");
  });
});
