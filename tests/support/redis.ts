/** Gives test files Redis, and lets them run once on each of the queue's two backends. */
import { Redis } from "ioredis";
import { describe, inject } from "vitest";

/**
 * Which backend a test runs on. `redisUrl` is what the code under test gets as `REDIS_URL`; `missing` says why this
 * backend cannot be tested here, or is null.
 */
export type QueueBackend = { name: string; redisUrl: string | undefined; missing: string | null };

/** Vitest numbers its workers from 1; each number is the worker's Redis database. */
const workersDatabase = inject("redisUrl")?.concat("/", process.env["VITEST_POOL_ID"] ?? "0");

/** Both backends. The one on Redis is there even where Redis is not, so that a run says what it skipped. */
export const queueBackends: readonly QueueBackend[] = [
  { name: "queue on PostgreSQL", redisUrl: undefined, missing: null },
  {
    name: "queue on Redis",
    redisUrl: workersDatabase,
    missing: workersDatabase === undefined ? "no redis-server, no valkey-server, no TEST_REDIS_URL" : null,
  },
];

/**
 * The address of a database of this worker's own, emptied first: in a shared one, a test would eat another's jobs.
 *
 * @returns null where no Redis is installed
 */
export async function aRedis(): Promise<{ url: string } | null> {
  if (workersDatabase === undefined) return null;
  const client = new Redis(workersDatabase);
  await client.flushdb();
  client.disconnect();
  return { url: workersDatabase };
}

/**
 * Declares the same tests once per queue backend. Where Redis is missing, its half is skipped and the title says why.
 *
 * @example
 * describeOnEachQueue("a recount", ({ redisUrl }) => { it("survives a kill", …) })
 */
export function describeOnEachQueue(title: string, tests: (backend: QueueBackend) => void): void {
  for (const backend of queueBackends) {
    const { name, missing } = backend;
    const fullTitle = missing === null ? `${title}, ${name}` : `${title}, ${name} (skipped: ${missing})`;
    describe.skipIf(missing !== null)(fullTitle, () => {
      tests(backend);
    });
  }
}
