/** Which tasks are looked at for a volunteer, in which order. The server chooses, never the volunteer. */
import type { CampaignRow } from "../campaigns/campaigns.sql.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { selectFreeBuildings } from "./assignments.sql.ts";
import { selectCandidateTasks, selectTasksInRandomOrder } from "./candidates.sql.ts";
import { selectUnseenGold } from "./practice.sql.ts";

/** Tasks given when all that were found at first are taken: of those that nobody else has just taken, some are left. */
const MANY = 200;
/** Tasks locked at once beyond those needed, since some turn out to be taken. */
export const SPARE = 4;
/** Share of leases given without regard to place or to what they would teach, so that the sample stays an honest one. */
const RANDOM_SHARE = 0.1;
/** Share of leases that are gold, unseen among the others: enough to measure everybody by, few enough to lose little. */
const GOLD_SHARE = 0.05;

/** Whether this call is one of those that are given what chance gives. */
export const isAtRandom = (ctx: Context): boolean => ctx.random() < RANDOM_SHARE;

/** Whether this lease is to be gold, should there be any. */
export const isGoldDrawn = (ctx: Context): boolean => ctx.random() < GOLD_SHARE;

/**
 * What is open to the volunteer, a few at first and more only when those were not enough: the most informative of
 * priority areas, of a random sample of all, and then whatever there is.
 *
 * @param few how many to begin with
 */
export async function* findCandidates(
  ctx: Context,
  tx: Tx,
  campaign: CampaignRow,
  volunteerId: string,
  few: number,
): AsyncGenerator<string[]> {
  const search = { campaignId: campaign.id, volunteerId, start: ctx.random() };
  const seen = new Set<string>();
  if (isAtRandom(ctx)) {
    const found = idsOf(await selectTasksInRandomOrder(tx, search, few));
    found.forEach((id) => seen.add(id));
    yield found;
  } else {
    const found = await selectCandidateTasks(tx, search, few);
    const first = found.filter(({ isPriority }) => isPriority);
    if (first.length > 0) {
      // Everybody is sent here, so most may be held: those are passed over at one glance, before anything is locked.
      const taskIds = idsOf(first);
      const free = await selectFreeBuildings(tx, { taskIds, volunteerId, min: campaign.redundancy.min });
      const isFree = new Set(free.map(({ taskId }) => taskId));
      yield idsOf(first.filter(({ id }) => isFree.has(id)).toSorted((a, b) => b.gain - a.gain));
    }
    idsOf(first).forEach((id) => seen.add(id));
    const others = idsOf(found.filter(({ id, isPriority }) => !isPriority && !seen.has(id)));
    others.forEach((id) => seen.add(id));
    yield others;
  }
  yield idsOf(await selectTasksInRandomOrder(tx, search, MANY)).filter((id) => !seen.has(id));
}

const idsOf = (tasks: readonly { id: string }[]): string[] => tasks.map(({ id }) => id);

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
