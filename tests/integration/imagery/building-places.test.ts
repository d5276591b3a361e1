import { beforeAll, expect, it } from "vitest";
import { sql } from "../../../core/db.ts";
import { aCampaign, aFootprintFile, anImport, aVote, lease, openCampaign } from "../../support/campaigns.ts";
import { aSceneFolder } from "../../support/scene-files.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let slug: string;
let scenes: string[];
/** Buildings by the name in their file. */
let b1: string;
let b2: string;
beforeAll(async () => {
  world = await aWorld();
  slug = await aCampaign(world, {
    asks: { class: true, window: false },
    redundancy: { min: 20, cap: 30, certainty: 0.9 },
  });
  await anImport(world, slug, "scenes", await aSceneFolder(world.importFolder, ["2017-01-01", "2017-02-01"]));
  await anImport(world, slug, "buildings", await aFootprintFile(world, 2));
  await openCampaign(world, slug);
  scenes = (await world.anyone.get(`/campaigns/${slug}`)).body.scenes.map(({ id }: any) => id);
  const { features } = (await world.analyst.get(`/campaigns/${slug}/consensus`)).body;
  const named = (name: string) => features.find(({ properties }: any) => properties.externalId === name).id;
  [b1, b2] = [named("b1"), named("b2")];
});

const correct = (building: string, eastMetres: unknown, northMetres: unknown, scene = scenes[0]) =>
  world.analyst.put(`/campaigns/${slug}/buildings/${building}/scenes/${scene}/offset`, {
    eastMetres,
    northMetres,
  });
const scenesOf = async (building: string) =>
  (await world.analyst.get(`/campaigns/${slug}/buildings/${building}/scenes`)).body.items;
const decisionsOf = async (building: string) =>
  (await world.analyst.get(`/campaigns/${slug}/buildings/${building}/scene-decisions`)).body.items;
const sheetOf = async (building: string) => {
  const response = await fetch(`${world.url}/api/v1/campaigns/${slug}/buildings/${building}/sheet.pdf`, {
    headers: { authorization: `Bearer ${world.analyst.token}` },
  });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
};
const taken = async () => {
  const assignments = await lease(await world.volunteer(), slug, 2);
  const buildings = assignments.flatMap(({ task }: any) => task.buildings);
  return (building: string) => buildings.find(({ id }: any) => id === building).properties.offsets;
};

it("moves a scene for one building, tells those who answer, and prints it", async () => {
  const before = await sheetOf(b1);
  const { status, body } = await correct(b1, 6, -4.5);
  expect(status, JSON.stringify(body)).toBe(200);
  expect(body).toMatchObject({ scene: scenes[0], offset: { eastMetres: 6, northMetres: -4.5 } });
  expect((await scenesOf(b1)).map(({ offset }: any) => offset)).toEqual([body.offset, null]);
  expect((await scenesOf(b2)).map(({ offset }: any) => offset)).toEqual([null, null]);

  const correction = { scene: scenes[0], eastMetres: 6, northMetres: -4.5 };
  const offsets = await taken();
  expect(offsets(b1)).toEqual([correction]);
  expect(offsets(b2)).toBeUndefined();
  const { body: detail } = await world.analyst.get(`/campaigns/${slug}/buildings/${b1}`);
  expect(detail.offsets).toEqual([correction]);
  expect((await sheetOf(b1)).equals(before)).toBe(false);
  const { body: campaign } = await world.anyone.get(`/campaigns/${slug}`);
  expect(campaign.scenes[0].offset).toEqual({ eastMetres: 0, northMetres: 0 });
});

it("takes a correction back, to the scene's own place, and keeps every decision with its author", async () => {
  await correct(b1, 8, -5);
  expect((await correct(b1, null, null)).body).toMatchObject({ offset: null });
  expect((await taken())(b1)).toBeUndefined();
  expect(await decisionsOf(b1)).toMatchObject([
    { kind: "place", scene: scenes[0], offset: null, decidedBy: "a test's analyst" },
    { offset: { eastMetres: 8, northMetres: -5 } },
    { offset: { eastMetres: 6, northMetres: -4.5 } },
  ]);
  const { items } = (await world.analyst.get(`/scenes/${scenes[0]}/offsets`)).body;
  expect(items[0]).toMatchObject({ building: b1, eastMetres: null, northMetres: null });
  // The file carries no clock: the same pictures are the same file.
  const plain = await sheetOf(b1);
  await correct(b1, 1, 1);
  expect((await sheetOf(b1)).equals(plain)).toBe(false);
  await correct(b1, null, null);
  expect((await sheetOf(b1)).equals(plain)).toBe(true);
});

it("stands in place of the scene's own move, not on top of it", async () => {
  await world.admin.put(`/scenes/${scenes[0]}/offset`, { eastMetres: 30, northMetres: 0 });
  await correct(b2, 2, 2);
  expect((await taken())(b2)).toEqual([{ scene: scenes[0], eastMetres: 2, northMetres: 2 }]);
  await correct(b2, null, null);
  await world.admin.put(`/scenes/${scenes[0]}/offset`, { eastMetres: 0, northMetres: 0 });
});

it("refuses half a place, journeys, volunteers, and what does not belong together", async () => {
  expect((await correct(b1, 1, null)).status).toBe(400);
  expect((await correct(b1, 501, 0)).status).toBe(400);
  expect((await correct(b1, 1, 1, b2)).status).toBe(404);
  expect((await correct(scenes[0]!, 1, 1)).status).toBe(404);
  const path = `/campaigns/${slug}/buildings/${b1}/scenes/${scenes[0]}/offset`;
  expect((await (await world.volunteer()).put(path, { eastMetres: 1, northMetres: 1 })).status).toBe(403);
});

it("keeps with each answer the pictures that it was given on, as told or as they lie", async () => {
  await correct(b1, 3, 4);
  const picturesOf = async (vote: string) => {
    const votes = await world.ctx.db.one<{ pictures: unknown }>(
      sql`select pictures from votes where id = ${vote}`,
    );
    return votes.pictures;
  };
  const answer = async (changes: Record<string, unknown>) => {
    const volunteer = await world.volunteer();
    const assignments = await lease(volunteer, slug, 2);
    const { id } = assignments.find(({ task }: any) => task.buildings[0].id === b1);
    const vote = aVote(b1, changes);
    const put = () => volunteer.put(`/assignments/${id}/votes`, { votes: [vote] });
    const { status, body } = await put();
    expect(status, JSON.stringify(body)).toBe(200);
    expect((await put()).status).toBe(200); // the same answer twice is the same
    return vote.id;
  };
  const now = [{ scene: scenes[0], picture: scenes[0], eastMetres: 3, northMetres: 4 }];
  expect(await picturesOf(await answer({}))).toEqual(now);
  expect(await picturesOf(await answer({ scenesSeen: [scenes[1]] }))).toEqual([]);
  // From a phone that was offline since before the correction.
  const then = [{ scene: scenes[1], picture: scenes[1], eastMetres: -1, northMetres: 0.5 }];
  expect(await picturesOf(await answer({ scenesSeen: scenes, pictures: then }))).toEqual(then);
});

it("lets a decision on what can be seen be taken back to what the pixels say", async () => {
  const first = async () => (await scenesOf(b2))[0];
  await expect.poll(async () => (await first()).estimate, { timeout: 40_000 }).not.toBeNull();
  const { estimate } = await first();
  const decide = (body: unknown) =>
    world.analyst.put(`/campaigns/${slug}/buildings/${b2}/scenes/${scenes[0]}`, body);
  expect((await decide({ isUsable: false, reason: "blurred" })).body).toMatchObject({
    isUsable: false,
    reason: "blurred",
    source: "staff",
    decidedBy: "a test's analyst",
    estimate,
  });
  const sights = async () => (await world.analyst.get(`/campaigns/${slug}/scene-sights`)).body.items[0];
  expect(await sights()).toMatchObject({ scene: scenes[0], blurred: 1, decided: 1, corrected: 1 });
  const unseen = async () => {
    const { body } = await world.analyst.get(`/scenes/${scenes[0]}/unseen-buildings`);
    expect(body.next).toBeNull();
    return body.items.filter(({ building }: any) => building === b2);
  };
  expect(await unseen()).toEqual([{ building: b2, externalId: "b2", reason: "blurred", source: "staff" }]);
  expect((await decide({ isUsable: null, reason: "cloud" })).status).toBe(400);
  const back = await decide({ isUsable: null, reason: null });
  expect(back.body).toMatchObject({ ...estimate, source: "estimate", decidedBy: null });
  expect(await unseen()).toEqual([]);
  expect(await decisionsOf(b2)).toMatchObject([
    { kind: "usability", isUsable: null, reason: null },
    { kind: "usability", isUsable: false, reason: "blurred" },
    { kind: "place", offset: null },
    { kind: "place", offset: { eastMetres: 2, northMetres: 2 } },
  ]);
});
