import { beforeAll, describe, expect, it } from "vitest";
import { BuildingDetail } from "../../../shared/reviews.ts";
import { aVotedCampaign, allFindings } from "../../support/crowds.ts";
import { aVote, lease } from "../../support/campaigns.ts";
import { untilFitted, untilQuiet } from "../../support/quiet.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

const REDUNDANCY = { redundancy: { min: 3, cap: 9, certainty: 0.9 } };
const agreeing = (buildings = 2) =>
  aVotedCampaign(world, buildings, 3, () => ({ class: "destroyed" }), REDUNDANCY);
const detail = async (slug: string, id: string) =>
  (await world.analyst.get(`/campaigns/${slug}/buildings/${id}`)).body;
const review = (slug: string, id: string, body: Record<string, unknown>) =>
  world.analyst.put(`/campaigns/${slug}/buildings/${id}/review`, body);

describe("a building", () => {
  it("is told with its votes, its history, and no more than pseudonyms of its voters", async () => {
    const { slug, volunteers } = await agreeing(1);
    const [feature] = await allFindings(world, slug);
    const body = await detail(slug, feature.id);
    BuildingDetail.parse(body);
    expect(body).toMatchObject({ id: feature.id, properties: feature.properties, review: null, reviews: [] });
    expect(body.votesList.map((vote: any) => vote.volunteer).sort()).toEqual([...volunteers].sort());
    for (const vote of body.votesList) {
      expect(vote.pseudonym).toMatch(/^[a-z]+-[a-z]+-\d{4}$/);
      expect(vote).toMatchObject({ class: "destroyed", revision: 1, counted: true, cannotTell: null });
    }
    expect(body.history.at(-1)).toMatchObject({ status: "settled", class: "destroyed", votes: 3 });
  });

  it("of another campaign is not found", async () => {
    const [one, other] = [await agreeing(1), await agreeing(1)];
    const [feature] = await allFindings(world, one.slug);
    const path = `/campaigns/${other.slug}/buildings/${feature.id}`;
    expect((await world.analyst.get(path)).status).toBe(404);
    expect((await world.analyst.put(`${path}/review`, { class: "severe", reason: "x" })).status).toBe(404);
    expect((await world.admin.put(`${path}/gold`, { class: "severe" })).status).toBe(404);
  });
});

describe("a review", () => {
  it("stands beside the crowd's answer, which stays as it was", async () => {
    const { slug } = await agreeing();
    const [feature] = await allFindings(world, slug);
    const before = feature.properties;
    const { seq } = (await world.analyst.get(`/campaigns/${slug}/changes`)).body;
    const reply = await review(slug, feature.id, { class: "severe", reason: "seen on the ground" });
    expect(reply.status).toBe(200);
    const { properties } = reply.body;
    expect(properties).toMatchObject({
      status: "reviewed",
      class: before.class,
      probability: before.probability,
      probabilities: before.probabilities,
      window: before.window,
      final: { class: "severe", lastIntact: null, firstDamaged: null },
      review: { class: "severe", reason: "seen on the ground", at: expect.any(String) },
    });
    const changes = (await world.analyst.get(`/campaigns/${slug}/changes?after=${seq}`)).body;
    expect(changes.items).toMatchObject([{ building: feature.id, status: "reviewed", class: "destroyed" }]);
    const [listed] = await allFindings(world, slug, "status=reviewed");
    expect(listed.properties).toEqual(properties);
  });

  it("is kept in every version, and the last one is final", async () => {
    const { slug } = await agreeing(1);
    const [{ id }] = await allFindings(world, slug);
    for (const answer of ["severe", "moderate", "possible"]) {
      expect((await review(slug, id, { class: answer, reason: `it is ${answer}` })).status).toBe(200);
    }
    const body = await detail(slug, id);
    expect(body.reviews.map((one: any) => one.class)).toEqual(["severe", "moderate", "possible"]);
    expect(body.review).toEqual(body.reviews[2]);
    expect(body.properties.final.class).toBe("possible");
  });

  it("stays when votes come after it, and they still count", async () => {
    const { slug } = await agreeing(1);
    const [{ id }] = await allFindings(world, slug);
    await review(slug, id, { class: "severe", reason: "seen" });
    await world.admin.patch(`/campaigns/${slug}`, { redundancy: { min: 4, cap: 9, certainty: 0.9 } });
    await untilQuiet(world);
    const volunteer = await world.volunteer();
    const [held] = await lease(volunteer, slug);
    await volunteer.put(`/assignments/${held.id}/votes`, { votes: [aVote(id)] });
    await untilQuiet(world);
    const { properties } = await detail(slug, id);
    expect(properties).toMatchObject({
      status: "reviewed",
      class: "destroyed",
      votes: 4,
      final: { class: "severe" },
    });
  });

  it("can be of a building that nobody voted on", async () => {
    const { slug } = await aVotedCampaign(world, 1, 0, () => ({}), REDUNDANCY);
    const [{ id }] = await allFindings(world, slug);
    const { status, body } = await review(slug, id, { class: "severe", reason: "seen" });
    expect(status).toBe(200);
    expect(body.properties).toMatchObject({ status: "reviewed", class: null, votes: 0 });
  });

  it("is not for somebody who voted on the building", async () => {
    const { slug } = await aVotedCampaign(world, 1, 0, () => ({}), REDUNDANCY);
    const [held] = await lease(world.analyst, slug);
    const { id } = held.task.buildings[0];
    await world.analyst.put(`/assignments/${held.id}/votes`, { votes: [aVote(id)] });
    const { status, body } = await review(slug, id, { class: "severe", reason: "I saw it" });
    expect(status).toBe(403);
    expect(body.code).toBe("forbidden");
    expect((await detail(slug, id)).reviews).toEqual([]);
  });

  it.each([
    ["no reason", { class: "severe" }, "reason"],
    ["an empty reason", { class: "severe", reason: "  " }, "reason"],
    ["a class of another scale", { class: "grade-5", reason: "x" }, "review.class"],
    [
      "an unknown scene",
      { lastIntact: "0193b2a0-0000-7000-8000-000000000001", reason: "x" },
      "review.lastIntact",
    ],
    ["an unknown key", { class: "severe", reason: "x", status: "settled" }, ""],
  ])("is refused with %s", async (_what, body, path) => {
    const { slug } = await aVotedCampaign(world, 1, 0, () => ({}), REDUNDANCY);
    const [{ id }] = await allFindings(world, slug);
    const reply = await review(slug, id, body);
    expect(reply.status).toBe(400);
    expect(reply.body.errors.map((error: any) => error.path)).toContain(path);
  });
});

describe("gold", () => {
  it("is kept as stated and fits consensus anew", async () => {
    const { slug } = await agreeing(1);
    const [{ id }] = await allFindings(world, slug);
    const gold = { class: "severe", lastIntact: null, firstDamaged: null, explanation: "photo of 3 May" };
    const { status, body } = await world.admin.put(`/campaigns/${slug}/buildings/${id}/gold`, gold);
    expect(status).toBe(200);
    expect(body).toEqual(gold);
    expect(
      (await world.admin.put(`/campaigns/${slug}/buildings/${id}/gold`, { class: "moderate" })).status,
    ).toBe(200);
    await untilQuiet(world);
    const { known } = await world.ctx.db.one<{ known: string }>({
      texts: ["select class as known from gold where building_id = ", ""],
      values: [id],
    });
    expect(known).toBe("moderate");
  });

  it("that states nothing is refused", async () => {
    const { slug } = await agreeing(1);
    const [{ id }] = await allFindings(world, slug);
    const { status, body } = await world.admin.put(`/campaigns/${slug}/buildings/${id}/gold`, {});
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ path: "gold.class" }]);
  });
});

describe("excluding a volunteer", () => {
  it("recounts without their votes, keeps them, and can be undone", async () => {
    const { slug, volunteers } = await aVotedCampaign(
      world,
      2,
      3,
      (_id, voter) => ({ class: voter === 2 ? "no_visible_damage" : "destroyed" }),
      { redundancy: { min: 3, cap: 3, certainty: 0.9 } },
    );
    await untilFitted(world);
    const before = await allFindings(world, slug);
    const troll = volunteers[2] ?? "";
    const exclude = (excluded: boolean) =>
      world.admin.put(`/volunteers/${troll}/exclusion`, { excluded, reason: "answers without looking" });
    expect((await exclude(true)).body).toEqual({ id: troll, excluded: true });
    await untilFitted(world);
    const [without] = await allFindings(world, slug);
    expect(without.properties.votes).toBe(2);
    expect(without.properties.probability).toBeGreaterThan(before[0].properties.probability);
    const { votesList } = await detail(slug, without.id);
    expect(votesList).toHaveLength(3);
    expect(votesList.filter((vote: any) => !vote.counted).map((vote: any) => vote.volunteer)).toEqual([
      troll,
    ]);

    expect((await exclude(false)).body).toEqual({ id: troll, excluded: false });
    await untilFitted(world);
    const pick = ({ properties: { updatedAt: _, ...rest } }: any) => rest;
    expect((await allFindings(world, slug)).map(pick)).toEqual(before.map(pick));
  });

  it("needs a reason, and somebody who exists", async () => {
    const nobody = "0193b2a0-0000-7000-8000-000000000001";
    const reply = await world.admin.put(`/volunteers/${nobody}/exclusion`, { excluded: true, reason: "x" });
    expect(reply.status).toBe(404);
    expect((await world.admin.put(`/volunteers/${nobody}/exclusion`, { excluded: true })).status).toBe(400);
  });
});
