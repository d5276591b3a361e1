import { beforeAll, expect, it } from "vitest";
import { v7 as uuid } from "uuid";
import { aVote, anOpenCampaign, lease } from "../../support/campaigns.ts";
import { expireLease } from "../../support/quiet.ts";
import { aWorld, type Caller, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

const ids = (assignments: any[]): string[] => assignments.map(({ id }) => id);

async function leaseBeside(volunteer: Caller, slug: string, count: number, besides: string[]) {
  const { status, body } = await volunteer.post(`/campaigns/${slug}/assignments`, { count, besides });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}

it("gives more tasks beside those that a phone holds already, and none of them twice", async () => {
  const slug = await anOpenCampaign(world, 50);
  const volunteer = await world.volunteer();
  const held: any[] = [];
  for (let round = 0; round < 3; round += 1) {
    const { assignments } = await leaseBeside(volunteer, slug, 15, ids(held));
    expect(assignments).toHaveLength(15);
    held.push(...assignments);
  }
  expect(new Set(ids(held)).size).toBe(45);
  expect(new Set(held.flatMap(({ task }) => task.buildings.map((one: any) => one.id))).size).toBe(45);
  const last = await leaseBeside(volunteer, slug, 15, ids(held));
  expect(last.assignments).toHaveLength(5);
  expect(await leaseBeside(volunteer, slug, 15, ids([...held, ...last.assignments]))).toEqual({
    assignments: [],
    reason: "none-left-for-you",
  });
});

it("gives open ones that were not named before new ones", async () => {
  const slug = await anOpenCampaign(world, 12);
  const volunteer = await world.volunteer();
  const [one, two, three] = ids(await lease(volunteer, slug, 3));
  const { assignments } = await leaseBeside(volunteer, slug, 4, [two!]);
  expect(ids(assignments).slice(0, 2)).toEqual([one, three]);
  expect(assignments).toHaveLength(4);
  expect(ids(assignments)).not.toContain(two);
});

it("pays no heed to ids of others, of expired or answered leases, or of nothing", async () => {
  const slug = await anOpenCampaign(world, 12);
  const [volunteer, other] = [await world.volunteer(), await world.volunteer()];
  const [answered, expired] = await lease(volunteer, slug, 2);
  await volunteer.put(`/assignments/${answered.id}/votes`, {
    votes: answered.task.buildings.map(({ id }: any) => aVote(id)),
  });
  await expireLease(world, expired.id);
  const foreign = ids(await lease(other, slug, 3));
  const { assignments } = await leaseBeside(volunteer, slug, 5, [
    uuid(),
    ...foreign,
    ...ids([answered, expired]),
  ]);
  expect(assignments).toHaveLength(5);
  expect(ids(await lease(other, slug, 3))).toEqual(foreign);
});

it("lets nobody hold more than two hundred open tasks of a campaign", async () => {
  const slug = await anOpenCampaign(world, 230);
  const volunteer = await world.volunteer();
  const held: string[] = [];
  for (let round = 0; round < 11; round += 1) {
    held.push(...ids((await leaseBeside(volunteer, slug, 19, held)).assignments));
  }
  expect(new Set(held).size).toBe(200);
  expect(held).toHaveLength(200);
  expect(await leaseBeside(volunteer, slug, 20, held)).toEqual({
    assignments: [],
    reason: "none-left-for-you",
  });
  expect((await leaseBeside(volunteer, slug, 20, [])).assignments).toHaveLength(20);
});

it("names what is wrong with besides", async () => {
  const slug = await anOpenCampaign(world, 1);
  const volunteer = await world.volunteer();
  const ask = (besides: unknown) => volunteer.post(`/campaigns/${slug}/assignments`, { besides });
  expect((await ask("all")).body).toMatchObject({ status: 400, errors: [{ path: "besides" }] });
  expect((await ask(["no id"])).body).toMatchObject({ status: 400, errors: [{ path: "besides.0" }] });
  const tooMany = Array.from({ length: 201 }, () => uuid());
  expect((await ask(tooMany)).body).toMatchObject({ status: 400, errors: [{ path: "besides" }] });
});
