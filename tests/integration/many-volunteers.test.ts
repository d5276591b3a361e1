import { beforeAll, expect, it, vi } from "vitest";
import { sql } from "../../core/db.ts";
import { aVote, anOpenCampaign, lease } from "../support/campaigns.ts";
import { untilFitted } from "../support/quiet.ts";
import { aRedis, describeOnEachQueue } from "../support/redis.ts";
import { recomputedConsensus, storedConsensus } from "../support/stored-consensus.ts";
import { aWorld, type Caller, type World } from "../support/world.ts";

const VOLUNTEERS = 32;
const BUILDINGS = 60;
const MIN = 5;

describeOnEachQueue("32 volunteers at once", ({ redisUrl }) => {
  let world: World;
  let slug: string;
  let campaignId: string;
  const sent = new Map<string, { building: string; volunteer: string; class: string }>();
  let mostHeld = 0;

  beforeAll(async () => {
    if (redisUrl !== undefined) await aRedis();
    world = await aWorld({ redisUrl });
    slug = await anOpenCampaign(world, BUILDINGS, { redundancy: { min: MIN, cap: 7, certainty: 0.95 } }, 3);
    const found = await world.ctx.db.one<{ id: string }>(sql`select id from campaigns where slug = ${slug}`);
    campaignId = found.id;
    const volunteers = await Promise.all(Array.from({ length: VOLUNTEERS }, () => world.volunteer()));
    let isVoting = true;
    const watching = watchHolding(() => isVoting);
    try {
      await Promise.all(volunteers.map((volunteer, index) => work(volunteer, index)));
    } finally {
      isVoting = false;
      await watching;
    }
  }, 180_000);

  /** Leases and votes until nothing is left, sends a third of the votes twice, and skips now and then. */
  async function work(volunteer: Caller, index: number): Promise<void> {
    for (let round = 0; ; round += 1) {
      const assignments = await lease(volunteer, slug, 1 + (index % 4));
      if (assignments.length === 0) return;
      for (const { id, task } of assignments) {
        if ((round + index) % 11 === 10) {
          expect((await volunteer.delete(`/assignments/${id}`)).status).toBe(204);
          continue;
        }
        const votes = task.buildings.map((building: any) => {
          const isHard = Number(building.properties.externalId.slice(1)) % 10 === 0;
          const answer = isHard && index % 2 === 0 ? "severe" : "destroyed";
          return aVote(building.id, { class: answer });
        });
        const sending = [volunteer.put(`/assignments/${id}/votes`, { votes })];
        if ((round + index) % 3 === 0) sending.push(volunteer.put(`/assignments/${id}/votes`, { votes }));
        for (const { status, body } of await Promise.all(sending))
          expect(status, JSON.stringify(body)).toBe(200);
        for (const vote of votes)
          sent.set(vote.id, { building: vote.building, volunteer: volunteer.id, class: vote.class });
      }
    }
  }

  /**
   * Looks again and again at how many hold or have answered each building, against the most it can have wanted: `min`,
   * then two beyond those counted. One who got it just before it was settled may still answer.
   */
  async function watchHolding(isVoting: () => boolean): Promise<void> {
    while (isVoting()) {
      const rows = await world.ctx.db.many<{ over: number }>(sql`
        select (select count(*) from votes where votes.building_id = buildings.id and revision = 1)
               + (select count(*)
                    from assignment_buildings
                    join assignments on assignments.id = assignment_id
                   where assignment_buildings.building_id = buildings.id and not is_answered and not is_withdrawn
                     and assignments.status = 'open' and expires_at > now())
               - greatest(${MIN}, coalesce(consensus.answers_seen, 0) + 2) as over
          from buildings
          left join consensus on consensus.building_id = buildings.id
         where buildings.campaign_id = ${campaignId}
      `);
      mostHeld = Math.max(mostHeld, ...rows.map(({ over }) => over));
    }
  }

  it("loses no vote and stores none twice", async () => {
    const stored = await world.ctx.db.many<{
      id: string;
      building: string;
      volunteer: string;
      class: string;
    }>(sql`
      select id, building_id as building, volunteer_id as volunteer, class
        from votes
       where campaign_id = ${campaignId}
    `);
    expect(stored).toHaveLength(sent.size);
    for (const { id, ...vote } of stored) expect(vote).toEqual(sent.get(id));
  });

  it("never lets more volunteers hold a building than it wants", () => {
    expect(mostHeld).toBe(0);
  });

  it("asks on until every building is settled or disputed, and then says done", async () => {
    const late = [await world.volunteer(), await world.volunteer(), await world.volunteer()] as const;
    await vi.waitFor(
      async () => {
        await Promise.all(late.map((volunteer, index) => work(volunteer, 100 + 2 * index)));
        const { progress } = (await world.anyone.get(`/campaigns/${slug}`)).body;
        expect(progress.settled + progress.disputed).toBe(BUILDINGS);
        // A fit of everybody may open a settled building once more in between.
        const { body } = await late[0].post(`/campaigns/${slug}/assignments`, { count: 20 });
        expect(body).toEqual({ assignments: [], reason: "done" });
      },
      { timeout: 60_000, interval: 200 },
    );
  });

  it("has the consensus that a recomputation from the votes gives, to the byte", async () => {
    await untilFitted(world);
    const stored = await storedConsensus(world.ctx, campaignId);
    expect(stored).toHaveLength(BUILDINGS);
    expect(stored).toEqual(await recomputedConsensus(world.ctx, campaignId));
  });
});
