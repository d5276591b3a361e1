import { beforeAll, expect, it } from "vitest";
import { fitCampaignAnew } from "../../../core/consensus/recount.ts";
import { requestDueFits, requestMissingFit, requestMissingFits } from "../../../core/consensus/upkeep.ts";
import { sql } from "../../../core/db.ts";
import { anOpenCampaign } from "../../support/campaigns.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let campaignId: string;
beforeAll(async () => {
  world = await aWorld();
  const slug = await anOpenCampaign(world, 1);
  await world.stopWorkers();
  const found = await world.ctx.db.one<{ id: string }>(sql`select id from campaigns where slug = ${slug}`);
  campaignId = found.id;
});

const fitsAskedFor = async (): Promise<number> => {
  const { asked } = await world.ctx.db.one<{ asked: number }>(
    sql`select count(*) as asked from job_requests where name = 'fit-campaign' and finished_at is null`,
  );
  return asked;
};

const tell = (statement: ReturnType<typeof sql>) => world.ctx.db.transaction((tx) => tx.run(statement));

/** As if a fit had taken so long, and its campaign had been recounted since. */
async function fitThatTook(seconds: number): Promise<void> {
  await tell(sql`update job_requests set finished_at = now() where name = 'fit-campaign'`);
  await fitCampaignAnew(world.ctx, campaignId);
  await tell(sql`update consensus_models set seconds = ${seconds} where campaign_id = ${campaignId}`);
  await tell(sql`update campaigns set consensus_seq = consensus_seq + 1 where id = ${campaignId}`);
}

it("leaves a campaign alone for a while after a fit that took long, unless told not to", async () => {
  await fitThatTook(3_600);
  await requestDueFits(world.ctx);
  expect(await fitsAskedFor()).toBe(0);
  await requestMissingFits(world.ctx);
  expect(await fitsAskedFor()).toBe(1);
});

it("asks for the fit of a changed campaign whose last one is long enough ago, and not for a second one", async () => {
  await fitThatTook(0);
  await requestDueFits(world.ctx);
  expect(await fitsAskedFor()).toBe(1);
  // A worker has begun it: what it does not see is recounted after it, and asked for then.
  await tell(
    sql`update job_requests set held_until = now() + interval '6 seconds' where finished_at is null`,
  );
  await requestDueFits(world.ctx);
  expect(await fitsAskedFor()).toBe(1);
});

it("asks for no fit that would learn nothing new", async () => {
  await fitThatTook(3_600);
  await fitCampaignAnew(world.ctx, campaignId);
  await requestMissingFit(world.ctx, campaignId);
  expect(await fitsAskedFor()).toBe(0);
  await tell(sql`update campaigns set consensus_seq = consensus_seq + 1 where id = ${campaignId}`);
  await requestMissingFit(world.ctx, campaignId);
  expect(await fitsAskedFor()).toBe(1);
});
