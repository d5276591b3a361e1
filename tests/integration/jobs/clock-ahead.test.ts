import { expect, it } from "vitest";
import { sql } from "../../../core/db.ts";
import { aWorld } from "../../support/world.ts";

const HOUR_MS = 3_600_000;

/** What a worker whose clock was an hour ahead leaves behind: the queue's times are those of its workers' clocks. */
const ahead = Date.now() + HOUR_MS;

it("looks for jobs of killed workers again, though a worker's clock was an hour ahead", async () => {
  const world = await aWorld();
  await world.stopWorkers();
  await world.ctx.db.transaction(async (tx) => {
    await tx.run(sql`
      insert into bullmq.meta (queue, field, value)
      values ('jobs', 'stalled-check', ${String(ahead)}), ('recounts', 'stalled-check', ${String(ahead)})
          on conflict (queue, field) do update set value = excluded.value
    `);
    await tx.run(sql`
      insert into bullmq.job (queue, id, seq, name, state, data, max_attempts, added_at_ms, lock_token, locked_until_ms)
      values ('recounts', 'held', nextval('bullmq.job_seq'), 'wake', 'active', '{"subject":"no-such-campaign"}', 1,
              ${ahead}, 'of a killed worker', ${ahead})
    `);
  });
  await world.startWorkers();
  const stateOfHeld = async () => {
    const found = await world.ctx.db.maybe<{ state: string }>(
      sql`select state from bullmq.job where id = 'held'`,
    );
    return found?.state;
  };
  // It was taken over, and failed since its campaign does not exist.
  await expect.poll(stateOfHeld, { timeout: 30_000 }).toBe("failed");
});
