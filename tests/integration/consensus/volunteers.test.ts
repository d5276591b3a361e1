import { beforeAll, describe, expect, it } from "vitest";
import { CampaignVolunteer, CopyingReport } from "../../../shared/volunteers.ts";
import { seededRandom } from "../../../shared/consensus/random.ts";
import { sql } from "../../../core/db.ts";
import { recomputedConsensus } from "../../support/stored-consensus.ts";
import { aVotedCampaign, allFindings } from "../../support/crowds.ts";
import { untilFitted } from "../../support/quiet.ts";
import { aWatcher } from "../../support/sockets.ts";
import { aWorld, type World } from "../../support/world.ts";

const BUILDINGS = 40;
const HONEST = 5;
const COPIES = 3;
const CLASSES = ["destroyed", "severe", "no_visible_damage"] as const;

let world: World;
let slug: string;
let honest: string[];
let copies: string[];

/** By building and volunteer: the honest err three times in ten, each in their own way; the copies say one made-up thing. */
function answers(): (externalId: string, voter: number) => Record<string, unknown> {
  const random = seededRandom(5);
  const draw = (): string => CLASSES[Math.floor(random() * CLASSES.length)] ?? CLASSES[0];
  const said = new Map<string, string[]>();
  for (let b = 1; b <= BUILDINGS; b += 1) {
    const [truth, made] = [truthOf(`b${b}`), draw()];
    const own = Array.from({ length: HONEST }, () => (random() < 0.6 ? truth : draw()));
    said.set(`b${b}`, [...own, ...Array.from({ length: COPIES }, () => made)]);
  }
  return (externalId, voter) => ({ class: said.get(externalId)?.[voter] });
}

const truthOf = (externalId: string): string => CLASSES[Number(externalId.slice(1)) % 3] ?? CLASSES[0];
const everybody = async (): Promise<CampaignVolunteer[]> => {
  const { status, body } = await world.admin.get(`/campaigns/${slug}/volunteers`);
  expect(status, JSON.stringify(body)).toBe(200);
  expect(body.next).toBeNull();
  return CampaignVolunteer.array().parse(body.items);
};
const report = async () => CopyingReport.parse((await world.admin.get(`/campaigns/${slug}/copying`)).body);
const stored = () =>
  world.ctx.db.many<Record<string, unknown>>(sql`
    select building_id as building, consensus.status, class, probability, probabilities, votes_digest as "votesDigest"
      from consensus
      join campaigns on campaigns.id = campaign_id
     where slug = ${slug}
     order by building_id
  `);
const recomputed = async () => {
  const { id } = await world.ctx.db.one<{ id: string }>(sql`select id from campaigns where slug = ${slug}`);
  return (await recomputedConsensus(world.ctx, id)).map(
    ({ building, status, class: answer, probability, probabilities, votesDigest }) => {
      return { building, status, class: answer, probability, probabilities, votesDigest };
    },
  );
};
const decide = async (id: string, cleared: boolean) => {
  const path = `/campaigns/${slug}/volunteers/${id}/copying`;
  const reply = await world.admin.put(path, { cleared, reason: "asked them" });
  expect(reply.body).toEqual({ id, cleared });
};

beforeAll(async () => {
  world = await aWorld();
  const voters = HONEST + COPIES;
  const redundancy = { min: voters, cap: voters, certainty: 0.95 };
  const made = await aVotedCampaign(world, BUILDINGS, voters, answers(), { redundancy });
  slug = made.slug;
  honest = made.volunteers.slice(0, HONEST);
  copies = made.volunteers.slice(HONEST);
  const features = await allFindings(world, slug);
  for (const { id, properties } of features.slice(0, 6)) {
    const path = `/campaigns/${slug}/buildings/${id}/gold`;
    await world.admin.put(path, { class: truthOf(properties.externalId) });
  }
  await untilFitted(world);
});

describe("the volunteers of a campaign", () => {
  it("are told with their skill and its bounds, and their answers on gold", async () => {
    const items = await everybody();
    expect(items.map(({ id }) => id)).toEqual([...honest, ...copies].sort());
    for (const one of items) {
      expect(one).toMatchObject({ votes: BUILDINGS, excluded: false, gold: { answers: 6 }, decision: null });
      const { low, value, high, answers: known } = one.skill!;
      expect(known).toBe(BUILDINGS);
      expect(low).toBeLessThan(high);
      expect(value).toBeGreaterThan(0);
    }
    const skillOf = (ids: string[]) =>
      items.filter(({ id }) => ids.includes(id)).map(({ skill }) => skill!.value);
    expect(Math.min(...skillOf(honest))).toBeGreaterThan(Math.max(...skillOf(copies)));
    const right = items.filter(({ id }) => honest.includes(id)).map(({ gold }) => gold.right!);
    expect(right.reduce((sum, one) => sum + one, 0) / right.length).toBeGreaterThan(0.5);
  });

  it("come in pages", async () => {
    const first = (await world.admin.get(`/campaigns/${slug}/volunteers?limit=5`)).body;
    expect(first.items).toHaveLength(5);
    const rest = (await world.admin.get(`/campaigns/${slug}/volunteers?limit=5&cursor=${first.next}`)).body;
    expect(rest.next).toBeNull();
    expect([...first.items, ...rest.items]).toEqual(await everybody());
  });

  it("have no skill while they are excluded", async () => {
    const [id = ""] = honest;
    await world.admin.put(`/volunteers/${id}/exclusion`, { excluded: true, reason: "a test" });
    await untilFitted(world);
    const one = (await everybody()).find((volunteer) => volunteer.id === id);
    expect(one).toMatchObject({ excluded: true, skill: null, copying: null, votes: BUILDINGS });
    expect(one).toMatchObject({ exclusion: { reason: "a test", at: expect.any(String) } });
    await world.admin.put(`/volunteers/${id}/exclusion`, { excluded: false, reason: "a test" });
    await untilFitted(world);
  });
});

describe("what is still to be computed", () => {
  it("is told until the consensus follows from the answers", async () => {
    const upkeep = async () => (await world.analyst.get(`/campaigns/${slug}/upkeep`)).body;
    expect(await upkeep()).toEqual({ buildings: 0, isFitDue: false });
    await world.stopWorkers();
    const [id = ""] = honest;
    await world.admin.put(`/volunteers/${id}/exclusion`, { excluded: true, reason: "a test" });
    await world.admin.put(`/volunteers/${id}/exclusion`, { excluded: false, reason: "a test" });
    expect(await upkeep()).toEqual({ buildings: BUILDINGS, isFitDue: true });
    await world.startWorkers();
    await expect.poll(upkeep, { timeout: 30_000 }).toEqual({ buildings: 0, isFitDue: false });
    await untilFitted(world);
  });
});

describe("gold", () => {
  it("is told with its building until an admin takes it back", async () => {
    const { id } = (await allFindings(world, slug))[20];
    const path = `/campaigns/${slug}/buildings/${id}`;
    const stated = { class: "destroyed", lastIntact: null, firstDamaged: null, explanation: "No roof" };
    expect((await world.analyst.get(path)).body.gold).toBeNull();
    await world.admin.put(`${path}/gold`, stated);
    expect((await world.analyst.get(path)).body.gold).toEqual(stated);
    expect((await world.analyst.delete(`${path}/gold`)).status).toBe(403);
    for (const _again of [1, 2]) expect((await world.admin.delete(`${path}/gold`)).status).toBe(204);
    expect((await world.analyst.get(path)).body.gold).toBeNull();
    await untilFitted(world);
  });
});

describe("accounts that copy each other", () => {
  it("are flagged with whom they copy, and nobody else is", async () => {
    for (const { id, copying } of await everybody()) {
      if (honest.includes(id)) expect(copying).toBeNull();
      else expect(copying).toMatchObject({ cluster: 0, with: copies.filter((other) => other !== id).sort() });
      if (copying !== null) expect(copying.z).toBeGreaterThan(6);
    }
  });

  it("are told as groups, with how alike each pair answers", async () => {
    const { clusters, cleared } = await report();
    expect(cleared).toEqual([]);
    expect(clusters.map(({ members }) => members.map(({ id }) => id))).toEqual([copies.toSorted()]);
    expect(clusters[0]!.pairs).toHaveLength(COPIES);
    for (const { common, agreed, expected, kappa, z } of clusters[0]!.pairs) {
      expect(agreed).toBe(common);
      expect(expected).toBeLessThan(common);
      expect(kappa).toBe(1);
      expect(z).toBeGreaterThan(6);
    }
  });

  it("count on their own once an admin clears them, until that is taken back, and admins hear of it", async () => {
    const before = await stored();
    expect(before).toEqual(await recomputed());
    for (const id of copies) await decide(id, true);
    await untilFitted(world);
    const cleared = await stored();
    expect(cleared).not.toEqual(before);
    expect(cleared).toEqual(await recomputed());
    const items = await everybody();
    expect(items.every(({ copying }) => copying === null)).toBe(true);
    const found = await report();
    expect(found.clusters).toEqual([]);
    expect(found.cleared.map(({ id }) => id)).toEqual(copies.toSorted());
    expect(items.find(({ id }) => id === copies[0])?.decision).toMatchObject({
      cleared: true,
      reason: "asked them",
      at: expect.any(String),
    });

    const admin = await aWatcher(world.url, { token: world.admin.token });
    const analyst = await aWatcher(world.url, { token: world.analyst.token });
    for (const watcher of [admin, analyst]) await watcher.watch(slug);
    for (const id of copies) await decide(id, false);
    await untilFitted(world);
    expect(await stored()).toEqual(before);
    await expect
      .poll(() => admin.heard.filter(({ name }) => name === "copying").map(({ event }) => event))
      .toContainEqual({ campaign: slug });
    expect(analyst.heard.some(({ name }) => name === "copying")).toBe(false);
  });

  it("are decided on with a reason, and only where they answered", async () => {
    const path = (id: string) => `/campaigns/${slug}/volunteers/${id}/copying`;
    expect((await world.admin.put(path(copies[0] ?? ""), { cleared: true })).status).toBe(400);
    const stranger = await world.volunteer();
    const reply = await world.admin.put(path(stranger.id), { cleared: true, reason: "x" });
    expect(reply.status).toBe(404);
  });
});
