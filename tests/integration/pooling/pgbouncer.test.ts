/** Everything that asks the database, through PgBouncer in transaction mode with fewer sessions than askers. */
import { beforeAll, describe, expect, it } from "vitest";
import { requestMissingFits } from "../../../core/consensus/upkeep.ts";
import { getCampaignRow } from "../../../core/campaigns/campaigns.ts";
import { anOpenCampaign, voteThrough } from "../../support/campaigns.ts";
import { aPgBouncer, hasPgBouncer } from "../../support/pgbouncer.ts";
import { aWatcher, type Watcher } from "../../support/sockets.ts";
import { recomputedConsensus, storedConsensus } from "../../support/stored-consensus.ts";
import { countWaiting } from "../../support/waiting.ts";
import { aWorld, type World } from "../../support/world.ts";

const DAMAGES = ["destroyed", "severe", "moderate", "no_visible_damage", "destroyed", "severe"];
const BUILDINGS = 10;

describe.skipIf(!hasPgBouncer)("behind PgBouncer in transaction mode (skipped: not installed)", () => {
  let world: World;
  let slug: string;
  let watcher: Watcher;
  beforeAll(async () => {
    world = await aWorld({ pooler: aPgBouncer });
    slug = await anOpenCampaign(world, BUILDINGS, { redundancy: { min: 3, cap: 6, certainty: 0.95 } });
    watcher = await aWatcher(world.url, { token: world.analyst.token });
    await watcher.watch(slug);
  });

  it("leases and stores what many volunteers answer at once, and never more than is wanted", async () => {
    const volunteers = await Promise.all(DAMAGES.map(() => world.volunteer()));
    const votes = await Promise.all(
      volunteers.map((volunteer, index) =>
        voteThrough(volunteer, slug, () => ({ class: DAMAGES[index] ?? "" })),
      ),
    );
    const stored = votes.reduce((sum, count) => sum + count, 0);
    expect(stored).toBeGreaterThanOrEqual(BUILDINGS * 3);
    expect(stored).toBeLessThanOrEqual(BUILDINGS * 6);
    expect((await world.anyone.get(`/campaigns/${slug}`)).body.progress.votes).toBe(stored);
  });

  it("wakes workers and tells open maps, by a session past it", async () => {
    await expect
      .poll(() => watcher.heard.map(({ name }) => name), { timeout: 20_000 })
      .toContain("consensus");
    await expect.poll(() => countWaiting(world), { timeout: 30_000 }).toBe(0);
    await requestMissingFits(world.ctx);
    await expect.poll(() => countWaiting(world), { timeout: 30_000 }).toBe(0);
    const { id } = await getCampaignRow(world.ctx, slug);
    const byBuilding = (rows: readonly { building: string }[]) =>
      [...rows].sort((a, b) => (a.building < b.building ? -1 : 1));
    expect(byBuilding(await storedConsensus(world.ctx, id))).toEqual(
      byBuilding(await recomputedConsensus(world.ctx, id)),
    );
  });

  it("answers tiles, whose statements otherwise are named, from whichever session is free", async () => {
    const { body } = await world.analyst.get(`/campaigns/${slug}/consensus?limit=1`);
    const [longitude, latitude] = body.features[0].geometry.coordinates[0][0];
    const asked = Array.from({ length: 40 }, (_, index) => {
      const zoom = 10 + (index % 8);
      const x = Math.floor(((longitude + 180) / 360) * 2 ** zoom);
      const radians = (latitude * Math.PI) / 180;
      const y = Math.floor(((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * 2 ** zoom);
      return world.analyst.get(`/campaigns/${slug}/tiles/${zoom}/${x}/${y}.mvt`);
    });
    for (const { status } of await Promise.all(asked)) expect(status).toBe(200);
  });

  it("writes an export, whose cursor stays inside one transaction", async () => {
    const { body } = await world.analyst.post(`/campaigns/${slug}/exports`, { format: "geojson" });
    const state = async () => (await world.analyst.get(`/exports/${body.id}`)).body.status;
    await expect.poll(state, { timeout: 20_000 }).toBe("done");
  });
});
