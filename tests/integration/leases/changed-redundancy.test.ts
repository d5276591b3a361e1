import { beforeAll, expect, it } from "vitest";
import { anOpenCampaign, lease, voteThrough } from "../../support/campaigns.ts";
import { untilQuiet } from "../../support/quiet.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

it("asks again for answers on settled buildings when more are wanted of each", async () => {
  const slug = await anOpenCampaign(world, 3, { redundancy: { min: 1, cap: 1, certainty: 0.5 } });
  await voteThrough(await world.volunteer(), slug, () => ({}));
  await untilQuiet(world);
  expect(await lease(await world.volunteer(), slug, 3)).toEqual([]);

  const redundancy = { min: 3, cap: 5, certainty: 0.95 };
  expect((await world.admin.patch(`/campaigns/${slug}`, { redundancy })).body.redundancy).toEqual(redundancy);
  await untilQuiet(world);
  expect(await lease(await world.volunteer(), slug, 3)).toHaveLength(3);
  expect((await world.anyone.get(`/campaigns/${slug}`)).body.progress).toMatchObject({ settled: 0 });
});
