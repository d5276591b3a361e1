import { beforeAll, expect, it } from "vitest";
import { sql } from "../../../core/db.ts";
import { aCampaign, aFootprintFile, anImport, openCampaign, voteThrough } from "../../support/campaigns.ts";
import { aSceneFolder } from "../../support/scene-files.ts";
import { recomputedConsensus, storedConsensus } from "../../support/stored-consensus.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

it("a corrected date that turns round the marks of old votes: they say nothing of when, and everything is computed anew", async () => {
  const slug = await aCampaign(world, { redundancy: { min: 3, cap: 5, certainty: 0.95 } });
  await anImport(
    world,
    slug,
    "scenes",
    await aSceneFolder(world.importFolder, ["2017-01-01", "2017-02-01", "2017-03-01"]),
  );
  await anImport(world, slug, "buildings", await aFootprintFile(world, 3));
  await openCampaign(world, slug);
  const campaign = async () => (await world.anyone.get(`/campaigns/${slug}`)).body;
  const { scenes } = await campaign();
  const campaignId = await idOf(slug);
  const [first, second] = scenes;
  for (let nth = 0; nth < 4; nth += 1)
    await voteThrough(await world.volunteer(), slug, () => ({
      lastIntact: first.id,
      firstDamaged: second.id,
    }));
  const findings = async () => (await world.analyst.get(`/campaigns/${slug}/consensus`)).body.features;
  const between = (finding: any, from: string, to: string): number =>
    finding.properties.intervals.find((one: any) => one.from === from && one.to === to)?.p ?? 0;
  await expect
    .poll(async () => between((await findings())[0], first.acquiredAt, second.acquiredAt), {
      timeout: 20_000,
    })
    .toBeGreaterThan(0.6);

  const acquiredAt = "2017-02-15";
  expect((await world.admin.patch(`/scenes/${first.id}`, { acquiredAt })).status).toBe(200);
  expect((await campaign()).scenes.map(({ id }: any) => id).slice(0, 2)).toEqual([second.id, first.id]);
  await expect.poll(() => waiting(), { timeout: 30_000 }).toBe(0);

  // Nobody has now said when, so no interval stands out; that it was destroyed is as sure as before.
  for (const { properties } of await findings()) {
    expect(properties).toMatchObject({ class: "destroyed", votes: expect.any(Number) });
    const shares = properties.intervals.map((one: any) => one.p);
    expect(shares).toHaveLength(4);
    expect(shares.reduce((sum: number, one: number) => sum + one, 0)).toBeCloseTo(1, 9);
    expect(Math.max(...shares)).toBeLessThan(0.6);
  }
  const stored = await storedConsensus(world.ctx, campaignId);
  expect(stored).toHaveLength(3);
  expect(stored).toEqual(await recomputedConsensus(world.ctx, campaignId));
}, 60_000);

async function idOf(slug: string): Promise<string> {
  return (await world.ctx.db.one<{ id: string }>(sql`select id from campaigns where slug = ${slug}`)).id;
}

async function waiting(): Promise<number> {
  const { count } = await world.ctx.db.one<{ count: number }>(sql`
    select (select count(*) from recount_requests) + (select count(*) from job_requests where finished_at is null) as count
  `);
  return count;
}
