import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { addStaff } from "../../../core/accounts/accounts.ts";
import { BuildingDetail, ReviewQueue } from "../../../shared/reviews.ts";
import {
  aCampaign,
  aFootprintFile,
  anImport,
  anOpenCampaign,
  aVote,
  lease,
  openCampaign,
} from "../../support/campaigns.ts";
import { allFindings, aVotedCampaign } from "../../support/crowds.ts";
import { aSceneFolder } from "../../support/scene-files.ts";
import { aCaller, aWorld, type Caller, type World } from "../../support/world.ts";

let world: World;
let second: Caller;
let third: Caller;
beforeAll(async () => {
  world = await aWorld();
  const another = async () => {
    const { account, token } = await addStaff(world.ctx, { role: "analyst", name: "another", linkUses: 1 });
    return aCaller(world.url, account.id, token);
  };
  second = await another();
  third = await another();
});

const REDUNDANCY = { redundancy: { min: 2, cap: 2, certainty: 0.99 } };
const CLASSES = ["destroyed", "no_visible_damage"];
/** Everybody disagrees on every building. */
const disputed = (buildings: number, changes: Record<string, unknown> = {}) =>
  aVotedCampaign(world, buildings, 2, (_id, voter) => ({ class: CLASSES[voter] }), {
    ...REDUNDANCY,
    ...changes,
  });
const pathOf = (slug: string, id: string) => `/campaigns/${slug}/buildings/${id}`;
const decide = (who: Caller, slug: string, id: string, damageClass: string) =>
  who.put(`${pathOf(slug, id)}/review`, { class: damageClass, reason: `it looks ${damageClass}` });
const queueOf = async (who: Caller, slug: string) =>
  ReviewQueue.parse((await who.get(`/campaigns/${slug}/review-queue`)).body);

describe("taking a decision back", () => {
  it("is a version of its own, after which the decision before stands, or the crowd's answer", async () => {
    const { slug } = await disputed(1);
    const [{ id }] = await allFindings(world, slug);
    await decide(world.analyst, slug, id, "severe");
    await decide(second, slug, id, "moderate");
    const back = (who: Caller) => who.delete(`${pathOf(slug, id)}/review`, { reason: "the wrong roof" });

    const one = await back(second);
    expect(one.status).toBe(200);
    expect(one.body).toMatchObject({ properties: { status: "reviewed", final: { class: "severe" } } });
    const none = (await back(world.analyst)).body;
    expect(none.properties).toMatchObject({ status: "disputed" });
    expect(none.properties.final).toBeUndefined();
    BuildingDetail.parse(none);
    expect(none.reviews.map((review: any) => [review.class, review.isWithdrawn])).toEqual([
      ["severe", false],
      ["moderate", false],
      [null, true],
      [null, true],
    ]);
    expect((await allFindings(world, slug, "status=reviewed")).length).toBe(0);
  });

  it("needs a decision of one's own, and a reason", async () => {
    const { slug } = await disputed(1);
    const [{ id }] = await allFindings(world, slug);
    await decide(world.analyst, slug, id, "severe");
    expect((await second.delete(`${pathOf(slug, id)}/review`, { reason: "not mine" })).status).toBe(409);
    expect((await world.analyst.delete(`${pathOf(slug, id)}/review`, { reason: " " })).status).toBe(400);
  });
});

describe("where a second analyst is required", () => {
  it("the first decision waits, and is told to nobody who has not decided", async () => {
    const { slug } = await disputed(1, { secondReview: true });
    const [{ id }] = await allFindings(world, slug);
    const first = (await decide(world.analyst, slug, id, "severe")).body;
    expect(first).toMatchObject({
      properties: { status: "disputed" },
      review: null,
      reviewState: { needsSecond: true, decisions: 1, hasDecided: true, hidden: 0 },
    });
    expect(first.properties.final).toBeUndefined();

    const seen = await second.get(pathOf(slug, id));
    expect(seen.body).toMatchObject({ reviews: [], reviewState: { decisions: 1, hidden: 1 } });
    expect(JSON.stringify(seen.body)).not.toContain("it looks severe");
    expect((await queueOf(second, slug)).items[0]).toMatchObject({
      building: id,
      causes: ["disputed", "second"],
    });
    expect((await queueOf(world.analyst, slug)).items).toEqual([]);

    const agreed = (await decide(second, slug, id, "severe")).body;
    expect(agreed).toMatchObject({ properties: { status: "reviewed", final: { class: "severe" } } });
    expect(agreed.reviews).toHaveLength(2);
    expect((await queueOf(third, slug)).total).toBe(0);
  });

  it("a third decides between two that differ", async () => {
    const { slug } = await disputed(1, { secondReview: true });
    const [{ id }] = await allFindings(world, slug);
    await decide(world.analyst, slug, id, "severe");
    expect((await decide(second, slug, id, "moderate")).body.properties.status).toBe("disputed");
    expect((await third.get(pathOf(slug, id))).body.reviewState).toMatchObject({ decisions: 2, hidden: 2 });
    const { body } = await decide(third, slug, id, "possible");
    expect(body.properties).toMatchObject({ status: "reviewed", final: { class: "possible" } });
  });
});

describe("the review queue", () => {
  it("holds disputed and reported buildings, most expected gain first, with the reasons given last", async () => {
    const { slug } = await aVotedCampaign(
      world,
      4,
      2,
      (id, voter) => ({ class: id === "b4" ? "destroyed" : CLASSES[voter] }),
      REDUNDANCY,
    );
    const findings = await allFindings(world, slug);
    const [decided] = findings.filter(({ properties }) => properties.status === "disputed");
    await decide(world.analyst, slug, decided.id, "severe");
    const queue = await queueOf(world.analyst, slug);
    expect(queue.reasons).toEqual(["it looks severe"]);
    const waiting = findings.filter((one) => one.properties.status === "disputed" && one.id !== decided.id);
    expect(queue.items.map(({ building }) => building).sort()).toEqual(
      waiting.map((one: any): string => one.id).sort(),
    );
    const gains = queue.items.map(({ gain }) => gain);
    expect(gains).toEqual(gains.toSorted((a, b) => b - a));
    expect(gains.every((gain) => gain > 0)).toBe(true);
    expect(queue.total).toBe(waiting.length);
  });

  it("holds a building that a volunteer reported until it is answered, and none that one voted on", async () => {
    const slug = await anOpenCampaign(world, 2);
    const volunteer = await world.volunteer();
    const [held] = await lease(volunteer, slug);
    const { id } = held.task.buildings[0];
    const ask = { building: id, kind: "problem", text: "The outline lies on the street." };
    const asked = await volunteer.post(`/assignments/${held.id}/questions`, ask);
    expect((await queueOf(second, slug)).items).toMatchObject([
      { building: id, causes: ["reported"], questions: 1 },
    ]);
    expect((await second.get(pathOf(slug, id))).body.questions).toMatchObject([{ text: ask.text }]);

    const [own] = await lease(second, slug, 20);
    const building = own.task.buildings[0].id;
    await second.put(`/assignments/${own.id}/votes`, { votes: [aVote(building)] });
    const mine = await queueOf(second, slug);
    expect(mine.items.map((one) => one.building)).not.toContain(building);
    expect((await decide(second, slug, building, "severe")).status).toBe(403);

    await world.analyst.put(`/questions/${asked.body.id}`, { answer: "Thank you, moved.", isClosed: true });
    expect((await queueOf(world.analyst, slug)).items).toEqual([]);
  });
});

describe("marks", () => {
  it("are versions beside the damage, and told with the finding", async () => {
    const slug = await anOpenCampaign(world, 1);
    const [{ id }] = await allFindings(world, slug);
    const mark = (body: Record<string, unknown>) => world.analyst.put(`${pathOf(slug, id)}/marks`, body);
    expect((await mark({ marks: [{ kind: "cleared" }, { kind: "rebuilt" }] })).status).toBe(200);
    const { body } = await mark({ marks: [{ kind: "hit-again" }], note: "a second crater" });
    expect(body.properties.marks).toEqual([{ kind: "hit-again", scene: null }]);
    expect(body.marksHistory).toMatchObject([
      { version: 1, marks: [{ kind: "cleared" }, { kind: "rebuilt" }] },
      { version: 2, note: "a second crater" },
    ]);
    const [listed] = await allFindings(world, slug);
    expect(listed.properties.marks).toEqual([{ kind: "hit-again", scene: null }]);
    expect((await mark({ marks: [{ kind: "cleared" }, { kind: "cleared" }] })).status).toBe(400);
    expect((await mark({ marks: [{ kind: "cleared", scene: id }] })).status).toBe(400);
  });
});

describe("a vote", () => {
  it("is told with what the fit makes of its volunteer", async () => {
    const { slug } = await aVotedCampaign(world, 3, 3, () => ({ class: "destroyed" }), REDUNDANCY);
    await expect
      .poll(async () => {
        const [{ id }] = await allFindings(world, slug);
        const { body } = await world.analyst.get(pathOf(slug, id));
        return body.votesList.every((vote: any) => vote.weight >= 0 && vote.weight <= 1);
      })
      .toBe(true);
  });
});

describe("the printable sheet", () => {
  it("is a PDF with pictures and address, the same bytes for the same findings, for analysts only", async () => {
    const slug = await aCampaign(world);
    const dates = ["2017-01-01", "2017-02-01", "2017-03-01"];
    await anImport(world, slug, "scenes", await aSceneFolder(world.importFolder, dates));
    await anImport(world, slug, "buildings", await aFootprintFile(world, 1, [38.0002, 35.0003]));
    await openCampaign(world, slug);
    const [{ id }] = await allFindings(world, slug);
    await decide(world.analyst, slug, id, "severe");
    const path = `${pathOf(slug, id)}/sheet.pdf`;
    const digest = async () => {
      const { status, body, headers } = await world.analyst.get(path);
      expect([status, headers.get("content-type")]).toEqual([200, "application/pdf"]);
      expect(body.subarray(0, 5).toString()).toBe("%PDF-");
      expect(body.toString("latin1").match(/\/Subtype \/Image/g)?.length).toBeGreaterThanOrEqual(4);
      return createHash("sha256").update(body).digest("hex");
    };
    expect(await digest()).toBe(await digest());
    expect((await world.anyone.get(path)).status).toBe(401);
    expect((await (await world.volunteer()).get(path)).status).toBe(403);
    expect((await world.analyst.get(`/campaigns/${slug}/buildings/${slug}/sheet.pdf`)).status).toBe(404);
  });
});
