import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { runChaos, type ChaosReport } from "../../chaos/run.ts";

/** The short form of `npm run chaos`; it builds a PostgreSQL and a Redis of its own, which it may kill. */
const SHORT = { seconds: 1, seed: 7, volunteers: 8 };
const FAULTS = [
  "kill-everything",
  "kill-worker",
  "postgres-stop",
  "sessions-terminated",
  "postgres-line-cut",
];
const REDIS_FAULTS = ["kill-everything", "redis-killed", "redis-flushed", "redis-full"];

const hasRedis = ["redis-server", "valkey-server"].some(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

function expectPromisesKept(report: ChaosReport, faults: readonly string[]): void {
  expect(report.complaints).toEqual([]);
  expect(Object.keys(report.faults).sort()).toEqual([...faults].sort());
  expect(report.broken).toEqual({ lost: 0, double: 0, invented: 0, unanswered: 0, unequal: 0 });
  expect(report.votes).toBeGreaterThan(100);
  expect(report.retries).toBeGreaterThan(0);
}

describe("while processes and PostgreSQL are killed", () => {
  it("loses no vote, stores none twice, invents none, and counts all as a recomputation does", async () => {
    expectPromisesKept(await runChaos({ ...SHORT, queue: "postgres", faults: FAULTS }), FAULTS);
  }, 400_000);
});

describe.skipIf(!hasRedis)("while processes and Redis are killed", () => {
  it("loses no vote, stores none twice, invents none, and counts all as a recomputation does", async () => {
    expectPromisesKept(await runChaos({ ...SHORT, queue: "redis", faults: REDIS_FAULTS }), REDIS_FAULTS);
  }, 400_000);
});
