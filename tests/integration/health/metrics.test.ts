import { beforeAll, expect, it } from "vitest";
import { aCampaign } from "../../support/campaigns.ts";
import { send } from "../../support/requests.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

const read = async () => (await send(world.url, "GET", "/metrics")).text;
/** The value of one series, as Prometheus would read it. */
const valueOf = (text: string, series: string) =>
  Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length + 1),
  );

it("tells Prometheus how each call goes, by its pattern and never by its names", async () => {
  const slug = await aCampaign(world);
  for (let time = 0; time < 3; time += 1) await world.admin.get(`/campaigns/${slug}`);
  await world.admin.get("/campaigns/no-such-campaign");
  const count = (status: number) =>
    `aftermap_http_request_seconds_count{method="GET",route="/campaigns/{slug}",status="${status}"}`;
  await expect.poll(async () => valueOf(await read(), count(200))).toBe(3);
  const text = await read();
  expect(valueOf(text, count(404))).toBe(1);
  expect(valueOf(text, 'aftermap_refusals{code="not_found"}')).toBe(1);
  expect(text).not.toContain(slug);
  expect(text).not.toMatch(/no-such-campaign|127\.0\.0\.1/);
});

it("is nothing to anybody who comes through a proxy", async () => {
  const headers = { "x-forwarded-for": "203.0.113.9" };
  const { status, problem } = await send(world.url, "GET", "/metrics", { headers });
  expect(status).toBe(404);
  expect(problem.code).toBe("not_found");
});

it("tells of queues, workers, room and the database", async () => {
  const text = await read();
  expect(valueOf(text, "aftermap_workers_alive")).toBe(1);
  expect(valueOf(text, 'aftermap_queue_waiting{queue="recount-buildings"}')).toBe(0);
  for (const name of [
    "disk_free_bytes",
    "database_bytes",
    "database_connections",
    "database_connections_max",
  ])
    expect(valueOf(text, `aftermap_${name}`), name).toBeGreaterThan(0);
  expect(text).not.toMatch(/^aftermap_redis_up /m); // not set here: nothing to be up or down
  expect(valueOf(text, "nodejs_eventloop_lag_p99_seconds")).toBeGreaterThanOrEqual(0);
});

it("counts what is not a call of the API by the first word of its path alone", async () => {
  await send(world.url, "GET", "/tiles/00000000-0000-4000-8000-000000000000/1/0/0");
  await send(world.url, "GET", "/some/page/of-a-stranger");
  await expect.poll(read).toContain('route="/tiles"');
  const text = await read();
  expect(text).toContain('route="page"');
  expect(text).not.toContain("of-a-stranger");
});
