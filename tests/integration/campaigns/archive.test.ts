import { beforeAll, expect, it } from "vitest";
import { anOpenCampaign, lease, aVote } from "../../support/campaigns.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

const slugsFor = async (who: World["admin"], query = "") =>
  (await who.get(`/campaigns${query}`)).body.items.map(({ slug }: any) => slug);

it("goes out of sight into the archive, gives no task and takes no change there, loses no late answer, and comes back", async () => {
  const slug = await anOpenCampaign(world, 2);
  const volunteer = await world.volunteer();
  const [assignment] = await lease(volunteer, slug);
  const archive = (isArchived: boolean) => world.admin.put(`/campaigns/${slug}/archive`, { isArchived });
  const put = await archive(true);
  expect(put.body).toMatchObject({ status: "closed", archivedAt: expect.any(String) });

  expect(await slugsFor(world.admin)).not.toContain(slug);
  expect(await slugsFor(world.admin, "?archived=true")).toContain(slug);
  expect(await slugsFor(world.anyone, "?archived=true")).toEqual([]);
  const votes = [aVote(assignment.task.buildings[0].id)];
  // Given before, sent from a phone that was offline: as in any closed campaign, it counts.
  expect((await volunteer.put(`/assignments/${assignment.id}/votes`, { votes })).status).toBe(200);
  expect(await lease(volunteer, slug)).toEqual([]);
  for (const refused of [
    await world.admin.patch(`/campaigns/${slug}`, { status: "open" }),
    await world.admin.post(`/campaigns/${slug}/tasks`, {}),
    await world.admin.put(`/campaigns/${slug}/priority-areas`, { areas: [] }),
    await world.admin.post(`/campaigns/${slug}/batches`, { kind: "buildings", source: { path: "x" } }),
  ])
    expect(refused).toMatchObject({ status: 409, body: { code: "conflict" } });

  expect((await archive(false)).body).toMatchObject({ status: "closed", archivedAt: null });
  expect((await world.admin.patch(`/campaigns/${slug}`, { status: "open" })).status).toBe(200);
  expect(await lease(volunteer, slug)).toHaveLength(1);
});

it("is the pattern of a new draft: words, question, rules and guide, without images, buildings and votes", async () => {
  const from = await anOpenCampaign(world, 2, {
    text: { en: "What happened", ar: "ما حدث" },
    redundancy: { min: 3, cap: 9, certainty: 0.8 },
    leaseSeconds: 700,
    secondReview: true,
  });
  const guide = { entries: [{ kind: "shadow", title: "Shadows", text: "They move." }] };
  expect((await world.admin.put(`/campaigns/${from}/guide`, guide)).status).toBe(200);
  const clone = { slug: `${from}-again`, title: "Again" };
  const { status, body } = await world.admin.post(`/campaigns/${from}/clone`, clone);
  expect(status, JSON.stringify(body)).toBe(201);
  const { body: pattern } = await world.anyone.get(`/campaigns/${from}`);
  for (const same of ["text", "scale", "asks", "redundancy", "leaseSeconds", "languages", "secondReview"])
    expect(body[same], same).toEqual(pattern[same]);
  expect(body).toMatchObject({ ...clone, status: "draft", scenes: [], progress: { buildings: 0, votes: 0 } });
  const copied = (await world.anyone.get(`/campaigns/${clone.slug}/guide`)).body.entries;
  expect(copied).toMatchObject([{ kind: "shadow", title: "Shadows", text: "They move.", pictures: [] }]);
  expect((await world.admin.post(`/campaigns/${from}/clone`, clone)).status).toBe(409);
});
