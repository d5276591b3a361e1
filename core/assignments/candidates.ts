/** Which tasks are looked at for a volunteer, in which order. The server chooses, never the volunteer. */
import type { CampaignRow } from "../campaigns/campaigns.sql.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { selectCandidateTasks, selectFreeBuildings, selectPriorityTasks } from "./assignments.sql.ts";
import { selectUnseenGold } from "./practice.sql.ts";

/** Tasks among which the most informative are chosen: enough to find good ones, few enough to read in a millisecond. */
const SAMPLE = 200;
/** Tasks of priority areas looked at for those: somebody who answered nearly all of them must not wait for it. */
const PRIORITY_LOOK = 1_000;
/** Share of leases given without regard to place or to what they would teach, so that the sample stays an honest one. */
const RANDOM_SHARE = 0.1;

type Candidate = { id: string; gain: number };

/**
 * Random samples of what is open to the volunteer, the most informative of each first: of priority areas, then of all.
 * The second is only read when the first was not enough.
 */
export async function* findCandidates(
  ctx: Context,
  tx: Tx,
  campaign: CampaignRow,
  volunteerId: string,
): AsyncGenerator<string[]> {
  const start = ctx.random();
  const isRandom = ctx.random() < RANDOM_SHARE;
  const search = { campaignId: campaign.id, volunteerId };
  let first: Candidate[] = [];
  if (!isRandom) {
    const bounded = { ...search, lookAt: PRIORITY_LOOK };
    first = await around(start, SAMPLE, (stretch) => selectPriorityTasks(tx, { ...bounded, ...stretch }));
  }
  if (first.length > 0) {
    // Everybody is sent here, so most may be held: those are passed over at one glance, before anything is locked.
    const taskIds = first.map(({ id }) => id);
    const free = await selectFreeBuildings(tx, { taskIds, volunteerId, min: campaign.redundancy.min });
    const isFree = new Set(free.map(({ taskId }) => taskId));
    yield byGain(first.filter(({ id }) => isFree.has(id)));
  }
  const seen = new Set(first.map(({ id }) => id));
  const all = await around(start, SAMPLE, (stretch) => selectCandidateTasks(tx, { ...search, ...stretch }));
  const others = all.filter(({ id }) => !seen.has(id));
  yield isRandom ? others.map(({ id }) => id) : byGain(others);
}

/** Reads from a place in the random order to its end, then from its beginning, until there are enough. */
async function around(
  start: number,
  enough: number,
  read: (stretch: { from: number; to: number; limit: number }) => Promise<Candidate[]>,
): Promise<Candidate[]> {
  const found = await read({ from: start, to: 1, limit: enough });
  if (found.length === enough) return found;
  return [...found, ...(await read({ from: 0, to: start, limit: enough - found.length }))];
}

const byGain = (candidates: readonly Candidate[]): string[] =>
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
