/** The consensus as it is stored, in the shape in which a recomputation gives it. */
import type { Context } from "../../core/context.ts";
import type { Result } from "../../core/consensus/consensus.sql.ts";
import { recomputeConsensus } from "../../core/consensus/recount.ts";
import { sql } from "../../core/db.ts";

/** Every judged building of a campaign by id, or those among some: what `recomputeConsensus` must equal, to the byte. */
export function storedConsensus(
  ctx: Pick<Context, "db">,
  campaignId: string,
  among: readonly string[] | null = null,
): Promise<{ building: string }[]> {
  return ctx.db.many<{ building: string }>(sql`
    select building_id as building, status, class, probability, probabilities, intervals, last_intact as "lastIntact",
           first_damaged as "firstDamaged", window_probability as "windowProbability", votes, agreement,
           agreement, answers_seen as "answersSeen", wanted, gain, votes_digest as "votesDigest"
      from consensus
     where campaign_id = ${campaignId} and (${among}::uuid[] is null or building_id = any(${among}::uuid[]))
     order by building_id
  `);
}

/** All that a recomputation gives, of a campaign that is not large. */
export async function recomputedConsensus(ctx: Context, campaignId: string): Promise<Result[]> {
  const all: Result[] = [];
  for await (const part of recomputeConsensus(ctx, campaignId)) all.push(...part);
  return all;
}
