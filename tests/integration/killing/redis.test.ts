import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { Redis } from "ioredis";
import {
  aCampaign,
  anImport,
  aFootprintFile,
  anOpenCampaign,
  aVote,
  lease,
} from "../../support/campaigns.ts";
import { countWaiting } from "../../support/waiting.ts";
import { findFreePort, startRedis, type TestRedis } from "../../support/redis-server.ts";
import { send } from "../../support/requests.ts";
import { aWorld, type World } from "../../support/world.ts";

const missing = inject("redisUrl") === null || (process.env["TEST_REDIS_URL"] ?? "") !== "";
/** The promise: jobs and schedules are back within this. */
const BACK_WITHIN_MS = 90_000;

describe.skipIf(missing)("Redis is disposable", () => {
  let folder: string;
  let port: number;
  let redis: TestRedis;
  let world: World;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "aftermap-redis-"));
    port = await findFreePort();
    redis = await begin();
    world = await aWorld({ redisUrl: redis.url });
  });
  afterAll(async () => {
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function begin(): Promise<TestRedis> {
    const started = await startRedis(folder, port);
    if (started === null) throw new Error("Redis was there a moment ago");
    return started;
  }

  async function voteOnce(slug: string): Promise<number> {
    const volunteer = await world.volunteer();
    const leased = await lease(volunteer, slug, 20);
    for (const { id, task } of leased) {
      const votes = task.buildings.map((building: any) => aVote(building.id));
      expect((await volunteer.put(`/assignments/${id}/votes`, { votes })).status).toBe(200);
    }
    return leased.length;
  }

  const counted = () =>
    vi.waitFor(async () => expect(await countWaiting(world)).toBe(0), {
      timeout: BACK_WITHIN_MS,
      interval: 200,
    });

  it("so that votes are taken while it is away, and counted when it is back", async () => {
    const slug = await anOpenCampaign(world, 5);
    expect(await voteOnce(slug)).toBe(5);
    await redis.stop();
    const startedAt = performance.now();
    expect(await voteOnce(slug)).toBe(5);
    expect(performance.now() - startedAt).toBeLessThan(10_000);

    const ready = await send(world.url, "GET", "/readyz");
    expect(ready.status).toBe(200);
    expect(JSON.parse(ready.text)).toMatchObject({ status: "degraded", database: true });
    expect((await send(world.url, "GET", "/livez")).status).toBe(200);

    redis = await begin();
    await counted();
    await expect
      .poll(async () => JSON.parse((await send(world.url, "GET", "/readyz")).text).status, {
        timeout: 10_000,
      })
      .toBe("ok");
    const { features } = (await world.analyst.get(`/campaigns/${slug}/consensus`)).body;
    expect(features.map((feature: any) => feature.properties.votes)).toEqual([2, 2, 2, 2, 2]);
  }, 150_000);

  it("so that whoever comes while it answers nobody begins at once", async () => {
    const slug = await anOpenCampaign(world, 1);
    const { pid } = redis;
    if (pid === undefined) throw new Error("This Redis is our own");
    process.kill(pid, "SIGSTOP");
    try {
      const startedAt = performance.now();
      expect(await voteOnce(slug)).toBe(1);
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await counted();
  }, 150_000);

  it("so that emptying it loses no vote and no import", async () => {
    const slug = await anOpenCampaign(world, 5);
    const client = new Redis(redis.url);
    const file = await aFootprintFile(world, 8, [20, 20]);
    const importing = anImport(world, slug, "buildings", file);
    await voteOnce(slug);
    await client.flushall();
    client.disconnect();
    expect((await importing).items).toMatchObject([{ status: "accepted" }]);
    await counted();
    const { features } = (await world.analyst.get(`/campaigns/${slug}/consensus`)).body;
    expect(features.filter((feature: any) => feature.properties.votes === 1)).toHaveLength(5);
  }, 150_000);

  it("so that workers end though it is away, and begin again before it is back", async () => {
    await redis.stop();
    await world.stopWorkers();
    await world.startWorkers();
    const slug = await aCampaign(world);
    redis = await begin();
    const file = await aFootprintFile(world, 3, [21, 21]);
    expect((await anImport(world, slug, "buildings", file)).items).toMatchObject([{ status: "accepted" }]);
  }, 150_000);
});
