import { beforeAll, expect, it } from "vitest";
import { leaseAssignments } from "../../../core/assignments/assignments.ts";
import { openDatabase } from "../../../core/db.ts";
import { anOpenCampaign } from "../../support/campaigns.ts";
import { closeAtEnd } from "../../support/closing.ts";
import { aWorld, type Caller, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

const ONE_EACH = { redundancy: { min: 1, cap: 1, certainty: 0.5 } };
const ask = (volunteer: Caller, slug: string, count: number) =>
  volunteer.post(`/campaigns/${slug}/assignments`, { count });
const buildingsOf = (assignments: any[]): string[] =>
  assignments.flatMap(({ task }) => task.buildings.map(({ id }: any) => id));
const volunteers = (count: number) => Promise.all(Array.from({ length: count }, () => world.volunteer()));

it("gives many who ask in the same moment tasks of their own, each of the campaign they named", async () => {
  const [one, other, paused] = [
    await anOpenCampaign(world, 120, ONE_EACH),
    await anOpenCampaign(world, 80, ONE_EACH, 2),
    await anOpenCampaign(world, 2),
  ];
  await world.admin.patch(`/campaigns/${paused}`, { status: "paused" });
  const crowd = await volunteers(18);
  const slugs = crowd.map((_, at) => [one, other, paused, "no-such"][at < 12 ? 0 : at < 16 ? 1 : at - 14]!);
  const replies = await Promise.all(crowd.map((volunteer, at) => ask(volunteer, slugs[at]!, 4)));

  const toldOf = (slug: string) => replies.filter((_, at) => slugs[at] === slug).map(({ body }) => body);
  for (const [slug, buildings] of [[one, 48] as const, [other, 32] as const]) {
    expect(toldOf(slug).map(({ assignments }) => assignments.length)).toEqual(toldOf(slug).map(() => 4));
    expect(new Set(toldOf(slug).flatMap(({ assignments }) => buildingsOf(assignments))).size).toBe(buildings);
  }
  expect(toldOf(paused)).toEqual([{ assignments: [], reason: "paused" }]);
  expect(replies.at(-1)).toMatchObject({ status: 404 });
});

it("gives few tasks to as many who ask at once as there are, and tells the others that none is left", async () => {
  const slug = await anOpenCampaign(world, 5, ONE_EACH);
  const replies = await Promise.all((await volunteers(10)).map((volunteer) => ask(volunteer, slug, 1)));
  const given = replies.flatMap(({ body }) => buildingsOf(body.assignments));
  expect(given).toHaveLength(5);
  expect(new Set(given).size).toBe(5);
  const others = replies.filter(({ body }) => body.assignments.length === 0);
  expect(others.map(({ body }) => body.reason)).toEqual(Array(5).fill("none-left-for-you"));
});

it("gives a volunteer who asks two servers at once no more than they asked for", async () => {
  const slug = await anOpenCampaign(world, 40);
  const options = { poolSize: 4, isPooled: false };
  const db = openDatabase(world.ctx.databaseUrl, world.ctx.log, options);
  closeAtEnd(() => db.close());
  // Servers know nothing of each other but by the database.
  const servers = [world.ctx, { ...world.ctx, db }];
  for (const { id } of await volunteers(10)) {
    const account = { id, role: "volunteer", pseudonym: "" } as const;
    const asked = { slug, count: 3, besides: [], practice: false };
    const told = await Promise.all(servers.map((ctx) => leaseAssignments(ctx, account, asked)));
    const [here, there] = told.map(({ assignments }) => assignments.map((one) => one.id));
    expect(here).toHaveLength(3);
    expect(there).toEqual(here);
  }
});
