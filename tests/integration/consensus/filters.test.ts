import { beforeAll, describe, expect, it } from "vitest";
import { expectedPerInterval } from "../../../core/consensus/summary.ts";
import { aCampaign, aFootprintFile, anImport, anOpenCampaign } from "../../support/campaigns.ts";
import { allFindings, aVotedCampaign } from "../../support/crowds.ts";
import { untilFitted } from "../../support/quiet.ts";
import { aWorld, type World } from "../../support/world.ts";
import { sorted } from "../../support/sorted.ts";

let world: World;
let slug: string;

beforeAll(async () => {
  world = await aWorld();
  ({ slug } = await aVotedCampaign(
    world,
    12,
    3,
    (id) => ({ class: ["destroyed", "severe", "no_visible_damage"][Number(id.slice(1)) % 3] }),
    { redundancy: { min: 3, cap: 9, certainty: 0.8 } },
  ));
  await untilFitted(world);
});

const names = async (query: string, of = slug) =>
  sorted(
    (await allFindings(world, of, `limit=100&${query}`)).map(({ properties }) =>
      String(properties.externalId),
    ),
  );

describe("the filter of findings", () => {
  it("takes several classes and statuses, joined by or", async () => {
    const either = await names("class=destroyed,severe");
    expect(either).toEqual(sorted([...(await names("class=destroyed")), ...(await names("class=severe"))]));
    expect(either).toHaveLength(8);
    expect(await names("status=settled,disputed,open,reviewed")).toHaveLength(12);
  });

  it("joins its parts by and", async () => {
    const sure = await allFindings(
      world,
      slug,
      "limit=100&class=destroyed&minProbability=0.5&minVotes=3&maxVotes=3",
    );
    expect(sure.length).toBeGreaterThan(0);
    for (const { properties } of sure) {
      expect(properties.class).toBe("destroyed");
      expect(properties.probability).toBeGreaterThanOrEqual(0.5);
    }
  });

  it("looks inside an area drawn on the map, centres counting", async () => {
    // b1 begins at 38° E, each next one 0.0002° further.
    expect(await names("area=37.999,34.999;38.00046,34.999;38.00046,35.001;37.999,35.001")).toEqual([
      "b1",
      "b2",
      "b3",
    ]);
    expect(await names("area=37.999,34.999;38.00044,34.999;38.00044,35.001;37.999,35.001")).toEqual([
      "b1",
      "b2",
    ]);
  });

  it("looks across the date line, in boxes and in areas", async () => {
    const far = await aCampaign(world, { asks: { class: true, window: false } });
    await anImport(world, far, "buildings", await aFootprintFile(world, 2, [179.999, 10]));
    await anImport(world, far, "buildings", await aFootprintFile(world, 3, [-179.999, 11]));
    expect(await names("bbox=179.9,9,-179.9,12", far)).toHaveLength(3); // the second file's b1 and b2 replaced the first's
    const crossing = "area=179.9,9;-179.9,9;-179.9,12;179.9,12";
    expect(await names(crossing, far)).toEqual(await names("bbox=179.9,9,-179.9,12", far));
    expect(await names("area=179.9,9;179.95,9;179.95,12;179.9,12", far)).toEqual([]);
  });

  it("refuses what cannot be", async () => {
    for (const query of [
      "class=nonsense",
      "finalClass=nonsense",
      "status=happy",
      "minProbability=1.5",
      "minProbability=-1",
      "minProbability=",
      "minProbability=0.9&maxProbability=0.1",
      "minVotes=x",
      "minVotes=5&maxVotes=2",
      "damagedFrom=yesterday",
      "damagedFrom=2020-02-30",
      "damagedFrom=2021-01-01&damagedTo=2020-01-01",
      "area=1,2;3,4",
      "area=1,2;300,4;5,6",
      "area=hello",
      "bbox=1,2,3",
    ]) {
      const { status, body } = await world.analyst.get(`/campaigns/${slug}/consensus?${query}`);
      expect(status, query).toBe(400);
      expect(body.errors.length, query).toBeGreaterThan(0);
      expect((await world.analyst.get(`/campaigns/${slug}/summary?${query}`)).status, query).toBe(400);
    }
  });

  it("finds buildings by their name outside", async () => {
    expect(await names("name=B1")).toEqual(["b1", "b10", "b11", "b12"]);
  });

  it("is the same for exports", async () => {
    const filter = { class: ["destroyed", "severe"], minVotes: 1 };
    const asked = await world.analyst.post(`/campaigns/${slug}/exports`, { format: "geojson", filter });
    expect(asked.status).toBe(202);
    await expect
      .poll(async () => (await world.analyst.get(`/exports/${asked.body.id}`)).body.status, {
        timeout: 20_000,
      })
      .toBe("done");
    const { body } = await world.analyst.get(`/exports/${asked.body.id}/file`);
    expect(body.features).toHaveLength(8);
    const wrong = await world.analyst.post(`/campaigns/${slug}/exports`, {
      format: "geojson",
      filter: { minVotes: 3, maxVotes: 1 },
    });
    expect(wrong.status).toBe(400);
  });
});

describe("the figures", () => {
  it("count what the list lists, and what the other choices would have", async () => {
    const { body } = await world.analyst.get(`/campaigns/${slug}/summary?finalClass=destroyed`);
    // All three volunteers say the same of each of these four.
    expect(body.agreement).toEqual([0, 0, 0, 0, 4]);
    expect(body).toMatchObject({ buildings: 12, matching: 4, classes: { destroyed: 4 } });
    expect(body.others.classes).toEqual({ destroyed: 4, severe: 4, no_visible_damage: 4 });
    expect(body.certainty.reduce((sum: number, one: number) => sum + one, 0)).toBe(4);
    expect(body.bounds[0]).toBeLessThan(38.001);
  });

  it("share out by days what a fit with fewer scenes could not tell apart", () => {
    const scenes = [0, 1, 4].map((day, index) => ({ id: `s${index}`, time: day * 86_400_000 }));
    const mass = [
      { scenes: ["s0", "s1", "s2"], sums: [1, 2, 3, 4], variances: [0, 0, 0, 0] },
      { scenes: ["s0", "s2"], sums: [0, 8, 1], variances: [0, 0, 0] },
    ];
    expect(expectedPerInterval(mass, scenes).map(({ expected }) => expected)).toEqual([1, 4, 9, 5]);
    const doubtful = expectedPerInterval([{ scenes: [], sums: [5], variances: [4] }], []);
    expect(doubtful[0]?.low).toBeCloseTo(5 - 2 * 1.6449, 3);
  });

  it("are of nothing where nobody has voted", async () => {
    const empty = await anOpenCampaign(world, 2);
    const { body } = await world.analyst.get(`/campaigns/${empty}/summary`);
    expect(body).toMatchObject({ buildings: 2, matching: 2, classes: { "~none": 2 }, statuses: { open: 2 } });
    expect((await world.analyst.get(`/campaigns/${empty}/summary?minVotes=1`)).body).toMatchObject({
      matching: 0,
      bounds: null,
    });
  });
});
