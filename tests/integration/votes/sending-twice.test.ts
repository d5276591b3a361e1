import { beforeAll, expect, it } from "vitest";
import { v7 as uuid } from "uuid";
import { sql } from "../../../core/db.ts";
import { anOpenCampaign, aVote, lease } from "../../support/campaigns.ts";
import { sorted } from "../../support/sorted.ts";
import { aWorld, type Caller, type World } from "../../support/world.ts";

let world: World;
let slug: string;
beforeAll(async () => {
  world = await aWorld();
  slug = await anOpenCampaign(world, 12);
});

async function anAssignment(): Promise<{ volunteer: Caller; id: string; building: string }> {
  const volunteer = await world.volunteer();
  const [assignment] = await lease(volunteer, slug);
  return { volunteer, id: assignment.id, building: assignment.task.buildings[0].id };
}

const put = (volunteer: Caller, id: string, ...votes: unknown[]) =>
  volunteer.put(`/assignments/${id}/votes`, { votes });

async function countStored(voteId: string): Promise<number> {
  const { stored } = await world.ctx.db.one<{ stored: number }>(
    sql`select count(*) as stored from votes where id = ${voteId}`,
  );
  return stored;
}

it("answers the same vote sent again with the first reply, and counts it once", async () => {
  const { volunteer, id, building } = await anAssignment();
  const vote = aVote(building, { comment: "roof gone" });
  const first = await put(volunteer, id, vote);
  const again = await put(volunteer, id, vote);
  expect(first.status).toBe(200);
  expect(first.body).toEqual({ votes: [{ id: vote.id, building, revision: 1 }] });
  expect(again.status).toBe(200);
  expect(again.body).toEqual(first.body);
  expect(await countStored(vote.id)).toBe(1);
  expect((await volunteer.get("/me")).body.votes).toBe(1);
});

it("stores a vote once when ten copies of the request arrive together", async () => {
  const { volunteer, id, building } = await anAssignment();
  const vote = aVote(building);
  const replies = await Promise.all(Array.from({ length: 10 }, () => put(volunteer, id, vote)));
  for (const { status, body } of replies) {
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body).toEqual({ votes: [{ id: vote.id, building, revision: 1 }] });
  }
  expect(await countStored(vote.id)).toBe(1);
});

it("takes the same vote twice in one request as one", async () => {
  const { volunteer, id, building } = await anAssignment();
  const vote = aVote(building);
  const { status, body } = await put(volunteer, id, vote, vote);
  expect(status).toBe(200);
  expect(body.votes).toEqual([
    { id: vote.id, building, revision: 1 },
    { id: vote.id, building, revision: 1 },
  ]);
  expect(await countStored(vote.id)).toBe(1);
});

it("gives the first reply again after a later revision, which stays the one that counts", async () => {
  const { volunteer, id, building } = await anAssignment();
  const [first, second] = [aVote(building), aVote(building, { class: "severe" })];
  await put(volunteer, id, first);
  expect((await put(volunteer, id, second)).body.votes).toEqual([{ id: second.id, building, revision: 2 }]);
  expect((await put(volunteer, id, first)).body.votes).toEqual([{ id: first.id, building, revision: 1 }]);
  const { body } = await world.analyst.get(`/campaigns/${slug}/buildings/${building}`);
  const mine = body.votesList.filter((vote: any) => vote.volunteer === volunteer.id);
  expect(mine.map(({ id: name, revision, counted }: any) => ({ name, revision, counted }))).toEqual([
    { name: second.id, revision: 2, counted: true },
    { name: first.id, revision: 1, counted: false },
  ]);
});

it.each([
  ["class", { class: "severe" }],
  ["time spent", { elapsedMs: 1 }],
  ["comment", { comment: "another" }],
  ["reason for not telling", { class: null, cannotTell: "cloud" }],
  ["scenes seen", { scenesSeen: ["0193b2a0-0000-7000-8000-000000000001"] }],
])("refuses a vote id that comes again with another %s", async (_what, change) => {
  const { volunteer, id, building } = await anAssignment();
  const vote = aVote(building);
  expect((await put(volunteer, id, vote)).status).toBe(200);
  const { status, body } = await put(volunteer, id, { ...vote, ...change });
  expect(status).toBe(409);
  expect(body).toMatchObject({ code: "vote_id_taken", status: 409, errors: [{ path: "votes.0.id" }] });
  expect(body.type).toContain("vote_id_taken");
  expect(await countStored(vote.id)).toBe(1);
});

it("refuses a vote id that another volunteer has used, or the same one for another building", async () => {
  const one = await anAssignment();
  const other = await anAssignment();
  const voteId = uuid();
  expect((await put(one.volunteer, one.id, aVote(one.building, { id: voteId }))).status).toBe(200);
  const stolen = await put(other.volunteer, other.id, aVote(other.building, { id: voteId }));
  expect(stolen.status).toBe(409);
  expect(stolen.body.code).toBe("vote_id_taken");

  const [, next] = await lease(one.volunteer, slug, 2).then(async (open) =>
    open.length > 1 ? open : [null, ...(await lease(one.volunteer, slug, 2))],
  );
  const reused = await put(one.volunteer, next.id, aVote(next.task.buildings[0].id, { id: voteId }));
  expect(reused.status).toBe(409);
  expect(await countStored(voteId)).toBe(1);
});

it("lets one of two volunteers have an id that both use at once", async () => {
  const pair = [await anAssignment(), await anAssignment()];
  const id = uuid();
  const replies = await Promise.all(
    pair.map((one) => put(one.volunteer, one.id, aVote(one.building, { id }))),
  );
  expect(sorted(replies.map(({ status }) => status))).toEqual([200, 409]);
  expect(await countStored(id)).toBe(1);
});

it("reads vote ids in capital letters as the same ids", async () => {
  const { volunteer, id, building } = await anAssignment();
  const vote = aVote(building);
  await put(volunteer, id, vote);
  const { status, body } = await put(volunteer, id, { ...vote, id: vote.id.toUpperCase() });
  expect(status).toBe(200);
  expect(body.votes).toEqual([{ id: vote.id, building, revision: 1 }]);
});
