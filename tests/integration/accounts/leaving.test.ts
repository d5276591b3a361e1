import { beforeAll, expect, it } from "vitest";
import { sql } from "../../../core/db.ts";
import { aVote, anOpenCampaign, lease } from "../../support/campaigns.ts";
import { allFindings } from "../../support/crowds.ts";
import { untilQuiet } from "../../support/quiet.ts";
import { aWorld, type Caller, type World } from "../../support/world.ts";

let world: World;

beforeAll(async () => {
  world = await aWorld();
});

/** One building on which each of these volunteers says something else, the last one alone something undamaged. */
async function aBuildingSaid(...classes: string[]): Promise<{ slug: string; voters: Caller[] }> {
  const slug = await anOpenCampaign(world, 1, { redundancy: { min: 5, cap: 9, certainty: 0.95 } });
  const voters: Caller[] = [];
  for (const said of classes) {
    const volunteer = await world.volunteer();
    const [{ id, task }] = await lease(volunteer, slug);
    const votes = [aVote(task.buildings[0].id, { class: said })];
    expect((await volunteer.put(`/assignments/${id}/votes`, { votes })).status).toBe(200);
    voters.push(volunteer);
  }
  await untilQuiet(world);
  return { slug, voters };
}

const votesOf = (volunteer: string) =>
  world.ctx.db.one<{ votes: number }>(
    sql`select count(*) as votes from votes where volunteer_id = ${volunteer}`,
  );

it("withdraws answers from the consensus, keeps them in the log, and erases every name", async () => {
  const { slug, voters } = await aBuildingSaid("destroyed", "no_visible_damage", "no_visible_damage");
  const [before] = await allFindings(world, slug);
  const leaving = voters[1]!;
  const { pseudonym } = (await leaving.get("/me")).body;
  await leaving.patch("/me", { boardName: "Nadia" });
  const { key } = (await leaving.post("/me/key", {})).body;

  expect((await leaving.delete("/me", { votes: "withdraw" })).status).toBe(204);
  await untilQuiet(world);
  const [after] = await allFindings(world, slug);
  expect(after.properties.votes).toBe(2);
  expect(after.properties.probabilities.no_visible_damage).toBeLessThan(
    before.properties.probabilities.no_visible_damage,
  );
  expect(await votesOf(leaving.id)).toEqual({ votes: 1 });

  expect((await leaving.get("/me")).status).toBe(401);
  expect((await world.anyone.post("/sessions", { transport: "bearer", key })).status).toBe(401);
  const { body } = await world.analyst.get(`/campaigns/${slug}/buildings/${after.id}`);
  expect(JSON.stringify(body)).not.toContain(pseudonym);
  expect(body.votesList.map((vote: any) => vote.counted).toSorted()).toEqual([false, true, true]);
  expect((await world.anyone.get(`/campaigns/${slug}/board`)).body.items).toEqual([]);
});

it("leaves answers counted under no name when they are to be kept", async () => {
  const { slug, voters } = await aBuildingSaid("destroyed", "destroyed");
  const [before] = await allFindings(world, slug);
  expect((await voters[0]!.delete("/me", { votes: "keep" })).status).toBe(204);
  await untilQuiet(world);
  const [after] = await allFindings(world, slug);
  expect(after.properties.votes).toBe(2);
  expect(after.properties.probability).toBe(before.properties.probability);
});

it("gives what a leaving volunteer held to others", async () => {
  const slug = await anOpenCampaign(world, 1, { redundancy: { min: 1, cap: 1, certainty: 0.5 } });
  const [leaving, next] = [await world.volunteer(), await world.volunteer()];
  expect(await lease(leaving, slug)).toHaveLength(1);
  expect(await lease(next, slug)).toHaveLength(0);
  await leaving.delete("/me", { votes: "keep" });
  expect(await lease(next, slug)).toHaveLength(1);
});

it("lets no admin count again what a volunteer withdrew", async () => {
  const { slug, voters } = await aBuildingSaid("destroyed");
  await voters[0]!.delete("/me", { votes: "withdraw" });
  const readmission = { excluded: false, reason: "we want them back" };
  const reply = await world.admin.put(`/volunteers/${voters[0]!.id}/exclusion`, readmission);
  expect(reply.status).toBe(404);
  await untilQuiet(world);
  const [finding] = await allFindings(world, slug);
  expect(finding.properties.votes).toBe(0);
});

it("asks what becomes of the answers, and lets staff not leave this way", async () => {
  const volunteer = await world.volunteer();
  expect((await volunteer.delete("/me")).status).toBe(400);
  expect((await volunteer.delete("/me", { votes: "burn" })).status).toBe(400);
  expect((await volunteer.get("/me")).status).toBe(200);
  expect((await world.analyst.delete("/me", { votes: "keep" })).status).toBe(403);
  expect((await world.analyst.get("/me")).status).toBe(200);
});
