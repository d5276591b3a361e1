import { beforeAll, expect, it } from "vitest";
import { AssignmentsAnswer, Lesson } from "../../../shared/assignments.ts";
import { aVote, anOpenCampaign, lease, voteThrough } from "../../support/campaigns.ts";
import { allFindings } from "../../support/crowds.ts";
import { expireLease, untilFitted, untilQuiet } from "../../support/quiet.ts";
import { sorted } from "../../support/sorted.ts";
import { aWorld, type Caller, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

const EXPLANATION = { en: "Look at the shadow", ar: "انظر إلى الظل" };

/** A campaign whose first `gold` buildings are known and explained; gives their ids by external id. */
async function aCampaignWithGold(gold: number, buildings: number, changes = {}, buildingsPerTask = 1) {
  const slug = await anOpenCampaign(world, buildings, changes, buildingsPerTask);
  const ids = new Map<string, string>();
  for (const { id, properties } of await allFindings(world, slug)) ids.set(properties.externalId, id);
  for (let n = 1; n <= gold; n += 1) {
    const known = { class: "severe", explanation: n === 1 ? "A single language" : EXPLANATION };
    const { status } = await world.admin.put(`/campaigns/${slug}/buildings/${ids.get(`b${n}`)}/gold`, known);
    expect(status).toBe(200);
  }
  return { slug, ids };
}

async function practise(volunteer: Caller, slug: string, count = 20, besides: string[] = []) {
  const { status, body } = await volunteer.post(`/campaigns/${slug}/assignments`, {
    count,
    besides,
    practice: true,
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return AssignmentsAnswer.parse(body);
}

const buildingsOf = (assignments: any[]): string[] =>
  sorted(assignments.flatMap(({ task }) => task.buildings.map(({ id }: any) => id)));
const lessonOf = (volunteer: Caller, id: string) => volunteer.get(`/assignments/${id}/lesson`);
const answer = (volunteer: Caller, id: string, votes: unknown[]) =>
  volunteer.put(`/assignments/${id}/votes`, { votes });

it("gives the explained gold to practise on, each building until it was answered", async () => {
  const { slug, ids } = await aCampaignWithGold(2, 6);
  await world.admin.put(`/campaigns/${slug}/buildings/${ids.get("b3")}/gold`, { class: "destroyed" });
  const volunteer = await world.volunteer();
  const { assignments } = await practise(volunteer, slug);
  expect(assignments.map(({ practice }) => practice)).toEqual([true, true]);
  expect(buildingsOf(assignments)).toEqual(sorted([ids.get("b1"), ids.get("b2")]));
  expect(await practise(volunteer, slug)).toEqual({ assignments });
  expect((await practise(volunteer, slug, 20, [assignments[0]!.id])).assignments).toEqual([assignments[1]]);
  for (const { id, task } of assignments) {
    expect((await answer(volunteer, id, [aVote(task.buildings[0]!.id)])).status).toBe(200);
  }
  expect(await practise(volunteer, slug)).toEqual({ assignments: [], reason: "none-left-for-you" });
  expect(buildingsOf(await lease(volunteer, slug, 20))).toHaveLength(4);
});

it("explains after the answer, in the words that the expert gave, and not before", async () => {
  const { slug, ids } = await aCampaignWithGold(1, 2);
  const volunteer = await world.volunteer();
  const [held] = (await practise(volunteer, slug)).assignments;
  const early = await lessonOf(volunteer, held!.id);
  expect(early).toMatchObject({ status: 409, body: { code: "answer_first" } });
  await answer(volunteer, held!.id, [aVote(ids.get("b1")!, { class: "moderate" })]);
  await answer(volunteer, held!.id, [aVote(ids.get("b1")!, { class: "possible" })]);
  const { status, body } = await lessonOf(volunteer, held!.id);
  expect(status).toBe(200);
  expect(Lesson.parse(body)).toEqual({
    buildings: [
      {
        building: ids.get("b1"),
        class: "severe",
        lastIntact: null,
        firstDamaged: null,
        explanation: "A single language",
        yours: { class: "possible", lastIntact: null, firstDamaged: null, cannotTell: null },
      },
    ],
  });
  expect((await lessonOf(volunteer, held!.id)).body).toEqual(body);
  expect((await lessonOf(await world.volunteer(), held!.id)).status).toBe(404);
});

it("has no lesson for ordinary assignments", async () => {
  const { slug } = await aCampaignWithGold(1, 1);
  const volunteer = await world.volunteer();
  const [held] = await lease(volunteer, slug);
  expect(held.practice).toBeUndefined();
  await answer(volunteer, held.id, [aVote(held.task.buildings[0].id)]);
  expect((await lessonOf(volunteer, held.id)).status).toBe(404);
  expect(await practise(volunteer, slug)).toEqual({ assignments: [], reason: "none-left-for-you" });
});

it("takes no revision once the answer was explained, but knows the one it has", async () => {
  const { slug, ids } = await aCampaignWithGold(1, 3, {}, 3);
  const [gold, volunteer] = [ids.get("b1")!, await world.volunteer()];
  const [before] = await lease(volunteer, slug);
  await expireLease(world, before.id);
  const [held] = (await practise(volunteer, slug)).assignments;
  const vote = aVote(gold);
  await answer(volunteer, held!.id, [vote]);
  await lessonOf(volunteer, held!.id);
  const again = await answer(volunteer, held!.id, [vote]);
  expect(again).toMatchObject({ status: 200, body: { votes: [{ id: vote.id, revision: 1 }] } });
  for (const id of [held!.id, before.id]) {
    const { status, body } = await answer(volunteer, id, [aVote(gold, { class: "severe" })]);
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: "lesson_seen", errors: [{ path: "votes.0.building" }] });
  }
  expect((await answer(volunteer, before.id, [aVote(ids.get("b2")!)])).status).toBe(200);
});

it("counts a practice answer like any other, however many the building has", async () => {
  const strict = { redundancy: { min: 1, cap: 1, certainty: 0.5 } };
  const { slug, ids } = await aCampaignWithGold(1, 1, strict);
  await voteThrough(await world.volunteer(), slug, () => ({ class: "severe" }));
  await untilQuiet(world);
  const newcomer = await world.volunteer();
  expect(await lease(newcomer, slug)).toEqual([]);
  const [held] = (await practise(newcomer, slug)).assignments;
  await answer(newcomer, held!.id, [aVote(ids.get("b1")!, { class: "severe" })]);
  await untilFitted(world);
  const [feature] = await allFindings(world, slug);
  expect(feature.properties.votes).toBe(2);
  const { body } = await world.admin.get(`/campaigns/${slug}/volunteers`);
  expect(body.items.find(({ id }: any) => id === newcomer.id).gold).toEqual({ answers: 1, right: 1 });
});

it("offers neither a skipped building again nor one that is held in the other way", async () => {
  const { slug } = await aCampaignWithGold(1, 1);
  const [first, second] = [await world.volunteer(), await world.volunteer()];
  const [held] = (await practise(first, slug)).assignments;
  expect(await lease(first, slug)).toEqual([]);
  expect((await first.delete(`/assignments/${held!.id}`)).status).toBe(204);
  expect((await practise(first, slug)).assignments).toEqual([]);
  expect(await lease(first, slug)).toEqual([]);
  expect(await lease(second, slug)).toHaveLength(1);
  expect((await practise(second, slug)).assignments).toEqual([]);
});

it("has nothing to practise on without gold", async () => {
  const slug = await anOpenCampaign(world, 1);
  expect(await practise(await world.volunteer(), slug)).toEqual({
    assignments: [],
    reason: "none-left-for-you",
  });
});

it("refuses an explanation that is no text", async () => {
  const { slug, ids } = await aCampaignWithGold(0, 1);
  const gold = `/campaigns/${slug}/buildings/${ids.get("b1")}/gold`;
  expect((await world.admin.put(gold, { class: "severe", explanation: {} })).status).toBe(400);
  expect((await world.admin.put(gold, { class: "severe", explanation: 3 })).status).toBe(400);
});
