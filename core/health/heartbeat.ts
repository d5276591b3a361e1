import { v7 as uuid } from "uuid";
import type { Context } from "../context.ts";
import { VERSION } from "../project.ts";
import { deleteOldWorkers, deleteWorker, upsertWorker } from "./health.sql.ts";

const EVERY_MS = 10_000;
const FORGOTTEN_AFTER_HOURS = 24;

/**
 * Gives a worker's sign of life every ten seconds: that it is there and what it does, not on which machine.
 *
 * @param doing names of the jobs under way
 */
export async function startHeartbeat(
  ctx: Context,
  doing: () => readonly string[],
): Promise<{ close(): Promise<void> }> {
  const id = uuid();
  const beat = async () => {
    try {
      await ctx.db.transaction(async (tx) => {
        const memoryBytes = process.memoryUsage.rss();
        await upsertWorker(tx, { id, process: process.pid, version: VERSION, memoryBytes, doing: doing() });
        await deleteOldWorkers(tx, FORGOTTEN_AFTER_HOURS);
      });
    } catch (error) {
      // The loop must live: while the database is away, nobody could read the sign either.
      ctx.log.debug({ error: String(error) }, "sign of life not stored");
    }
  };
  const timer = setInterval(() => void beat(), EVERY_MS);
  await beat();
  return {
    async close() {
      clearInterval(timer);
      // One that stops in order leaves; one that was killed stays to be seen.
      await ctx.db.transaction((tx) => deleteWorker(tx, id)).catch(() => {});
    },
  };
}
