import { expect, it } from "vitest";
import { sql } from "../../../core/db.ts";
import { aCampaign } from "../../support/campaigns.ts";
import { aWorld } from "../../support/world.ts";

it("tells an admin of queues, workers, disk, database and errors, and nothing of a person", async () => {
  const world = await aWorld();
  await world.anyone.get("/campaigns/no-such-campaign");
  const { status, body } = await world.admin.get("/health");
  expect(status).toBe(200);
  expect(body).toMatchObject({ isWell: true, troubles: [], redis: null, objects: { kind: "folder" } });
  expect(body.workers).toMatchObject([{ isAlive: true, process: process.pid, doing: [] }]);
  expect(body.database.version).toMatch(/^\d+/);
  expect(body.database.bytes).toBeGreaterThan(1_000_000);
  expect(body.disk.freeBytes).toBeGreaterThan(0);
  expect(body.disk.freeBytes).toBeLessThan(body.disk.totalBytes);
  expect(body.errors).toMatchObject([{ code: "not_found", count: 1, from: "server" }]);
  expect(JSON.stringify(body)).not.toMatch(/no-such-campaign|127\.0\.0\.1|a test's/);
});

it("says when work waits and nobody works, and when a job was given up", async () => {
  const world = await aWorld({ withWorkers: false });
  await aCampaign(world);
  expect((await world.admin.get("/health")).body).toMatchObject({ isWell: true, workers: [] });
  await world.ctx.db.transaction(async (tx) => {
    await tx.run(sql`
      insert into job_requests (id, name, payload, requested_at)
      values (gen_random_uuid(), 'fit-campaign', '{}', now() - interval '1 hour')`);
    await tx.run(sql`
      insert into job_requests (id, name, payload, finished_at, error)
      values (gen_random_uuid(), 'write-export', '{}', now(), 'of Amal Haddad')`);
  });
  const { body } = await world.admin.get("/health");
  expect(body.troubles).toEqual(["no_worker", "jobs_failed"]);
  expect(body.queues).toMatchObject([
    { name: "fit-campaign", waiting: 1, running: 0, failed: 0 },
    { name: "recount-buildings", waiting: 0 },
    { name: "write-export", waiting: 0, failed: 1, oldestSeconds: null },
  ]);
  expect(body.queues[0].oldestSeconds).toBeGreaterThan(3_500);
  expect(JSON.stringify(body)).not.toContain("Haddad");
});
