import { beforeAll, expect, it } from "vitest";
import { anOpenCampaign, aCampaign, aVote, lease, voteThrough } from "../../support/campaigns.ts";
import { expireLease, untilQuiet } from "../../support/quiet.ts";
import { aWorld, type Caller, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

const ask = (volunteer: Caller, slug: string, body?: unknown) =>
  volunteer.post(`/campaigns/${slug}/assignments`, body);
const buildingsOf = (assignments: any[]) =>
  assignments.flatMap(({ task }) => task.buildings.map(({ id }: any) => id));
const STRICT = { min: 1, cap: 1, certainty: 0.5 };

it("gives the volunteer's open leases first and tops up to count", async () => {
  const slug = await anOpenCampaign(world, 8);
  const volunteer = await world.volunteer();
  const [first] = await lease(volunteer, slug, 1);
  expect(await lease(volunteer, slug, 1)).toEqual([first]);
  const five = await lease(volunteer, slug, 5);
  expect(five).toHaveLength(5);
  expect(five[0]).toEqual(first);
  expect(new Set(buildingsOf(five)).size).toBe(5);
  expect(await lease(volunteer, slug, 5)).toEqual(five);
  expect((await lease(volunteer, slug, 2)).map(({ id }) => id)).toEqual(five.slice(0, 2).map(({ id }) => id));
});

it("describes a task by its buildings, each a feature with an id, inside the task's bounds", async () => {
  const slug = await anOpenCampaign(world, 3, {}, 3);
  const [assignment] = await lease(await world.volunteer(), slug);
  expect(Date.parse(assignment.expiresAt)).toBeGreaterThan(Date.now() + 1_700_000);
  const [west, south, east, north] = assignment.task.bounds;
  for (const { type, id, geometry, properties } of assignment.task.buildings) {
    expect(type).toBe("Feature");
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(Object.keys(properties).sort()).toEqual(["externalId", "radiusMetres", "usability"]);
    for (const [lon, lat] of geometry.coordinates[0]) {
      expect(lon > west && lon < east && lat > south && lat < north).toBe(true);
    }
  }
});

it.each([[0], [21], [1.5], ["3"], [null], [-1]])("refuses to lease %j tasks", async (count) => {
  const slug = await anOpenCampaign(world, 1);
  const { status, body } = await ask(await world.volunteer(), slug, { count });
  expect(status).toBe(400);
  expect(body.errors).toMatchObject([{ path: "count" }]);
});

it("leases twenty tasks at once, and one when no number is given", async () => {
  const slug = await anOpenCampaign(world, 25);
  const volunteer = await world.volunteer();
  expect((await ask(volunteer, slug)).body.assignments).toHaveLength(1);
  expect(await lease(volunteer, slug, 20)).toHaveLength(20);
});

it("says why there is nothing: paused, none left for you, done", async () => {
  const slug = await anOpenCampaign(world, 2, { redundancy: STRICT });
  const [one, other] = [await world.volunteer(), await world.volunteer()];
  await world.admin.patch(`/campaigns/${slug}`, { status: "paused" });
  expect((await ask(one, slug)).body).toEqual({ assignments: [], reason: "paused" });
  await world.admin.patch(`/campaigns/${slug}`, { status: "open" });
  await lease(one, slug, 2);
  expect((await ask(other, slug)).body).toEqual({ assignments: [], reason: "none-left-for-you" });
  await voteThrough(one, slug, () => ({}));
  await untilQuiet(world);
  expect((await ask(other, slug)).body).toEqual({ assignments: [], reason: "done" });
  expect((await ask(one, slug)).body).toEqual({ assignments: [], reason: "done" });
});

it("gives nothing of a draft", async () => {
  const slug = await aCampaign(world);
  expect((await ask(await world.volunteer(), slug)).body.assignments).toEqual([]);
});

it("never offers a building again to whoever skipped it, but to others", async () => {
  const slug = await anOpenCampaign(world, 2, { redundancy: STRICT });
  const [one, other] = [await world.volunteer(), await world.volunteer()];
  const [skipped] = await lease(one, slug);
  expect((await one.delete(`/assignments/${skipped.id}`)).status).toBe(204);
  expect((await one.delete(`/assignments/${skipped.id}`)).status).toBe(204);
  expect(buildingsOf(await lease(one, slug, 20))).not.toContain(buildingsOf([skipped])[0]);
  expect(buildingsOf(await lease(other, slug, 20))).toEqual(buildingsOf([skipped]));
});

it("never offers a building again to whoever answered it", async () => {
  const slug = await anOpenCampaign(world, 4, {}, 2);
  const volunteer = await world.volunteer();
  const seen = new Set<string>();
  for (let rounds = 0; rounds < 4; rounds += 1) {
    const assignments = await lease(volunteer, slug, 1);
    for (const { id, task } of assignments) {
      for (const building of task.buildings) {
        expect(seen.has(building.id)).toBe(false);
        seen.add(building.id);
      }
      await volunteer.put(`/assignments/${id}/votes`, {
        votes: task.buildings.map((building: any) => aVote(building.id)),
      });
    }
  }
  expect(seen.size).toBe(4);
});

it("offers what is left of a task that was answered in part, as the same assignment", async () => {
  const slug = await anOpenCampaign(world, 3, {}, 3);
  const volunteer = await world.volunteer();
  const [before] = await lease(volunteer, slug);
  const [answered, ...left] = buildingsOf([before]);
  await volunteer.put(`/assignments/${before.id}/votes`, { votes: [aVote(answered)] });
  const [after] = await lease(volunteer, slug);
  expect(after.id).toBe(before.id);
  expect(buildingsOf([after])).toEqual(left);
});

it("gives a building to others when its lease has expired, and not before", async () => {
  const slug = await anOpenCampaign(world, 1, { redundancy: STRICT, leaseSeconds: 10 });
  const [holder, next] = [await world.volunteer(), await world.volunteer()];
  const [held] = await lease(holder, slug);
  const seconds = (Date.parse(held.expiresAt) - Date.now()) / 1000;
  expect(seconds).toBeGreaterThan(5);
  expect(seconds).toBeLessThan(15);
  expect((await ask(next, slug)).body.reason).toBe("none-left-for-you");
  await expireLease(world, held.id);
  expect(buildingsOf(await lease(next, slug))).toEqual(buildingsOf([held]));
  expect((await ask(holder, slug)).body.reason).toBe("none-left-for-you");
});

it("offers other buildings of a task to somebody who is done with those that were free before", async () => {
  const slug = await anOpenCampaign(world, 2, { redundancy: STRICT }, 2);
  const [first, second] = [await world.volunteer(), await world.volunteer()];
  const [mine] = await lease(first, slug);
  const [answered, other] = buildingsOf([mine]);
  await first.put(`/assignments/${mine.id}/votes`, { votes: [aVote(answered)] });
  await untilQuiet(world);
  await expireLease(world, mine.id);
  const [theirs] = await lease(second, slug);
  expect(buildingsOf([theirs])).toEqual([other]);
  await second.put(`/assignments/${theirs.id}/votes`, { votes: [aVote(other)] });
  await untilQuiet(world);

  const reason = "answers at random";
  await world.admin.put(`/volunteers/${first.id}/exclusion`, { excluded: true, reason });
  await untilQuiet(world);
  expect(buildingsOf(await lease(second, slug))).toEqual([answered]);
});

it("never lets more volunteers hold the buildings of large tasks than they want", async () => {
  const slug = await anOpenCampaign(world, 12, { redundancy: { min: 3, cap: 3, certainty: 0.5 } }, 5);
  const volunteers = await Promise.all(Array.from({ length: 12 }, () => world.volunteer()));
  const held = (await Promise.all(volunteers.map((one) => lease(one, slug, 3)))).flatMap(buildingsOf);
  const holders = new Map<string, number>();
  for (const building of held) holders.set(building, (holders.get(building) ?? 0) + 1);
  expect([...holders.values()].filter((count) => count > 3)).toEqual([]);
  // Whoever came too early for what others then left may ask again: in the end everything wanted is held.
  for (const one of volunteers) await lease(one, slug, 3);
  const again = (await Promise.all(volunteers.map((one) => lease(one, slug, 3)))).flatMap(buildingsOf);
  expect(again).toHaveLength(12 * 3);
});
