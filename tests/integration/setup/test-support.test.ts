import { Client } from "pg";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { aDatabase, anEmptyDatabase } from "../../support/postgres.ts";
import { aRedis, describeOnEachQueue } from "../../support/redis.ts";

async function tables(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  );
  await client.end();
  return rows.map((row) => row.name);
}

async function countKeys(url: string): Promise<number> {
  const client = new Redis(url);
  const count = await client.dbsize();
  client.disconnect();
  return count;
}

describe("a test's own database", () => {
  it("is migrated, and what one test writes no other sees", async () => {
    const [mine, yours] = [await aDatabase(), await aDatabase()];
    const client = new Client({ connectionString: mine.url });
    await client.connect();
    await client.query("create table only_mine ()");
    await client.end();

    expect(await tables(yours.url)).toContain("votes");
    expect(await tables(mine.url)).toEqual([...(await tables(yours.url)), "only_mine"].sort());
  });

  it("can also be had without tables", async () => {
    expect(await tables((await anEmptyDatabase()).url)).toEqual([]);
  });
});

describeOnEachQueue("a test of the queue", ({ redisUrl }) => {
  it("gets an empty Redis database exactly when its queue is on Redis", async () => {
    const redis = redisUrl === undefined ? null : await aRedis();
    expect(redis?.url).toBe(redisUrl);
    expect(redis === null ? 0 : await countKeys(redis.url)).toBe(0);
  });
});
