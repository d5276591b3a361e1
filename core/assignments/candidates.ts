/** Which tasks are looked at for a volunteer, in which order. The server chooses, never the volunteer. */
import type { CampaignRow } from "../campaigns/campaigns.sql.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { selectCandidateTasks, selectFreeBuildings, type CandidateTask } from "./assignments.sql.ts";
import { selectUnseenGold } from "./practice.sql.ts";

/** Tasks among which the most informative are chosen: enough to find good ones, few enough to read in a millisecond. */
const SAMPLE = 200;
/** Tasks of priority areas looked at for those: somebody who answered nearly all of them must not wait for it. */
const PRIORITY_LOOK = 1_000;
/** Share of leases given without regard to place or to what they would teach, so that the sample stays an honest one. */
const RANDOM_SHARE = 0.1;

/**
 * A random sample of what is open to the volunteer, the most informative first: of priority areas, then of all. The
 * second is only looked at when the first was not enough.
 */
export async function* findCandidates(
  ctx: Context,
  tx: Tx,
  campaign: CampaignRow,
  volunteerId: string,
): AsyncGenerator<string[]> {
  const start = ctx.random();
  const isRandom = ctx.random() < RANDOM_SHARE;
  const found = await selectCandidateTasks(tx, {
    campaignId: campaign.id,
    volunteerId,
    start,
    limit: SAMPLE,
    lookAt: isRandom ? 0 : PRIORITY_LOOK,
  });
  const first = found.filter(({ isPriority }) => isPriority);
  if (first.length > 0) {
    // Everybody is sent here, so most may be held: those are passed over at one glance, before anything is locked.
    const taskIds = first.map(({ id }) => id);
    const free = await selectFreeBuildings(tx, { taskIds, volunteerId, min: campaign.redundancy.min });
    const isFree = new Set(free.map(({ taskId }) => taskId));
    yield byGain(first.filter(({ id }) => isFree.has(id)));
  }
  const seen = new Set(first.map(({ id }) => id));
  const others = found.filter(({ id, isPriority }) => !isPriority && !seen.has(id));
  yield isRandom ? others.map(({ id }) => id) : byGain(others);
}

const byGain = (candidates: readonly CandidateTask[]): string[] =>
  candidates.toSorted((a, b) => b.gain - a.gain).map(({ id }) => id);

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
