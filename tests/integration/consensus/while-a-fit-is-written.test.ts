import { beforeAll, expect, it } from "vitest";
import { findNewestModel } from "../../../core/consensus/models.ts";
import { fitCampaignAnew, recountCampaign } from "../../../core/consensus/recount.ts";
import { requestDueFits } from "../../../core/consensus/upkeep.ts";
import type { Context } from "../../../core/context.ts";
import { sql } from "../../../core/db.ts";
import { aVote, anOpenCampaign, lease, voteThrough } from "../../support/campaigns.ts";
import { recomputedConsensus, storedConsensus } from "../../support/stored-consensus.ts";
import { aWorld, type World } from "../../support/world.ts";

/** More than are written in one transaction. */
const BUILDINGS = 600;
const PER_TASK = 10;

let world: World;
let slug: string;
let campaignId: string;
beforeAll(async () => {
  world = await aWorld();
  slug = await anOpenCampaign(
    world,
    BUILDINGS,
    { redundancy: { min: 3, cap: 5, certainty: 0.95 } },
    PER_TASK,
  );
  await world.stopWorkers();
  campaignId = (await world.ctx.db.one<{ id: string }>(sql`select id from campaigns where slug = ${slug}`))
    .id;
  await voteThrough(await world.volunteer(), slug, () => ({ class: "destroyed" }));
  await fitCampaignAnew(world.ctx, campaignId);
});

/** As `world.ctx`, with something done after each transaction of a fit: what comes in between. */
function interrupted(after: (transaction: number) => Promise<void>): Context {
  const { db } = world.ctx;
  let transactions = 0;
  const transaction: typeof db.transaction = async (work) => {
    const result = await db.transaction(work);
    transactions += 1;
    await after(transactions);
    return result;
  };
  return { ...world.ctx, db: { ...db, transaction } };
}

/** A volunteer who never came before answers some tasks, here and there in the campaign, and a worker recounts them. */
async function someTasksAreAnsweredAndRecounted(): Promise<string[]> {
  const volunteer = await world.volunteer();
  const answered: string[] = [];
  for (const { id, task } of await lease(volunteer, slug, 5)) {
    const votes = task.buildings.map((building: { id: string }) => aVote(building.id, { class: "severe" }));
    expect((await volunteer.put(`/assignments/${id}/votes`, { votes })).status).toBe(200);
    answered.push(...votes.map(({ building }: { building: string }) => building));
  }
  await recountCampaign(world.ctx, campaignId);
  return answered;
}

const storedOf = async (buildings: readonly string[]) =>
  (await storedConsensus(world.ctx, campaignId)).filter(({ building }) => buildings.includes(building));

const versionsOf = async (buildings: readonly string[]): Promise<number[]> =>
  (
    await world.ctx.db.many<{ version: number }>(sql`
      select distinct model_version as version
        from consensus
       where building_id = any(${buildings}::uuid[])
       order by 1
    `)
  ).map(({ version }) => version);

async function isFitDue(): Promise<boolean> {
  await world.ctx.db.transaction((tx) =>
    tx.run(sql`update job_requests set finished_at = now() where name = 'fit-campaign'`),
  );
  await world.ctx.db.transaction((tx) =>
    tx.run(sql`update consensus_models set seconds = 0 where campaign_id = ${campaignId}`),
  );
  await requestDueFits(world.ctx);
  const { asked } = await world.ctx.db.one<{ asked: number }>(
    sql`select count(*) as asked from job_requests where name = 'fit-campaign' and finished_at is null`,
  );
  return asked > 0;
}

it("a vote is recounted before the fit is written to the end, and the fit does not write over it", async () => {
  let recounted: string[] = [];
  let before: unknown;
  const ctx = interrupted(async (transaction) => {
    if (transaction > 1) return;
    recounted = await someTasksAreAnsweredAndRecounted();
    before = await storedOf(recounted);
  });
  await fitCampaignAnew(ctx, campaignId);
  expect(recounted.length).toBeGreaterThan(0);
  expect(before).toMatchObject(recounted.map(() => ({ votes: 2 })));
  expect(await storedOf(recounted)).toEqual(before);
  // The fit knew nothing of those votes: another is due, and after it all is as if computed at once.
  expect(await isFitDue()).toBe(true);
  await recountCampaign(world.ctx, campaignId);
  await fitCampaignAnew(world.ctx, campaignId);
  expect(await storedConsensus(world.ctx, campaignId)).toEqual(
    await recomputedConsensus(world.ctx, campaignId),
  );
  expect(await isFitDue()).toBe(false);
});

it("a fit that was first seen while it was written is known by what it took in all", async () => {
  const ctx = interrupted(async (transaction) => {
    if (transaction === 1) await someTasksAreAnsweredAndRecounted();
  });
  await fitCampaignAnew(ctx, campaignId);
  const { seconds, seq } = await world.ctx.db.one<{ seconds: number; seq: number }>(sql`
    select seconds, seq
      from consensus_models
     where campaign_id = ${campaignId}
     order by version desc
     limit 1
  `);
  expect(await findNewestModel(world.ctx, world.ctx.db, campaignId)).toMatchObject({ seconds, seq });
});

it("a fit that is killed while it writes leaves its campaign due, and what is stored can be read", async () => {
  const ctx = interrupted((transaction) =>
    transaction === 1 ? Promise.reject(new Error("killed")) : Promise.resolve(),
  );
  await expect(fitCampaignAnew(ctx, campaignId)).rejects.toThrow("killed");
  expect(await isFitDue()).toBe(true);
  const all = (await storedConsensus(world.ctx, campaignId)).map(({ building }) => building);
  expect(await versionsOf(all)).toHaveLength(2);
  const { status } = await world.admin.get(`/campaigns/${slug}/consensus?limit=100`);
  expect(status).toBe(200);
  await fitCampaignAnew(world.ctx, campaignId);
  expect(await versionsOf(all)).toHaveLength(1);
  expect(await isFitDue()).toBe(false);
});

it("a fit that is overtaken by a newer one writes nothing more", async () => {
  const ctx = interrupted((transaction) =>
    transaction === 1 ? fitCampaignAnew(world.ctx, campaignId) : Promise.resolve(),
  );
  await fitCampaignAnew(ctx, campaignId);
  const all = (await storedConsensus(world.ctx, campaignId)).map(({ building }) => building);
  const [newest] = await versionsOf(all);
  expect(await versionsOf(all)).toEqual([newest]);
  const { versions } = await world.ctx.db.one<{ versions: number[] }>(
    sql`select array_agg(version) as versions from consensus_models where campaign_id = ${campaignId}`,
  );
  expect(versions).toEqual([newest]);
});
