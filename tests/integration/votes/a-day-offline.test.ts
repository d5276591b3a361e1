import { beforeAll, expect, it } from "vitest";
import { ApiProblem } from "../../../client/api.ts";
import { createOutbox } from "../../../client/outbox.ts";
import { memoryStore, type OutboxItem, type OutboxStore } from "../../../client/outbox-store.ts";
import { sql } from "../../../core/db.ts";
import { anOpenCampaign, aVote } from "../../support/campaigns.ts";
import { aWorld, type Caller, type World } from "../../support/world.ts";

const ANSWERS = 200;
const PER_LEASING = 20;

let world: World;

beforeAll(async () => {
  world = await aWorld();
});

/** What a phone takes along: the client's own way of asking, beside what it has. */
async function takeAlong(volunteer: Caller, slug: string): Promise<{ id: string; building: string }[]> {
  const taken: { id: string; building: string }[] = [];
  while (taken.length < ANSWERS) {
    const besides = taken.map(({ id }) => id);
    // oxlint-disable-next-line no-await-in-loop -- each leasing is beside the one before
    const { status, body } = await volunteer.post(`/campaigns/${slug}/assignments`, {
      count: PER_LEASING,
      besides,
    });
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body.assignments.length).toBeGreaterThan(0);
    for (const { id, task } of body.assignments) taken.push({ id, building: task.buildings[0].id });
  }
  return taken;
}

/** The client's outbox, as one tab of one volunteer has it, in front of the real server. */
function aTab(store: OutboxStore, volunteer: Caller, network: { isThere: boolean; losesEvery: number }) {
  const timers: (() => void)[] = [];
  let sent = 0;
  const outbox = createOutbox({
    store,
    whoAmI: async () => {
      if (!network.isThere) throw new ApiProblem("offline", 0, "no network");
      return volunteer.id;
    },
    send: async ({ assignment, vote }: OutboxItem) => {
      if (!network.isThere) throw new ApiProblem("offline", 0, "no network");
      const { status, body } = await volunteer.put(`/assignments/${assignment}/votes`, { votes: [vote] });
      if (status !== 200) throw new ApiProblem("internal", status, JSON.stringify(body));
      sent += 1;
      // The server has it, but its answer is lost on the way: the client must send again.
      if (sent % network.losesEvery === 0) throw new ApiProblem("offline", 0, "the answer was lost");
    },
    later: (callBack) => void timers.push(callBack),
    alone: (work) => work(),
  });
  return { outbox, timers, sentSoFar: () => sent };
}

it("stores two hundred answers given offline once each, a day later, though leases ran out and replies are lost", async () => {
  const slug = await anOpenCampaign(world, ANSWERS + 10);
  const volunteer = await world.volunteer();
  const taken = await takeAlong(volunteer, slug);
  const store = memoryStore();
  const network = { isThere: false, losesEvery: 7 };

  const onTheWay = aTab(store, volunteer, network);
  for (const { id, building } of taken.slice(0, ANSWERS)) {
    const vote = { ...aVote(building), class: "destroyed", cannotTell: null, scenesSeen: [] };
    // oxlint-disable-next-line no-await-in-loop -- as a person gives them
    await onTheWay.outbox.add({ id: vote.id, assignment: id, volunteer: volunteer.id, campaign: slug, vote });
  }
  expect(onTheWay.outbox.snapshot().waiting).toHaveLength(ANSWERS);
  expect(onTheWay.sentSoFar()).toBe(0);

  // The tab is killed; a day passes, and every lease has run out meanwhile.
  await world.ctx.db.transaction((tx) =>
    tx.run(
      sql`update assignments set expires_at = now() - interval '23 hours' where volunteer_id = ${volunteer.id}`,
    ),
  );
  network.isThere = true;
  const home = aTab(store, volunteer, network);
  home.outbox.resume();
  await expect
    .poll(
      () => {
        home.timers.shift()?.();
        return home.sentSoFar() > 0 && home.outbox.snapshot().waiting.length === 0;
      },
      { timeout: 40_000, interval: 20 },
    )
    .toBe(true);

  expect(home.sentSoFar()).toBeGreaterThan(ANSWERS); // some were sent twice, on purpose
  expect(home.outbox.snapshot().refused).toEqual([]);
  expect((await volunteer.get("/me")).body.votes).toBe(ANSWERS);
  expect((await world.anyone.get(`/campaigns/${slug}`)).body.progress.votes).toBe(ANSWERS);
});
