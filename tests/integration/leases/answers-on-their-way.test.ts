import { expect, it } from "vitest";
import { aVote, anOpenCampaign, lease } from "../../support/campaigns.ts";
import { aWorld } from "../../support/world.ts";

const ROUNDS = 20;

it("gives something to whoever asks in the moment in which their answers arrive", async () => {
  const world = await aWorld();
  const slug = await anOpenCampaign(world, 2 * ROUNDS);
  const volunteer = await world.volunteer();
  const told: unknown[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [held] = await lease(volunteer, slug);
    const votes = held.task.buildings.map(({ id }: { id: string }) => aVote(id));
    const [, ...asked] = await Promise.all([
      volunteer.put(`/assignments/${held.id}/votes`, { votes }),
      // Their own two pages, say: one of these is told just when nothing is left of what they held.
      volunteer.post(`/campaigns/${slug}/assignments`, { count: 1 }),
      volunteer.post(`/campaigns/${slug}/assignments`, { count: 1 }),
    ]);
    told.push(...asked.map(({ body }) => body.reason ?? body.assignments.length));
  }
  expect(told).toEqual(told.map(() => 1));
});
