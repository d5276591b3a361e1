import { beforeAll, expect, it } from "vitest";
import { anOpenCampaign, aVote, lease, voteThrough } from "../../support/campaigns.ts";
import { expireLease, untilFitted, untilQuiet } from "../../support/quiet.ts";
import { sorted } from "../../support/sorted.ts";
import { aWorld, type Caller, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

const put = (volunteer: Caller, id: string, votes: unknown[]) =>
  volunteer.put(`/assignments/${id}/votes`, { votes });
const theBuilding = async (slug: string) =>
  (await world.analyst.get(`/campaigns/${slug}/consensus`)).body.features[0].properties;

it("counts only the latest answer of a volunteer who changed their mind, and keeps all", async () => {
  const slug = await anOpenCampaign(world, 1, { redundancy: { min: 3, cap: 9, certainty: 0.9 } });
  const volunteers = await Promise.all(Array.from({ length: 3 }, () => world.volunteer()));
  for (const volunteer of volunteers) {
    const [{ id, task }] = await lease(volunteer, slug);
    for (const answer of ["no_visible_damage", "severe", "destroyed"]) {
      expect((await put(volunteer, id, [aVote(task.buildings[0].id, { class: answer })])).status).toBe(200);
    }
  }
  await untilFitted(world);
  const { building, votes, class: found, status } = await theBuilding(slug);
  expect({ votes, found, status }).toEqual({ votes: 3, found: "destroyed", status: "settled" });
  const { votesList } = (await world.analyst.get(`/campaigns/${slug}/buildings/${building}`)).body;
  expect(votesList).toHaveLength(9);
  expect(votesList.filter((vote: any) => vote.counted).map((vote: any) => vote.class)).toEqual(
    Array.from({ length: 3 }, () => "destroyed"),
  );
  const times = votesList.map((vote: any) => vote.createdAt);
  expect(times).toEqual(sorted(times).toReversed());
  const { progress } = (await world.anyone.get(`/campaigns/${slug}`)).body;
  expect(progress).toMatchObject({ votes: 3, volunteers: 3 });
});

it("counts a vote whose lease has expired", async () => {
  const slug = await anOpenCampaign(world, 1);
  const volunteer = await world.volunteer();
  const [{ id, task }] = await lease(volunteer, slug);
  await expireLease(world, id);
  expect((await put(volunteer, id, [aVote(task.buildings[0].id)])).status).toBe(200);
  await untilQuiet(world);
  expect((await theBuilding(slug)).votes).toBe(1);
});

it("counts a vote that was on its way when its task was given back, beside that of whoever got it next", async () => {
  const slug = await anOpenCampaign(world, 1, { redundancy: { min: 1, cap: 1, certainty: 0.5 } });
  const [volunteer, next] = [await world.volunteer(), await world.volunteer()];
  const [{ id, task }] = await lease(volunteer, slug);
  expect(await lease(next, slug)).toEqual([]);
  await volunteer.delete(`/assignments/${id}`);
  const [theirs] = await lease(next, slug);
  const building = task.buildings[0].id;
  expect((await put(volunteer, id, [aVote(building)])).status).toBe(200);
  expect((await put(next, theirs.id, [aVote(building)])).status).toBe(200);
  await untilQuiet(world);
  expect((await theBuilding(slug)).votes).toBe(2);
});

it.each(["paused", "closed"])("counts a vote that comes when the campaign is %s", async (status) => {
  const slug = await anOpenCampaign(world, 1);
  const volunteer = await world.volunteer();
  const [{ id, task }] = await lease(volunteer, slug);
  await world.admin.patch(`/campaigns/${slug}`, { status });
  expect((await put(volunteer, id, [aVote(task.buildings[0].id)])).status).toBe(200);
  await untilQuiet(world);
  expect((await theBuilding(slug)).votes).toBe(1);
});

it("counts a late vote on a building that is no longer among those the volunteer was given anew", async () => {
  const slug = await anOpenCampaign(world, 2, { redundancy: { min: 1, cap: 1, certainty: 0.5 } }, 2);
  const [late, other] = [await world.volunteer(), await world.volunteer()];
  const [mine] = await lease(late, slug);
  expect(mine.task.buildings).toHaveLength(2);
  await expireLease(world, mine.id);
  const [theirs] = await lease(other, slug);
  const done = theirs.task.buildings[0].id;
  await put(other, theirs.id, [aVote(done)]);
  await untilQuiet(world);
  await expireLease(world, theirs.id);

  const [again] = await lease(late, slug);
  expect(again.task.buildings.map(({ id }: any) => id)).not.toContain(done);
  const reply = await put(late, mine.id, [aVote(done)]);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
});

it("calls a building disputed when its cap is reached without agreement, and asks no more", async () => {
  const slug = await anOpenCampaign(world, 1, { redundancy: { min: 2, cap: 6, certainty: 0.95 } });
  for (let index = 0; index < 6; index += 1) {
    const answers = ["destroyed", "no_visible_damage"];
    const given = await voteThrough(await world.volunteer(), slug, () => ({ class: answers[index % 2] }));
    await untilFitted(world);
    expect(given).toBe(1);
  }
  expect(await theBuilding(slug)).toMatchObject({ status: "disputed", votes: 6 });
  const { body } = await (await world.volunteer()).post(`/campaigns/${slug}/assignments`, { count: 1 });
  expect(body).toEqual({ assignments: [], reason: "done" });
  expect((await world.anyone.get(`/campaigns/${slug}`)).body.progress).toMatchObject({
    settled: 0,
    disputed: 1,
  });
});

it("settles a building on which the least number of volunteers agree", async () => {
  const slug = await anOpenCampaign(world, 1, { redundancy: { min: 3, cap: 9, certainty: 0.9 } });
  for (let index = 0; index < 3; index += 1) {
    await voteThrough(await world.volunteer(), slug, () => ({ class: "moderate" }));
  }
  await untilFitted(world);
  expect(await theBuilding(slug)).toMatchObject({ status: "settled", class: "moderate", votes: 3 });
});

it("counts can't tell among the votes", async () => {
  const slug = await anOpenCampaign(world, 1);
  await voteThrough(await world.volunteer(), slug, () => ({ class: null, cannotTell: "cloud" }));
  await untilQuiet(world);
  expect((await theBuilding(slug)).votes).toBe(1);
});
