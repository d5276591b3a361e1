import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, expect, it, vi } from "vitest";
import { recomputeConsensus } from "../../../core/consensus/recount.ts";
import { sql } from "../../../core/db.ts";
import { aVote, anOpenCampaign } from "../../support/campaigns.ts";
import { anInstallation, type Installation, type Part } from "../../support/installation.ts";
import { untilFitted } from "../../support/quiet.ts";
import { aRedis, describeOnEachQueue } from "../../support/redis.ts";
import { storedConsensus } from "../../support/stored-consensus.ts";
import { aCaller, type Reply } from "../../support/world.ts";

const BUILDINGS = 60;
const VOLUNTEERS = 8;
/** What is killed, each time another quarter of the votes has been acknowledged. */
const KILLS: readonly (readonly Part[])[] = [["serve"], ["worker"], ["worker", "serve"], ["worker"]];

describeOnEachQueue("votes while API and worker are killed again and again", ({ redisUrl }) => {
  let place: Installation;
  let campaignId: string;
  /** What volunteers sent, and what they were told is stored: their own log. */
  const sent = new Map<string, string>();
  const acknowledged = new Map<string, string>();
  /** No more than so many are sent until the next kill has come: on a fast machine all would be over before. */
  let mayHave = 0;
  /** How many were acknowledged when each kill came. */
  const killedAfter: number[] = [];

  beforeAll(async () => {
    if (redisUrl !== undefined) await aRedis();
    place = await anInstallation(redisUrl);
    await Promise.all([place.start("serve"), place.start("worker")]);
    const slug = await anOpenCampaign(
      place,
      BUILDINGS,
      { redundancy: { min: 4, cap: 6, certainty: 0.9 } },
      2,
    );
    const found = await place.ctx.db.one<{ id: string }>(sql`select id from campaigns where slug = ${slug}`);
    campaignId = found.id;
    let isOver = false;
    const killing = killNowAndThen(() => isOver);
    await Promise.all(Array.from({ length: VOLUNTEERS }, (_, index) => volunteer(slug, index)));
    isOver = true;
    await killing;
  }, 240_000);

  async function killNowAndThen(isOver: () => boolean): Promise<void> {
    for (const [round, parts] of KILLS.entries()) {
      const enough = ((round + 1) * BUILDINGS * 4) / (KILLS.length + 1);
      mayHave = enough + 2 * VOLUNTEERS;
      while (acknowledged.size < enough && !isOver()) await pause(10);
      killedAfter.push(acknowledged.size);
      await Promise.all(parts.map((part) => place.kill(part)));
      await Promise.all(parts.map((part) => place.start(part)));
    }
    mayHave = Infinity;
  }

  /** As a browser's outbox does: again and again until there is an answer. */
  async function persist(send: () => Promise<Reply>): Promise<Reply> {
    for (;;) {
      const reply = await send().catch(() => null);
      if (reply !== null && reply.status < 500) return reply;
      await pause(100);
    }
  }

  async function volunteer(slug: string, index: number): Promise<void> {
    const { body } = await persist(() => place.anyone.post("/sessions", { transport: "bearer" }));
    const me = aCaller(place.url, body.volunteer.id, body.token);
    for (;;) {
      const leased = await persist(() => me.post(`/campaigns/${slug}/assignments`, { count: 2 }));
      if (leased.body.assignments.length === 0) return;
      for (const { id, task } of leased.body.assignments) {
        const votes = task.buildings.map((building: any) =>
          aVote(building.id, { class: index % 4 === 0 ? "severe" : "destroyed" }),
        );
        while (acknowledged.size > mayHave) await pause(5);
        for (const vote of votes) sent.set(vote.id, vote.building);
        const reply = await persist(() => me.put(`/assignments/${id}/votes`, { votes }));
        expect(reply.status, JSON.stringify(reply.body)).toBe(200);
        for (const receipt of reply.body.votes) acknowledged.set(receipt.id, receipt.building);
      }
    }
  }

  it("loses none that was acknowledged, stores none twice, and invents none", async () => {
    const stored = await place.ctx.db.many<{ id: string; building: string; volunteer: string }>(
      sql`select id, building_id as building, volunteer_id as volunteer from votes`,
    );
    const byId = new Map(stored.map(({ id, building }) => [id, building]));
    expect(byId.size).toBe(stored.length);
    expect(new Set(stored.map(({ building, volunteer: by }) => `${building} ${by}`)).size).toBe(
      stored.length,
    );
    for (const [id, building] of acknowledged) expect(byId.get(id)).toBe(building);
    for (const [id, building] of byId) expect(sent.get(id)).toBe(building);
    expect(acknowledged.size).toBeGreaterThanOrEqual(BUILDINGS * 4);
    expect(killedAfter.filter((votes) => votes > 0 && votes < acknowledged.size)).toHaveLength(KILLS.length);
  });

  it("counts all of them in the end, to the byte as a recomputation does", async () => {
    await untilFitted(place);
    const stored = await storedConsensus(place.ctx, campaignId);
    expect(stored).toHaveLength(BUILDINGS);
    expect(stored).toEqual(await recomputeConsensus(place.ctx, campaignId));
    const { progress } = (await vi.waitFor(() => place.anyone.get("/campaigns"), { timeout: 10_000 })).body
      .items[0];
    expect(progress).toMatchObject({
      buildings: BUILDINGS,
      votes: acknowledged.size,
      volunteers: VOLUNTEERS,
    });
  });
});
