/** What must be true once all is healed and counted, from the volunteers' own log and the database past every fault. */
import { setTimeout as pause } from "node:timers/promises";
import { recomputeConsensus } from "../../core/consensus/recount.ts";
import { requestMissingFits } from "../../core/consensus/upkeep.ts";
import { sql } from "../../core/db.ts";
import { storedConsensus } from "../support/stored-consensus.ts";
import { countWaiting } from "../support/waiting.ts";
import type { Stack } from "./stack.ts";
import { ask } from "./town.ts";
import type { Log } from "./volunteers.ts";
import { shownOf, type LiveMap } from "./watchers.ts";

/** Zeros are zeros: each number is of broken promises. */
export type Broken = {
  /** Acknowledged and not in the table, or there otherwise than it was sent. */
  lost: number;
  /** Stored twice, or two current answers of one volunteer for one building. */
  double: number;
  /** Stored and never sent, or otherwise than it was sent. */
  invented: number;
  /** Sent, and never acknowledged though all is healed. */
  unanswered: number;
  /** Buildings whose stored consensus is not what the votes give. */
  unequal: number;
};

/** Waits until every vote is counted, whatever else workers still do. Gives the seconds it took, or null when it did not end. */
export async function untilCounted(
  stack: Pick<Stack, "ctx">,
  campaignId: string,
  patienceSeconds: number,
): Promise<number | null> {
  const from = performance.now();
  for (;;) {
    const { waiting } = await stack.ctx.db.one<{ waiting: number }>(
      sql`select count(*) as waiting from recount_requests where campaign_id = ${campaignId}`,
    );
    const seconds = (performance.now() - from) / 1000;
    if (waiting === 0) return seconds;
    if (seconds > patienceSeconds) return null;
    await pause(100);
  }
}

/** Waits until every vote is counted with tables learnt from all votes, and no job is left. Gives the seconds it took, or null when it did not end. */
export async function drain(stack: Pick<Stack, "ctx">, patienceSeconds: number): Promise<number | null> {
  const from = performance.now();
  const quiet = async () => {
    while ((await countWaiting(stack)) > 0) {
      if (performance.now() - from > patienceSeconds * 1000) return false;
      await pause(100);
    }
    return true;
  };
  if (!(await quiet())) return null;
  const seconds = (performance.now() - from) / 1000;
  await requestMissingFits(stack.ctx);
  return (await quiet()) ? seconds : null;
}

export async function checkVotes(stack: Stack, campaignId: string, log: Log): Promise<Broken> {
  const stored = await stack.ctx.db.many<{ id: string; building: string; volunteer: string; class: string }>(
    sql`select id, building_id as building, volunteer_id as volunteer, class from votes where campaign_id = ${campaignId}`,
  );
  const byId = new Map(stored.map((vote) => [vote.id, vote]));
  const isAsSent = (id: string) => {
    const [given, kept] = [log.sent.get(id), byId.get(id)];
    return (
      given !== undefined &&
      kept !== undefined &&
      given.building === kept.building &&
      given.volunteer === kept.volunteer &&
      given.class === kept.class
    );
  };
  const { twice } = await stack.ctx.db.one<{ twice: number }>(sql`
    select count(*) as twice
      from (select building_id, volunteer_id
              from votes
             where campaign_id = ${campaignId} and revision = 1
             group by 1, 2
            having count(*) > 1) as doubled
  `);
  const counted = await stack.ctx.db.one<{ wrong: number }>(sql`
    select count(*) as wrong
      from consensus
     where campaign_id = ${campaignId}
       and votes <> (select count(distinct volunteer_id) from votes where votes.building_id = consensus.building_id)
  `);
  const told = [...log.acknowledged.keys()];
  return {
    lost: told.filter((id) => !isAsSent(id)).length,
    double: stored.length - byId.size + twice + counted.wrong,
    invented: stored.filter(({ id }) => !isAsSent(id)).length,
    unanswered: [...log.sent.keys()].filter((id) => !log.acknowledged.has(id)).length,
    unequal: await countUnequal(stack, campaignId),
  };
}

/** Buildings whose stored row differs, in any byte, from a recomputation of the whole campaign. */
export async function countUnequal(stack: Pick<Stack, "ctx">, campaignId: string): Promise<number> {
  let recomputed = 0;
  let equal = 0;
  for await (const part of recomputeConsensus(stack.ctx, campaignId)) {
    const ids = part.map(({ building }) => building);
    const stored = new Map(
      (await storedConsensus(stack.ctx, campaignId, ids)).map((row) => [row.building, asText(row)]),
    );
    recomputed += part.length;
    equal += part.filter((row) => stored.get(row.building) === asText(row)).length;
  }
  const { stored } = await stack.ctx.db.one<{ stored: number }>(sql`
    select count(*) as stored from consensus where campaign_id = ${campaignId}
  `);
  return Math.max(recomputed, stored) - equal;
}

/** One text for one content, whatever the order of its names. */
const asText = (row: object): string =>
  JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Seconds until an open map shows exactly what the server knows; null when it does not within the patience. */
export async function untilMapIsTrue(
  stack: Stack,
  slug: string,
  map: LiveMap,
  patienceSeconds: number,
): Promise<number | null> {
  const from = performance.now();
  for (;;) {
    const truth = await readConsensus(stack, slug);
    const wrong = [...truth].filter(([building, shown]) => map.shown.get(building) !== shown);
    const seconds = (performance.now() - from) / 1000;
    if (wrong.length === 0) return seconds;
    if (seconds > patienceSeconds) return null;
    await pause(100);
  }
}

/** What the API says of every building that was judged. */
async function readConsensus(stack: Stack, slug: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let cursor = ""; ;) {
    const { body } = await ask(
      stack,
      stack.analystToken,
      "GET",
      `/campaigns/${slug}/consensus?limit=10000${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    for (const { properties } of body.features)
      if (properties.votes > 0) found.set(properties.building, shownOf(properties));
    if (body.next === null || body.next === undefined) return found;
    cursor = body.next;
  }
}
