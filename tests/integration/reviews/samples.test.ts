import { beforeAll, describe, expect, it } from "vitest";
import { SampleDetail, SampleReport } from "../../../shared/samples.ts";
import { anOpenCampaign, aVote, lease } from "../../support/campaigns.ts";
import { aVotedCampaign } from "../../support/crowds.ts";
import { untilQuiet } from "../../support/quiet.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

const REDUNDANCY = { redundancy: { min: 3, cap: 3, certainty: 0.9 } };
const answered = (buildings: number) =>
  aVotedCampaign(
    world,
    buildings,
    3,
    (id) => ({ class: Number(id.slice(1)) % 3 === 0 ? "no_visible_damage" : "destroyed" }),
    REDUNDANCY,
  );
const draw = async (slug: string, size: number, seed = 5) =>
  (await world.analyst.post(`/campaigns/${slug}/samples`, { size, seed })).body;
const label = (sample: string, building: string, damageClass: string | null) =>
  world.analyst.put(`/samples/${sample}/items/${building}`, { class: damageClass });

describe("an expert sample", () => {
  it("is drawn from what has an answer, the same for the same seed, and labelled blind", async () => {
    const { slug } = await answered(12);
    const sample = await draw(slug, 8);
    const detail = SampleDetail.parse((await world.analyst.get(`/samples/${sample.id}`)).body);
    expect(detail.items).toHaveLength(8);
    expect(new Set(detail.items.map(({ building }) => building)).size).toBe(8);
    expect(detail.items.every(({ crowd, label: known }) => crowd === null && known === null)).toBe(true);
    const again = (await world.analyst.get(`/samples/${(await draw(slug, 8)).id}`)).body;
    expect(again.items.map((item: any) => item.building)).toEqual(
      detail.items.map(({ building }) => building),
    );

    const [first] = detail.items;
    const { body } = await label(sample.id, first?.building ?? "", "severe");
    expect(body).toMatchObject({ label: { class: "severe" }, crowd: null });
    expect((await world.analyst.get(`/campaigns/${slug}/samples`)).body.items[1]).toMatchObject({
      labelled: 1,
    });
  });

  it("tells how right the crowd is, by the labels given last", async () => {
    const { slug } = await answered(9);
    const { id } = await draw(slug, 9);
    const { items } = (await world.analyst.get(`/samples/${id}`)).body;
    const truthOf = (externalId: string) =>
      Number(externalId.slice(1)) % 3 === 0 ? "no_visible_damage" : "destroyed";
    await label(id, items[0].building, "severe");
    await label(id, items[0].building, null);
    for (const { building, externalId } of items.slice(1)) await label(id, building, truthOf(externalId));
    const report = SampleReport.parse((await world.analyst.get(`/samples/${id}/report`)).body);
    expect(report).toMatchObject({ labelled: 9, cannotTell: 1, accuracy: { value: 1, high: 1 } });
    expect(report.accuracy?.low).toBeLessThan(1);
    expect(report.strata.reduce((sum, { buildings }) => sum + buildings, 0)).toBe(9);
    const csv = await world.analyst.get(`/samples/${id}/report.csv`);
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(csv.body.toString()).toContain(`\r\naccuracy,,1,${report.accuracy?.low},1\r\n`);
    expect((await world.anyone.get(`/samples/${id}/report.csv`)).status).toBe(401);
  });

  it("tells what the crowd says once everything is labelled, and keeps the labels from then on", async () => {
    const { slug } = await answered(3);
    const { id } = await draw(slug, 3);
    const { items } = (await world.analyst.get(`/samples/${id}`)).body;
    const [first, second, third] = items.map((item: any) => item.building);
    await label(id, first, "severe");
    await label(id, second, null);
    const blind = SampleDetail.parse((await world.analyst.get(`/samples/${id}`)).body);
    expect(blind.items.map(({ crowd }) => crowd)).toEqual([null, null, null]);
    const last = await label(id, third, "destroyed");
    expect(last.body.crowd).toMatchObject({ class: expect.any(String) });
    const told = SampleDetail.parse((await world.analyst.get(`/samples/${id}`)).body);
    expect(told.items.every(({ crowd }) => crowd !== null)).toBe(true);

    expect((await label(id, third, "destroyed")).status).toBe(200);
    expect((await label(id, first, "destroyed")).status).toBe(409);
    const after = SampleDetail.parse((await world.analyst.get(`/samples/${id}`)).body);
    expect(after.items[0]?.label?.class).toBe("severe");
  });

  it("is refused where nothing is answered, of another scale, of another sample, and to those who voted", async () => {
    const slug = await anOpenCampaign(world, 2);
    const nothing = await world.analyst.post(`/campaigns/${slug}/samples`, { size: 5, seed: 1 });
    expect(nothing.status).toBe(409);
    const [held] = await lease(world.analyst, slug);
    const { id: building } = held.task.buildings[0];
    await world.analyst.put(`/assignments/${held.id}/votes`, { votes: [aVote(building)] });
    await untilQuiet(world);
    const { id } = await draw(slug, 5);
    expect((await world.analyst.get(`/samples/${id}`)).body.items).toMatchObject([
      { building, hasVoted: true },
    ]);
    expect((await label(id, building, "severe")).status).toBe(403);
    expect((await label(id, building, "grade-5")).status).toBe(400);
    expect((await label(id, id, "severe")).status).toBe(404);
  });
});
