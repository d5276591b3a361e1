import { writeFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ConsensusPage } from "../../../shared/consensus.ts";
import { aCampaign, anImport } from "../../support/campaigns.ts";
import { allFindings, aVotedCampaign } from "../../support/crowds.ts";
import { untilFitted } from "../../support/quiet.ts";
import { sorted } from "../../support/sorted.ts";
import { aWorld, type World } from "../../support/world.ts";

const BUILDINGS = 30;
const MIN = 3;

let world: World;
let slug: string;
beforeAll(async () => {
  world = await aWorld();
  // Three agree on b1 … b10; b11 … b20 are answered by one, who can't tell; the rest by nobody.
  const cannot = { class: null, cannotTell: "cloud" };
  const number = (externalId: string) => Number(externalId.slice(1));
  ({ slug } = await aVotedCampaign(
    world,
    BUILDINGS,
    MIN,
    (id) => (number(id) <= 10 ? { class: "destroyed" } : cannot),
    { redundancy: { min: MIN, cap: 9, certainty: 0.9 } },
  ));
  await untilFitted(world); // so that nothing changes between two reads
});

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
const read = (query: string) => world.analyst.get(`/campaigns/${slug}/consensus?${query}`);

describe("consensus", () => {
  it("lists every building with probabilities that sum to one", async () => {
    const features = await allFindings(world, slug);
    const { progress } = (await world.anyone.get(`/campaigns/${slug}`)).body;
    expect(features).toHaveLength(progress.buildings);
    ConsensusPage.parse((await read("limit=100")).body);
    for (const { id, properties } of features) {
      expect(properties.building).toBe(id);
      expect(sum(Object.values(properties.probabilities))).toBeCloseTo(1, 9);
      // The window is not asked: what is left to say of it follows from the class.
      expect(sum(properties.intervals.map(({ p }: any) => p))).toBeCloseTo(1, 9);
      expect(properties.intervals.at(-1).p).toBe(1); // without a scene there is one interval, all of time
      expect(Object.keys(properties.probabilities)).toEqual([
        "destroyed",
        "severe",
        "moderate",
        "possible",
        "no_visible_damage",
      ]);
      expect(properties.method).toEqual({ name: expect.any(String), version: expect.any(String) });
    }
  });

  it("gives unvoted buildings the prior and no class", async () => {
    const unvoted = await aCampaign(world, { asks: { class: true, window: false } });
    await mkdir(world.importFolder, { recursive: true });
    const file = join(world.importFolder, "points.geojson");
    const feature = { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [10, 10] } };
    await writeFile(file, JSON.stringify({ type: "FeatureCollection", features: [feature] }));
    await anImport(world, unvoted, "buildings", file);
    const [{ properties }] = await allFindings(world, unvoted);
    expect(properties).toMatchObject({
      externalId: null,
      status: "open",
      class: null,
      window: null,
      votes: 0,
      updatedAt: null,
    });
    expect(sum(Object.values(properties.probabilities))).toBeCloseTo(1, 9);
  });

  it("comes in pages that hold each building once, and ends with next null", async () => {
    const whole = await allFindings(world, slug);
    for (const limit of [1, 7, 30, 31]) {
      const paged = await allFindings(world, slug, `limit=${limit}`);
      expect(paged.map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
    }
    expect((await read("limit=30")).body.next).toBeNull();
    expect((await read("limit=29")).body.next).toEqual(expect.any(String));
  });

  it("can be narrowed by status, by class, and by both at once", async () => {
    const whole = await allFindings(world, slug);
    for (const status of ["open", "settled", "disputed", "reviewed"]) {
      const expected = whole.filter(({ properties }) => properties.status === status);
      expect(await allFindings(world, slug, `limit=4&status=${status}`)).toEqual(expected);
    }
    const destroyed = whole.filter(({ properties }) => properties.class === "destroyed");
    expect(destroyed.length).toBeGreaterThanOrEqual(10);
    expect(await allFindings(world, slug, "limit=4&class=destroyed")).toEqual(destroyed);
    const settled = destroyed.filter(({ properties }) => properties.status === "settled");
    expect(await allFindings(world, slug, "class=destroyed&status=settled")).toEqual(settled);
    expect(settled.length).toBeGreaterThanOrEqual(10);
  });

  it("can be narrowed by place", async () => {
    const whole = await allFindings(world, slug);
    const [west, south] = whole[0].geometry.coordinates[0][0];
    const box = [west - 0.00001, south - 0.00001, west + 0.00011, south + 0.00011];
    expect((await allFindings(world, slug, `bbox=${box.join()}`)).map(({ id }) => id)).toEqual([whole[0].id]);
    expect(await allFindings(world, slug, "bbox=0,0,1,1")).toEqual([]);
    expect(await allFindings(world, slug, "limit=7&bbox=-180,-90,180,90")).toEqual(whole);
  });

  it("can be narrowed to a box across the date line", async () => {
    const pacific = await aCampaign(world, { asks: { class: true, window: false } });
    const file = join(world.importFolder, "pacific.geojson");
    const places = [179.9, -179.9, 0];
    const features = places.map((lon) => ({
      type: "Feature",
      properties: { id: `at ${lon}` },
      geometry: { type: "Point", coordinates: [lon, -17] },
    }));
    await writeFile(file, JSON.stringify({ type: "FeatureCollection", features }));
    await anImport(world, pacific, "buildings", file);
    const names = async (bbox: string) =>
      sorted(
        (await allFindings(world, pacific, `bbox=${bbox}`)).map(({ properties }) => properties.externalId),
      );
    expect(await names("179,-18,-179,-16")).toEqual(["at -179.9", "at 179.9"]);
    expect(await names("-179,-18,179,-16")).toEqual(["at 0"]);
  });
});

describe("changes", () => {
  it("never split the buildings of one number, and lose none, however small the page", async () => {
    const whole = (await world.analyst.get(`/campaigns/${slug}/changes?limit=10000`)).body;
    expect(whole.items.length).toBeGreaterThanOrEqual(20);
    for (const limit of [1, 2, 7]) {
      const items: any[] = [];
      let after = 0;
      for (;;) {
        const { body } = await world.analyst.get(`/campaigns/${slug}/changes?after=${after}&limit=${limit}`);
        for (const { seq } of body.items) expect(seq > after && seq <= body.seq).toBe(true);
        items.push(...body.items);
        if (body.seq === after) break;
        after = body.seq;
      }
      expect(after).toBe(whole.seq);
      expect(items).toEqual(whole.items);
    }
    const numbers = whole.items.map(({ seq }: any) => seq);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });

  it("say of each building what consensus says of it", async () => {
    const byId = new Map((await allFindings(world, slug)).map(({ id, properties }) => [id, properties]));
    const { items } = (await world.analyst.get(`/campaigns/${slug}/changes`)).body;
    for (const { seq: _, building, place, ...change } of items) {
      expect(byId.get(building)).toMatchObject(change);
      expect(place).toEqual([expect.any(Number), expect.any(Number)]);
    }
  });

  it("are none after the newest number, also after one that was never given", async () => {
    const { seq } = (await world.analyst.get(`/campaigns/${slug}/changes`)).body;
    expect((await world.analyst.get(`/campaigns/${slug}/changes?after=${seq}`)).body).toEqual({
      seq,
      items: [],
    });
    expect((await world.analyst.get(`/campaigns/${slug}/changes?after=${seq + 9}`)).body.items).toEqual([]);
  });
});
