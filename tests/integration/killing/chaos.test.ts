import { expect, it } from "vitest";
import { describeOnEachQueue } from "../../support/redis.ts";
import { runChaos } from "../../chaos/run.ts";

/** The long form, with every class of faults, is `npm run chaos`. */
const SECONDS = 5;
const OF_ANY_STACK = [
  "kill-api",
  "kill-worker",
  "kill-everything",
  "stop-and-continue",
  "postgres-stop",
  "sessions-terminated",
];
const OF_REDIS = ["redis-flushed", "redis-killed"];

describeOnEachQueue("the whole stack while one part after the other fails", ({ redisUrl }) => {
  it("loses no vote, stores none twice, invents none, and counts as a recomputation does", async () => {
    const queue = redisUrl === undefined ? "postgres" : "redis";
    const faults = [...OF_ANY_STACK, ...(queue === "redis" ? OF_REDIS : [])];
    const report = await runChaos({ seconds: SECONDS, seed: 1, queue, volunteers: 6, faults });
    expect(report.complaints).toEqual([]);
    expect(report.broken).toEqual({ lost: 0, double: 0, invented: 0, unanswered: 0, unequal: 0 });
    expect(report.mostOver).toBeLessThanOrEqual(0);
    expect(report.votes).toBeGreaterThan(50);
    expect(report.jobsDone).toBeGreaterThan(0);
    expect(Object.keys(report.inflicted).sort()).toEqual([...faults].sort());
  }, 400_000);
});
