/** The consensus as it is stored, in the shape in which a recomputation gives it. */
import type { Context } from "../../core/context.ts";
import { sql } from "../../core/db.ts";

/** Every judged building of a campaign by id: what `recomputeConsensus` must equal, to the byte. */
export function storedConsensus(
  ctx: Pick<Context, "db">,
  campaignId: string,
): Promise<{ building: string }[]> {
  return ctx.db.many<{ building: string }>(sql`
    select building_id as building, status, class, probability, probabilities, intervals, last_intact as "lastIntact",
           first_damaged as "firstDamaged", window_probability as "windowProbability", votes, agreement,
           agreement, answers_seen as "answersSeen", wanted, gain, votes_digest as "votesDigest"
      from consensus
     where campaign_id = ${campaignId}
     order by building_id
  `);
}
