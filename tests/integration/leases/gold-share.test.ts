import { beforeAll, beforeEach, expect, it } from "vitest";
import { aVote, anOpenCampaign, lease, voteThrough } from "../../support/campaigns.ts";
import { allFindings } from "../../support/crowds.ts";
import { seededRandom } from "../../../shared/consensus/random.ts";
import { untilQuiet } from "../../support/quiet.ts";
import { sorted } from "../../support/sorted.ts";
import { aWorld, type Caller, type World } from "../../support/world.ts";

/** Chance of these tests: below 0.05 every lease would be gold. */
let chance: () => number;
const [ALWAYS_GOLD, NEVER_GOLD] = [() => 0.01, () => 0.5];

let world: World;
beforeAll(async () => {
  world = await aWorld({ random: () => chance() });
});
beforeEach(() => {
  chance = NEVER_GOLD;
});

const ONE_EACH = { redundancy: { min: 1, cap: 1, certainty: 0.5 } };
const buildingsOf = (assignments: any[]): string[] =>
  sorted(assignments.flatMap(({ task }) => task.buildings.map(({ id }: any) => id)));

/** A campaign whose first `gold` buildings are known and have all the answers they want. */
async function aCampaignWithFullGold(gold: number, buildings: number, buildingsPerTask = 1) {
  const slug = await anOpenCampaign(world, buildings, ONE_EACH, buildingsPerTask);
  const golden: string[] = [];
  for (const { id, properties } of await allFindings(world, slug)) {
    if (Number(properties.externalId.slice(1)) > gold) continue;
    expect(
      (await world.admin.put(`/campaigns/${slug}/buildings/${id}/gold`, { class: "severe" })).status,
    ).toBe(200);
    golden.push(id);
  }
  const first = await world.volunteer();
  for (;;) {
    const held = await lease(first, slug, 20);
    if (held.length === 0) break;
    for (const { id, task } of held) {
      const known = task.buildings.filter((one: any) => golden.includes(one.id));
      const votes = known.map((one: any) => aVote(one.id));
      if (votes.length > 0) await first.put(`/assignments/${id}/votes`, { votes });
      await first.delete(`/assignments/${id}`);
    }
  }
  await untilQuiet(world);
  return { slug, golden: sorted(golden) };
}

it("gives gold that wants no answers in place of other tasks, looking like any of them", async () => {
  const { slug, golden } = await aCampaignWithFullGold(2, 8);
  const [lucky, volunteer] = [await world.volunteer(), await world.volunteer()];
  expect(buildingsOf(await lease(lucky, slug, 2)).filter((id) => golden.includes(id))).toEqual([]);
  chance = ALWAYS_GOLD;
  const held = await lease(volunteer, slug, 4);
  expect(buildingsOf(held).filter((id) => golden.includes(id))).toEqual(golden);
  expect(held).toHaveLength(4);
  for (const one of held) {
    expect(Object.keys(one).sort()).toEqual(["expiresAt", "id", "task"]);
    expect(one.task.buildings).toHaveLength(1);
  }
});

it("never gives gold again to somebody who answered or skipped it", async () => {
  const { slug, golden } = await aCampaignWithFullGold(2, 8);
  const volunteer = await world.volunteer();
  chance = ALWAYS_GOLD;
  const [one, other] = await lease(volunteer, slug, 2);
  expect(buildingsOf([one, other])).toEqual(golden);
  const votes = [aVote(one.task.buildings[0].id)];
  expect((await volunteer.put(`/assignments/${one.id}/votes`, { votes })).status).toBe(200);
  expect((await volunteer.delete(`/assignments/${other.id}`)).status).toBe(204);
  expect(buildingsOf(await lease(volunteer, slug, 20)).filter((id) => golden.includes(id))).toEqual([]);
});

it("gives no gold when nothing else is left, and the campaign is done all the same", async () => {
  const { slug } = await aCampaignWithFullGold(1, 3);
  chance = ALWAYS_GOLD;
  const ask = async (volunteer: Caller) => (await volunteer.post(`/campaigns/${slug}/assignments`)).body;
  const [holder, waiting] = [await world.volunteer(), await world.volunteer()];
  expect(await lease(holder, slug, 20), "what gold took the place of is given as well").toHaveLength(3);
  expect(await ask(waiting)).toEqual({ assignments: [], reason: "none-left-for-you" });
  await voteThrough(holder, slug, () => ({}));
  await untilQuiet(world);
  expect(await ask(waiting)).toEqual({ assignments: [], reason: "done" });
});

it("gives a gold building of a large task without those that are held by others", async () => {
  const { slug, golden } = await aCampaignWithFullGold(1, 9, 3);
  const [first, second] = [await world.volunteer(), await world.volunteer()];
  const all = buildingsOf(await lease(first, slug, 1));
  chance = ALWAYS_GOLD;
  const held = buildingsOf(await lease(second, slug, 1));
  expect(held).toContain(golden[0]);
  expect(held.filter((id) => all.includes(id))).toEqual([]);
});

it("makes about one assignment in twenty gold, and lets no other building be held by more than it wants", async () => {
  const { slug, golden } = await aCampaignWithFullGold(20, 220);
  chance = seededRandom(3);
  let [gold, leases] = [0, 0];
  const holders = new Map<string, number>();
  for (let n = 0; n < 10; n += 1) {
    const held = buildingsOf(await lease(await world.volunteer(), slug, 20));
    for (const id of held) holders.set(id, (holders.get(id) ?? 0) + 1);
    gold += held.filter((id) => golden.includes(id)).length;
    leases += held.length;
  }
  expect(leases).toBe(200);
  expect(gold).toBeGreaterThanOrEqual(3);
  expect(gold).toBeLessThanOrEqual(18);
  const others = [...holders].filter(([id]) => !golden.includes(id));
  expect(others.filter(([, count]) => count > 1)).toEqual([]);
});
