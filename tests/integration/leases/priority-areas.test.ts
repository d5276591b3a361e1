import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  aCampaign,
  aFootprintFile,
  anImport,
  anOpenCampaign,
  lease,
  openCampaign,
} from "../../support/campaigns.ts";
import { sorted } from "../../support/sorted.ts";
import { aWorld, type World } from "../../support/world.ts";

let chance: () => number;
let world: World;
beforeAll(async () => {
  world = await aWorld({ random: () => chance() });
});
beforeEach(() => {
  chance = () => 0.5;
});

/** An area around the buildings `from` … `to` of `aFootprintFile`, counted from 1. */
function around(from: number, to: number) {
  const [west, east] = [38 + (from - 1) * 0.0002 - 0.00005, 38 + to * 0.0002 - 0.00005];
  const [south, north] = [34.999, 35.001];
  const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]; // prettier-ignore
  return { type: "Polygon", coordinates: [ring] };
}

const put = (slug: string, areas: unknown[]) =>
  world.admin.put(`/campaigns/${slug}/priority-areas`, { areas });
async function firstOffered(slug: string, count: number): Promise<string[]> {
  const held = await lease(await world.volunteer(), slug, count);
  return held.flatMap(({ task }) => task.buildings.map((one: any) => one.properties.externalId));
}

describe("priority areas", () => {
  it("come first, and others when they are given out", async () => {
    const slug = await anOpenCampaign(world, 40);
    const areas = [around(11, 12), around(12, 14)];
    const { status, body } = await put(slug, areas);
    expect(status).toBe(200);
    expect(body).toEqual({ areas, buildings: 4 });
    expect((await world.admin.get(`/campaigns/${slug}/priority-areas`)).body).toEqual(body);
    for (let n = 0; n < 3; n += 1) {
      expect(sorted(await firstOffered(slug, 4))).toEqual(["b11", "b12", "b13", "b14"]);
    }
    const ten = await firstOffered(slug, 10);
    expect(sorted(ten.slice(0, 4))).toEqual(["b11", "b12", "b13", "b14"]);
    expect(new Set(ten).size).toBe(10);
  });

  it("leave a share of the leases to chance", async () => {
    const slug = await anOpenCampaign(world, 400);
    await put(slug, [around(1, 2)]);
    const turns = [0.99, 0.05];
    chance = () => turns.shift() ?? 0.5;
    // Two of four hundred by chance alone: the sample starts elsewhere in the random order.
    expect(sorted(await firstOffered(slug, 2))).not.toEqual(["b1", "b2"]);
    expect(sorted(await firstOffered(slug, 2))).toEqual(["b1", "b2"]);
  });

  it("end when they are taken back", async () => {
    const slug = await anOpenCampaign(world, 400);
    await put(slug, [around(1, 3)]);
    expect((await put(slug, [])).body).toEqual({ areas: [], buildings: 0 });
    expect(sorted(await firstOffered(slug, 3))).not.toEqual(["b1", "b2", "b3"]);
  });

  it("hold for buildings imported and tasks built later, outlines and holes alike", async () => {
    const slug = await aCampaign(world, { asks: { class: true, window: false } });
    const [area, hole] = [around(5, 9), around(7, 7)];
    const withHole = { ...area, coordinates: [...area.coordinates, ...hole.coordinates] };
    expect((await put(slug, [withHole])).body.buildings).toBe(0);
    await anImport(world, slug, "buildings", await aFootprintFile(world, 30));
    await openCampaign(world, slug);
    expect((await world.admin.get(`/campaigns/${slug}/priority-areas`)).body.buildings).toBe(4);
    expect(sorted(await firstOffered(slug, 4))).toEqual(["b5", "b6", "b8", "b9"]);
  });

  it("do not keep anybody from the rest when all inside is held", async () => {
    const slug = await anOpenCampaign(world, 100, { redundancy: { min: 1, cap: 1, certainty: 0.5 } });
    await put(slug, [around(1, 70)]);
    const given: string[] = [];
    for (let n = 0; n < 4; n += 1) given.push(...(await firstOffered(slug, 20)));
    expect(new Set(given).size).toBe(80);
    expect(given.filter((id) => Number(id.slice(1)) <= 70)).toHaveLength(70);
    expect(await firstOffered(slug, 20)).toHaveLength(20);
  });

  it("are named where they are wrong, and only admins set them", async () => {
    const slug = await anOpenCampaign(world, 1);
    expect((await put(slug, [{ type: "Point", coordinates: [38, 35] }])).status).toBe(400);
    expect(
      (
        await put(
          slug,
          Array.from({ length: 101 }, () => around(1, 1)),
        )
      ).body.errors,
    ).toMatchObject([{ path: "areas" }]);
    const open = { ...around(1, 1), coordinates: [around(1, 1).coordinates[0]!.slice(1)] };
    expect((await put(slug, [open])).status).toBe(400);
    expect((await world.analyst.get(`/campaigns/${slug}/priority-areas`)).status).toBe(403);
    expect((await world.admin.get("/campaigns/no-such/priority-areas")).status).toBe(404);
  });
});
