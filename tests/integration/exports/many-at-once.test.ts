import { beforeAll, expect, it } from "vitest";
import { ExportFormat } from "../../../shared/exports.ts";
import { aVotedCampaign } from "../../support/crowds.ts";
import { untilFitted } from "../../support/quiet.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

const AT_ONCE = 50;

it("fifty exports asked for at once all end done, the same format with the same bytes", async () => {
  const { slug } = await aVotedCampaign(world, 4, 2, () => ({ class: "destroyed" }), {
    redundancy: { min: 2, cap: 2, certainty: 0.9 },
  });
  await untilFitted(world); // what the votes say must stand still for all of them
  const formats = Array.from(
    { length: AT_ONCE },
    (_, i) => ExportFormat.options[i % ExportFormat.options.length],
  );
  const asked = await Promise.all(
    formats.map((format) => world.analyst.post(`/campaigns/${slug}/exports`, { format })),
  );
  expect(asked.map(({ status }) => status)).toEqual(formats.map(() => 202));
  const read = async () => (await world.analyst.get(`/campaigns/${slug}/exports?limit=100`)).body.items;
  await expect
    .poll(async () => (await read()).filter((one: any) => one.status === "done").length, { timeout: 90_000 })
    .toBe(AT_ONCE);
  const digests = new Map<string, Set<string>>();
  for (const { format, sha256 } of await read())
    digests.set(format, (digests.get(format) ?? new Set()).add(sha256));
  expect([...digests.values()].map(({ size }) => size)).toEqual(ExportFormat.options.map(() => 1));
}, 120_000);

it("one that waits can be cancelled and stays so; one that is done stays done", async () => {
  const { slug } = await aVotedCampaign(world, 1, 0, () => ({}));
  await world.stopWorkers();
  const ask = async () => (await world.analyst.post(`/campaigns/${slug}/exports`, { format: "csv" })).body.id;
  const [waiting, other] = [await ask(), await ask()];
  expect((await world.analyst.delete(`/exports/${waiting}`)).body.status).toBe("cancelled");
  await world.startWorkers();
  const statusOf = async (id: string) => (await world.analyst.get(`/exports/${id}`)).body.status;
  await expect.poll(() => statusOf(other), { timeout: 30_000 }).toBe("done");
  expect(await statusOf(waiting)).toBe("cancelled");
  expect((await world.analyst.delete(`/exports/${other}`)).body.status).toBe("done");
}, 60_000);
