/** Which tasks are looked at for a volunteer, in which order. The server chooses, never the volunteer. */
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { selectCandidateTasks } from "./assignments.sql.ts";
import { selectUnseenGold } from "./practice.sql.ts";

/** Tasks among which the most informative are chosen: enough to find good ones, few enough to read in a millisecond. */
const SAMPLE = 200;
/** Share of leases given without regard to what they would teach, so that the sample stays an honest one. */
const RANDOM_SHARE = 0.1;

/** A random sample of what is eligible, the most informative first. */
export async function findCandidates(
  ctx: Context,
  tx: Tx,
  campaignId: string,
  volunteerId: string,
): Promise<string[]> {
  const start = ctx.random();
  const search = { campaignId, volunteerId, limit: SAMPLE };
  const found = await selectCandidateTasks(tx, { ...search, from: start, to: 1 });
  if (found.length < SAMPLE) {
    const limit = SAMPLE - found.length;
    found.push(...(await selectCandidateTasks(tx, { ...search, from: 0, to: start, limit })));
  }
  if (ctx.random() >= RANDOM_SHARE) found.sort((a, b) => b.gain - a.gain);
  return found.map(({ id }) => id);
}

/** A gold building that the volunteer neither answered nor skipped nor holds, drawn at random; null without any. */
export async function findUnseenGold(
  ctx: Context,
  tx: Tx,
  campaignId: string,
  volunteerId: string,
): Promise<{ taskId: string; id: string } | null> {
  const start = ctx.random();
  const search = { campaignId, volunteerId };
  return (
    (await selectUnseenGold(tx, { ...search, from: start, to: 1 })) ??
    (await selectUnseenGold(tx, { ...search, from: 0, to: start }))
  );
}
