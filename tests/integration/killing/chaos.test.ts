import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { runChaos } from "../../chaos/run.ts";

/** The short form of `npm run chaos`; it makes a PostgreSQL and a Redis of its own, which it may kill. */
const SHORT = { seconds: 1, seed: 7, volunteers: 6 };
const KEPT = {
  complaints: [],
  broken: { lost: 0, double: 0, invented: 0, unanswered: 0, unequal: 0 },
  leases: { amiss: 0 },
};

const hasRedis = ["redis-server", "valkey-server"].some(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

describe("while API, workers and PostgreSQL are killed", () => {
  it("loses no vote, stores none twice, invents none, and counts all as a recomputation does", async () => {
    const faults = ["kill-everything", "kill-worker", "postgres-stop", "sessions-terminated"];
    const report = await runChaos({ ...SHORT, queue: "postgres", faults });
    expect(report).toMatchObject(KEPT);
    expect(Object.keys(report.faults).sort()).toEqual(faults.sort());
    expect(report.votes).toBeGreaterThan(50);
  }, 400_000);
});

describe.skipIf(!hasRedis)("while API, workers and Redis are killed", () => {
  it("loses no vote, stores none twice, invents none, and counts all as a recomputation does", async () => {
    const faults = ["kill-everything", "redis-killed", "redis-flushed"];
    const report = await runChaos({ ...SHORT, queue: "redis", faults });
    expect(report).toMatchObject(KEPT);
    expect(Object.keys(report.faults).sort()).toEqual(faults.sort());
    expect(report.votes).toBeGreaterThan(50);
  }, 400_000);
});
