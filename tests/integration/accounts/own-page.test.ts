import { beforeAll, describe, expect, it } from "vitest";
import { OwnData } from "../../../shared/accounts.ts";
import { sql } from "../../../core/db.ts";
import { aVote, anOpenCampaign, lease } from "../../support/campaigns.ts";
import { untilQuiet } from "../../support/quiet.ts";
import { aCaller, aWorld, type Caller, type World } from "../../support/world.ts";

let world: World;
let slug: string;

beforeAll(async () => {
  world = await aWorld();
  slug = await anOpenCampaign(world, 40, { redundancy: { min: 1, cap: 5, certainty: 0.5 } });
});

/** Answers one building and gives its id, the assignment's and the vote's. */
async function answerOne(volunteer: Caller, said: Record<string, unknown> = {}) {
  const [{ id, task }] = await lease(volunteer, slug);
  const vote = aVote(task.buildings[0].id, said);
  expect((await volunteer.put(`/assignments/${id}/votes`, { votes: [vote] })).status).toBe(200);
  return { assignment: id, building: vote.building, vote: vote.id };
}

async function signInBy(key: string): Promise<{ status: number; caller: Caller; body: any }> {
  const { status, body } = await world.anyone.post("/sessions", { transport: "bearer", key });
  return { status, body, caller: aCaller(world.url, body.volunteer?.id ?? "", body.token ?? null) };
}

describe("a volunteer's key", () => {
  it("opens the same history on another device, and both sessions go on", async () => {
    const phone = await world.volunteer();
    await answerOne(phone);
    const { status, body } = await phone.post("/me/key", {});
    expect(status).toBe(201);
    expect(body.key).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/);
    const laptop = await signInBy(body.key);
    expect(laptop.status).toBe(201);
    expect((await laptop.caller.get("/me")).body).toMatchObject({ id: phone.id, votes: 1, campaigns: 1 });
    expect((await phone.get("/me")).status).toBe(200);
  });

  it("is read as people type it, and works no more once another was made", async () => {
    const volunteer = await world.volunteer();
    const { key } = (await volunteer.post("/me/key", {})).body;
    const typed = ` ${key.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l")} `;
    expect((await signInBy(typed)).status).toBe(201);
    const { key: newer } = (await volunteer.post("/me/key", {})).body;
    expect(newer).not.toBe(key);
    expect((await signInBy(key)).status).toBe(401);
    expect((await signInBy(newer)).status).toBe(201);
  });

  it("is nowhere in the database as it is shown", async () => {
    const volunteer = await world.volunteer();
    const { key } = (await volunteer.post("/me/key", {})).body;
    const rows = await world.ctx.db.many<{ kept: string }>(
      sql`select encode(key_hash, 'escape') as kept from account_keys`,
    );
    const plain = key.replaceAll("-", "");
    expect(rows.filter(({ kept }) => kept.includes(plain) || kept.includes(key))).toEqual([]);
  });

  it("that nobody has is refused like a wrong token; staff are given none", async () => {
    const wrong = await world.anyone.post("/sessions", { transport: "bearer", key: "AAAAA-AAAAA" });
    expect(wrong.status).toBe(401);
    expect(wrong.body.code).toBe("unauthenticated");
    expect((await world.anyone.post("/sessions", { key: "" })).status).toBe(400);
    expect((await world.admin.post("/me/key", {})).status).toBe(403);
  });

  it("replaces the browser's session without ending it, and the browser is told that it has one", async () => {
    const cookiesOf = (reply: Response) =>
      reply.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
    const start = (headers: Record<string, string>, body: object) =>
      fetch(`${world.url}/api/v1/sessions`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      });
    const first = cookiesOf(await start({}, {}));
    expect(first).toContain("aftermap-session=1");
    const { key } = (await (await world.volunteer()).post("/me/key", {})).body;
    const second = cookiesOf(await start({ cookie: first.join("; ") }, { key }));
    const me = async (cookies: string[]) =>
      (await fetch(`${world.url}/api/v1/me`, { headers: { cookie: cookies.join("; ") } })).json();
    const [before, after] = [await me(first), await me(second)];
    expect(before.id).toEqual(expect.any(String));
    expect(after.id).not.toBe(before.id);
  });
});

describe("a name on the board", () => {
  it("is shown to anyone with its answers, only where it was chosen, and only while they count", async () => {
    const board = async (caller: Caller) => (await caller.get(`/campaigns/${slug}/board`)).body.items;
    const volunteer = await world.volunteer();
    await answerOne(volunteer);
    expect(JSON.stringify(await board(world.anyone))).not.toContain(volunteer.id);
    const { status, body } = await volunteer.patch("/me", { boardName: "  Layla\n of   Aleppo " });
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.boardName).toBe("Layla of Aleppo");
    expect(await board(world.anyone)).toEqual([{ name: "Layla of Aleppo", answers: 1, isYou: false }]);
    expect(await board(volunteer)).toMatchObject([{ isYou: true }]);

    const exclude = (excluded: boolean) =>
      world.admin.put(`/volunteers/${volunteer.id}/exclusion`, { excluded, reason: "a test" });
    await exclude(true);
    expect(await board(world.anyone)).toEqual([]);
    await exclude(false);
    await volunteer.patch("/me", { boardName: null });
    expect(await board(world.anyone)).toEqual([]);
  });

  it.each([
    { boardName: "" },
    { boardName: "\u202Eevil" },
    { boardName: "x".repeat(41) },
    {},
    { boardName: 1 },
  ])("is refused as %j", async (body) => {
    expect((await (await world.volunteer()).patch("/me", body)).status).toBe(400);
  });
});

describe("a name that an admin takes off boards", () => {
  it("is gone at once and told with the reason; another may be chosen, not the same", async () => {
    const volunteer = await world.volunteer();
    await answerOne(volunteer);
    await volunteer.patch("/me", { boardName: "Rude Name" });
    const decide = (isRemoved: boolean, by = world.admin) =>
      by.put(`/volunteers/${volunteer.id}/board-name`, { isRemoved, reason: "It insults the dead" });
    expect((await decide(true, world.analyst)).status).toBe(403);
    expect((await decide(false)).status).toBe(409);
    expect(await decide(true)).toMatchObject({ status: 200, body: { id: volunteer.id, boardName: null } });
    expect((await decide(true)).status).toBe(409);

    expect((await world.anyone.get(`/campaigns/${slug}/board`)).body.items).toEqual([]);
    const removed = { name: "Rude Name", reason: "It insults the dead", at: expect.any(String) };
    expect((await volunteer.get("/me")).body).toMatchObject({ boardName: null, removedBoardName: removed });
    const { boardNameDecisions } = (await volunteer.get("/me/data")).body;
    expect(boardNameDecisions).toMatchObject([{ name: "Rude Name", isRemoved: true }]);
    const listed = (await world.admin.get(`/campaigns/${slug}/volunteers`)).body.items;
    expect(listed.find(({ id }: { id: string }) => id === volunteer.id)).toMatchObject({
      boardName: null,
      removedBoardName: removed,
    });

    const again = await volunteer.patch("/me", { boardName: " rude  NAME" });
    expect(again).toMatchObject({ status: 409, body: { code: "conflict" } });
    const kinder = await volunteer.patch("/me", { boardName: "Kind Name" });
    expect(kinder.body).toMatchObject({ boardName: "Kind Name", removedBoardName: null });
    expect((await decide(false)).status).toBe(409);
    await volunteer.patch("/me", { boardName: null });
    expect(await decide(false)).toMatchObject({ status: 200, body: { boardName: "Rude Name" } });
    expect((await volunteer.get("/me")).body).toMatchObject({
      boardName: "Rude Name",
      removedBoardName: null,
    });
  });

  it("is forgotten with the volunteer who leaves; the decision and its reason are kept", async () => {
    const volunteer = await world.volunteer();
    await volunteer.patch("/me", { boardName: "A Rude One" });
    await world.admin.put(`/volunteers/${volunteer.id}/board-name`, { isRemoved: true, reason: "Rude" });
    expect((await volunteer.delete("/me", { votes: "keep" })).status).toBe(204);
    const kept = await world.ctx.db.many(
      sql`select name, reason from board_name_decisions where account_id = ${volunteer.id}`,
    );
    expect(kept).toEqual([{ name: null, reason: "Rude" }]);
    const gone = await world.admin.put(`/volunteers/${volunteer.id}/board-name`, {
      isRemoved: false,
      reason: "x",
    });
    expect(gone.status).toBe(404);
  });
});

describe("my data", () => {
  it("holds every answer, question, task, session and decision of mine, and nothing of anybody else's", async () => {
    const [me, other] = [await world.volunteer(), await world.volunteer()];
    const mine = await answerOne(me, { comment: "the roof is mine" });
    const theirs = await answerOne(other, { comment: "somebody else's roof" });
    const changed = aVote(mine.building, { class: "severe" });
    await me.put(`/assignments/${mine.assignment}/votes`, { votes: [changed] });
    await me.post("/me/key", {});
    const asked = { building: mine.building, scene: null, kind: "question", text: "Is this a school?" };
    expect((await me.post(`/assignments/${mine.assignment}/questions`, asked)).status).toBe(201);

    const { status, body, headers } = await me.get("/me/data");
    expect(status).toBe(200);
    expect(headers.get("content-disposition")).toMatch(/attachment; filename=".*\.json"/);
    const data = OwnData.parse(body);
    expect(data.account).toMatchObject({ id: me.id, boardName: null, keyMadeAt: expect.any(String) });
    expect(data.votes.map(({ id, revision }) => [id, revision])).toEqual([
      [mine.vote, 1],
      [changed.id, 2],
    ]);
    expect(data.assignments.map(({ id }) => id)).toEqual([mine.assignment]);
    expect(data.questions).toMatchObject([{ text: "Is this a school?", answer: null }]);
    expect(data.sessions).toHaveLength(1);
    expect(data.participations).toMatchObject([{ campaign: slug }]);
    const text = JSON.stringify(body);
    for (const foreign of [other.id, theirs.vote, theirs.assignment, "somebody else's"])
      expect(text).not.toContain(foreign);
    expect(text).not.toMatch(/token|hash|"key"|address|agent/i);
  });

  it("counts what I did, campaign by campaign", async () => {
    const volunteer = await world.volunteer();
    await answerOne(volunteer);
    await answerOne(volunteer, { class: "no_visible_damage" });
    await untilQuiet(world);
    const { items } = (await volunteer.get("/me/campaigns")).body;
    expect(items).toMatchObject([{ slug, status: "open", buildings: 2, settled: expect.any(Number) }]);
    const { body: me } = await volunteer.get("/me");
    expect(me).toMatchObject({ votes: 2, campaigns: 1, settled: items[0].settled });
  });
});
