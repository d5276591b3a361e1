/** Waiting for what workers do, without sleeping. */
import { expect, vi } from "vitest";
import { requestMissingFits } from "../../core/consensus/upkeep.ts";
import { sql } from "../../core/db.ts";
import { countWaiting } from "./waiting.ts";
import type { World } from "./world.ts";

/** Waits until every vote is counted and every job is done. */
export async function untilQuiet(world: Pick<World, "ctx">, timeout = 40_000): Promise<void> {
  await vi.waitFor(async () => expect(await countWaiting(world)).toBe(0), { timeout, interval: 50 });
}

/** Waits until every vote is counted with tables that were learnt from all votes. */
export async function untilFitted(world: Pick<World, "ctx">): Promise<void> {
  await untilQuiet(world);
  await requestMissingFits(world.ctx);
  await untilQuiet(world);
}

/** Lets time pass for a lease: it has expired by the clock of the database. */
export async function expireLease(world: Pick<World, "ctx">, assignmentId: string): Promise<void> {
  const touched = await world.ctx.db.transaction((tx) =>
    tx.run(sql`update assignments set expires_at = now() - interval '1 second' where id = ${assignmentId}`),
  );
  expect(touched).toBe(1);
}
