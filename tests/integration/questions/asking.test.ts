import { v7 as uuid } from "uuid";
import { beforeAll, describe, expect, it } from "vitest";
import { sql } from "../../../core/db.ts";
import {
  aCampaign,
  aFootprintFile,
  anImport,
  anOpenCampaign,
  aVote,
  lease,
  openCampaign,
} from "../../support/campaigns.ts";
import { aSceneFolder } from "../../support/scene-files.ts";
import { aWorld, type Caller, type World } from "../../support/world.ts";

let world: World;
let slug: string;
let scene: string;
let volunteer: Caller;
let assignment: any;
let building: string;

beforeAll(async () => {
  world = await aWorld();
  slug = await aCampaign(world, { asks: { class: true, window: false } });
  await anImport(world, slug, "scenes", await aSceneFolder(world.importFolder, ["2017-01-01"]));
  await anImport(world, slug, "buildings", await aFootprintFile(world, 8));
  await openCampaign(world, slug);
  scene = (await world.anyone.get(`/campaigns/${slug}`)).body.scenes[0].id;
  volunteer = await world.volunteer();
  [assignment] = await lease(volunteer, slug);
  building = assignment.task.buildings[0].id;
});

const ask = (who: Caller, changes: Record<string, unknown> = {}, on = assignment.id) =>
  who.post(`/assignments/${on}/questions`, {
    building,
    scene,
    kind: "question",
    text: "Is this a tent?",
    ...changes,
  });
const listed = async (query = "") =>
  (await world.analyst.get(`/campaigns/${slug}/questions${query}`)).body.items;

/** A volunteer of their own, with a building nobody else asks about. */
async function somebodyAsking(changes: Record<string, unknown> = {}) {
  const asker = await world.volunteer();
  const [held] = await lease(asker, slug);
  const own = held.task.buildings[0].id;
  const { status, body } = await ask(asker, { building: own, ...changes }, held.id);
  expect(status, JSON.stringify(body)).toBe(201);
  return { asker, held, building: own, id: body.id as string };
}

describe("a question", () => {
  it("reaches analysts with its building, its image and a pseudonym", async () => {
    const { asker, building: own, id } = await somebodyAsking({ text: "  Is this a tent?  " });
    const { pseudonym } = (await asker.get("/me")).body;
    const found = (await listed()).find((one: any) => one.id === id);
    expect(found).toMatchObject({
      building: own,
      externalId: expect.stringMatching(/^b\d+$/),
      scene,
      kind: "question",
      text: "Is this a tent?",
      status: "open",
      answer: null,
      answeredAt: null,
      pseudonym,
    });
  });

  it("comes back answered to the one who asked, and to nobody else", async () => {
    const { asker, id } = await somebodyAsking();
    const answer = "A tent, yes: there is no roof.";
    const reply = await world.analyst.put(`/questions/${id}`, { answer, isClosed: true });
    expect(reply.body).toMatchObject({ id, status: "answered", answer });
    const own = (await asker.get("/me/questions")).body;
    expect(own.items).toMatchObject([{ id, campaign: slug, answer, status: "answered" }]);
    expect(own.items[0]).not.toHaveProperty("pseudonym");
    expect((await (await world.volunteer()).get("/me/questions")).body).toEqual({ items: [], next: null });
  });

  it("sent twice under one id is one question", async () => {
    const { asker, held, building: own } = await somebodyAsking();
    const question = { building: own, questionId: uuid(), text: "Sent over a bad line" };
    const answers = [await ask(asker, question, held.id), await ask(asker, question, held.id)];
    expect(answers.map(({ status, body }) => [status, body.id])).toEqual([
      [201, question.questionId],
      [201, question.questionId],
    ]);
    const same = (await listed()).filter(({ text }: any) => text === question.text);
    expect(same).toHaveLength(1);
  });

  it("is still heard after the answer and in a paused campaign", async () => {
    const paused = await anOpenCampaign(world, 1);
    const asker = await world.volunteer();
    const [held] = await lease(asker, paused);
    const own = held.task.buildings[0].id;
    await asker.put(`/assignments/${held.id}/votes`, { votes: [aVote(own)] });
    await world.admin.patch(`/campaigns/${paused}`, { status: "paused" });
    expect((await ask(asker, { building: own, scene: null }, held.id)).status).toBe(201);
  });

  it("may say without words that a picture is distressing", async () => {
    const { id } = await somebodyAsking({ kind: "distressing", text: "" });
    expect((await listed()).find((one: any) => one.id === id)).toMatchObject({
      kind: "distressing",
      text: "",
    });
  });
});

it("sorts questions by what became of them", async () => {
  const [open, answered, closed] = [await somebodyAsking(), await somebodyAsking(), await somebodyAsking()];
  await world.analyst.put(`/questions/${answered.id}`, { answer: "Yes", isClosed: false });
  await world.analyst.put(`/questions/${closed.id}`, { answer: null, isClosed: true });
  const ids = async (status: string) =>
    (await listed(`?status=${status}&limit=200`)).map(({ id }: any) => id);
  expect(await ids("open")).toContain(open.id);
  expect(await ids("answered")).toContain(answered.id);
  expect(await ids("closed")).toContain(closed.id);
  await world.analyst.put(`/questions/${closed.id}`, { answer: null, isClosed: false });
  expect(await ids("open")).toEqual(expect.arrayContaining([open.id, closed.id]));
});

it("gives the list page by page, none twice", async () => {
  const seen: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const next: string = cursor === "" ? "" : `&cursor=${cursor}`;
    const { body }: any = await world.analyst.get(`/campaigns/${slug}/questions?limit=2${next}`);
    seen.push(...body.items.map(({ id }: any) => id));
    cursor = body.next;
  }
  expect(seen).toEqual((await listed("?limit=500")).map(({ id }: any) => id));
  expect(new Set(seen).size).toBe(seen.length);
});

describe("what is refused", () => {
  it.each([
    ["a building of another task", () => ({ building: uuid() }), "building"],
    ["a scene of another campaign", () => ({ scene: uuid() }), "scene"],
    ["no words", () => ({ text: "  " }), "text"],
    ["an unknown kind", () => ({ kind: "praise" }), "kind"],
    ["more words than anybody reads", () => ({ text: "x".repeat(2_001) }), "text"],
  ])("%s, saying which field it is", async (_what, changes, field) => {
    const { status, body } = await ask(volunteer, changes());
    expect(status).toBe(400);
    expect(body.errors.map(({ path }: any) => path)).toContain(field);
  });

  it("a question on somebody else's assignment, whoever asks", async () => {
    for (const other of [await world.volunteer(), world.analyst]) expect((await ask(other)).status).toBe(404);
  });

  it("an id under which somebody else asked", async () => {
    const { id } = await somebodyAsking();
    const { status, body } = await ask(volunteer, { questionId: id });
    expect([status, body.code]).toEqual([409, "already_exists"]);
  });

  it("more than fifty that wait for an answer", async () => {
    await world.ctx.db.transaction((tx) =>
      tx.run(sql`
        insert into questions (id, campaign_id, assignment_id, building_id, volunteer_id, kind, text)
        select gen_random_uuid(), campaign_id, id, ${building}, volunteer_id, 'question', 'again'
          from assignments, generate_series(1, 50)
         where id = ${assignment.id}
      `),
    );
    const { status, body } = await ask(volunteer);
    expect([status, body.code]).toEqual([409, "conflict"]);
  });

  it("an answer to a question that was never asked", async () => {
    const { status } = await world.analyst.put(`/questions/${uuid()}`, { answer: "Yes", isClosed: true });
    expect(status).toBe(404);
  });
});

it("a building that an analyst marks as distressing is told so to whoever holds it, until that is taken back", async () => {
  const { asker, held, building: own } = await somebodyAsking({ kind: "distressing", text: "" });
  const mark = (isDistressing: boolean, by = world.analyst) =>
    by.put(`/campaigns/${slug}/buildings/${own}/distress`, { isDistressing });
  const told = async () => {
    const leases = await lease(asker, slug);
    const { task } = leases.find((one: any) => one.id === held.id);
    return task.buildings[0].properties.isDistressing;
  };
  expect(await told()).toBeUndefined();
  expect((await mark(true, asker)).status).toBe(403);
  const marked = await mark(true);
  expect(marked).toMatchObject({ status: 200, body: { distress: { isDistressing: true } } });
  expect((await mark(true)).body.distress).toEqual(marked.body.distress);
  expect(await told()).toBe(true);
  expect((await mark(false)).body.distress).toMatchObject({ isDistressing: false, by: expect.any(String) });
  expect(await told()).toBeUndefined();
  expect(
    (await world.analyst.put(`/campaigns/${slug}/buildings/${uuid()}/distress`, { isDistressing: true }))
      .status,
  ).toBe(404);
});
