import { beforeAll, expect, it } from "vitest";
import { v7 as uuid } from "uuid";
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
let scenes: string[];
let volunteer: Caller;
let assignment: any;
let building: string;

beforeAll(async () => {
  world = await aWorld();
  slug = await aCampaign(world);
  await anImport(world, slug, "scenes", await aSceneFolder(world.importFolder, ["2017-01-01", "2017-02-01"]));
  await anImport(world, slug, "buildings", await aFootprintFile(world, 2));
  await openCampaign(world, slug);
  scenes = (await world.anyone.get(`/campaigns/${slug}`)).body.scenes.map(({ id }: any) => id);
  volunteer = await world.volunteer();
  [assignment] = await lease(volunteer, slug);
  building = assignment.task.buildings[0].id;
});

const put = (...votes: unknown[]) => volunteer.put(`/assignments/${assignment.id}/votes`, { votes });
const whole = () => aVote(building, { lastIntact: scenes[0], firstDamaged: scenes[1] });

async function countVotes(): Promise<number> {
  const { votes } = await world.ctx.db.one<{ votes: number }>(sql`select count(*) as votes from votes`);
  return votes;
}

it.each<[string, () => Record<string, unknown>, string]>([
  ["a class of another scale", () => ({ class: "grade-5" }), "votes.0.class"],
  ["no class where one is asked", () => ({ class: null }), "votes.0.class"],
  ["a class although it can't be told", () => ({ cannotTell: "cloud" }), "votes.0.class"],
  ["a mark although it can't be told", () => ({ class: null, cannotTell: "cloud" }), "votes.0.lastIntact"],
  ["an unknown reason", () => ({ class: null, cannotTell: "rain" }), "votes.0.cannotTell"],
  [
    "no mark where the window is asked",
    () => ({ lastIntact: null, firstDamaged: null }),
    "votes.0.lastIntact",
  ],
  [
    "marks in the wrong order",
    () => ({ lastIntact: scenes[1], firstDamaged: scenes[0] }),
    "votes.0.firstDamaged",
  ],
  [
    "one scene as both marks",
    () => ({ lastIntact: scenes[0], firstDamaged: scenes[0] }),
    "votes.0.firstDamaged",
  ],
  ["a scene that is none", () => ({ firstDamaged: uuid() }), "votes.0.firstDamaged"],
  ["a building of another task", () => ({ building: uuid() }), "votes.0.building"],
  ["an id that is no UUID", () => ({ id: "vote-1" }), "votes.0.id"],
  ["a negative time", () => ({ elapsedMs: -1 }), "votes.0.elapsedMs"],
  ["a text with a NUL", () => ({ comment: "a\u0000b" }), "votes.0.comment"],
  ["an unknown key", () => ({ confidence: 1 }), "votes.0"],
])("refuses %s, saying where", async (_what, change, path) => {
  const before = await countVotes();
  const { status, body } = await put({ ...whole(), ...change() });
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: "invalid_input", status: 400 });
  expect(body.errors.map((error: any) => error.path)).toContain(path);
  expect(await countVotes()).toBe(before);
});

it("stores nothing of a request in which one vote is wrong", async () => {
  const before = await countVotes();
  const { status, body } = await put(whole(), { ...whole(), class: "gone" });
  expect(status).toBe(400);
  expect(body.errors).toMatchObject([{ path: "votes.1.class" }]);
  expect(await countVotes()).toBe(before);
});

it.each([
  ["no votes", { votes: [] }],
  ["more than twenty", () => ({ votes: Array.from({ length: 21 }, whole) })],
  ["an unknown key beside them", () => ({ votes: [whole()], campaign: "x" })],
  ["no body", undefined],
])("refuses a request with %s", async (_what, body) => {
  const reply = await volunteer.put(
    `/assignments/${assignment.id}/votes`,
    typeof body === "function" ? body() : body,
  );
  expect(reply.status).toBe(400);
});

it("does not tell another volunteer's assignment from one that does not exist", async () => {
  const stranger = await world.volunteer();
  const theirs = await stranger.put(`/assignments/${assignment.id}/votes`, { votes: [whole()] });
  const nobodys = await stranger.put(`/assignments/${uuid()}/votes`, { votes: [whole()] });
  for (const reply of [theirs, nobodys]) {
    const { requestId: _, ...problem } = reply.body;
    expect(problem).toMatchObject({ status: 404, code: "not_found" });
  }
  expect(theirs.body.detail).toBe(nobodys.body.detail);
  expect((await stranger.delete(`/assignments/${assignment.id}`)).status).toBe(404);
});

it.each([
  ["damaged before the images begin", () => ({ lastIntact: null, firstDamaged: scenes[0] })],
  ["intact to the end", () => ({ class: "no_visible_damage", lastIntact: scenes[1], firstDamaged: null })],
  ["not to be told", () => ({ class: null, lastIntact: null, firstDamaged: null, cannotTell: "blurred" })],
  ["damaged between two images", () => ({})],
])("takes an answer that is %s", async (_what, change) => {
  const { status, body } = await put({ ...whole(), ...change() });
  expect(status, JSON.stringify(body)).toBe(200);
});

it("leaves out of account what a campaign does not ask", async () => {
  const classOnly = await anOpenCampaign(world, 1);
  const [one] = await lease(volunteer, classOnly);
  const vote = aVote(one.task.buildings[0].id);
  expect((await volunteer.put(`/assignments/${one.id}/votes`, { votes: [vote] })).status).toBe(200);
});
