import type { Decision, ReviewItem } from "../../shared/reviews.ts";
import { sql, type Db, type Tx } from "../db.ts";

/** Whether somebody has voted on this building: then they do not review it. */
export function selectHasVoted(
  db: Db,
  buildingId: string,
  accountId: string,
): Promise<{ hasVoted: boolean }> {
  return db.one(sql`
    select exists (select from votes where building_id = ${buildingId} and volunteer_id = ${accountId}) as "hasVoted"
  `);
}

/** One version of a decision; `reviewer` is the account, for the rule, `pseudonym` what is told. */
export type ReviewRow = Decision & { pseudonym: string; reason: string; at: string };

/** Every version of the decisions on a building, oldest first. */
export function selectReviewsOfBuilding(db: Db, buildingId: string): Promise<ReviewRow[]> {
  return db.many(sql`
    select version, reviews.class, last_intact as "lastIntact", first_damaged as "firstDamaged", reason,
           reviewer_id as reviewer, pseudonym, is_withdrawn as "isWithdrawn", reviewed_at as at
      from reviews
      join accounts on accounts.id = reviewer_id
     where building_id = ${buildingId}
     order by version
  `);
}

/** The version that stands, null while none does; no row for a building that was never judged. */
export function selectStanding(db: Db, buildingId: string): Promise<{ version: number | null } | null> {
  return db.maybe(sql`select review_version as version from consensus where building_id = ${buildingId}`);
}

/** Stores a decision, or its withdrawal, as the building's next version. */
export function insertReview(
  tx: Tx,
  review: {
    building: string;
    class: string | null;
    lastIntact: string | null;
    firstDamaged: string | null;
    reason: string;
    reviewer: string;
    isWithdrawn: boolean;
  },
): Promise<{ version: number }> {
  return tx.one(sql`
    insert into reviews (building_id, version, class, last_intact, first_damaged, reason, reviewer_id, is_withdrawn)
    select ${review.building}, coalesce(max(version), 0) + 1, ${review.class}, ${review.lastIntact}::uuid,
           ${review.firstDamaged}::uuid, ${review.reason}, ${review.reviewer}, ${review.isWithdrawn}
      from reviews
     where building_id = ${review.building}
    returning version
  `);
}

/** Says which version stands, and gives the building a number of its own, so that open maps fetch it. */
export function updateStanding(
  tx: Tx,
  buildingId: string,
  standing: { version: number | null; seq: number },
): Promise<number> {
  return tx.run(sql`
    update consensus
       set is_reviewed = ${standing.version !== null}, review_version = ${standing.version}, seq = ${standing.seq}
     where building_id = ${buildingId}
  `);
}

/**
 * What waits for one analyst: disputed buildings, those with an open question, and those that want a second opinion;
 * none that they voted on or decided already. Most expected gain first; `total` counts all of them.
 */
export function selectReviewQueue(
  db: Db,
  campaign: { id: string; secondReview: boolean },
  actorId: string,
  limit: number,
): Promise<(ReviewItem & { total: number })[]> {
  return db.many(sql`
    with asked as (
      select building_id, count(*) as questions
        from questions
       where campaign_id = ${campaign.id} and answer is null and not is_closed
       group by building_id
    ), newest as (
      select distinct on (reviews.building_id, reviewer_id) reviews.building_id, reviewer_id, is_withdrawn
        from reviews
        join buildings on buildings.id = reviews.building_id and campaign_id = ${campaign.id}
       order by reviews.building_id, reviewer_id, version desc
    ), decided as (
      select building_id, count(*) as decisions, bool_or(reviewer_id = ${actorId}) as "isOwn"
        from newest
       where not is_withdrawn
       group by building_id
    ), waiting as (
      select buildings.id as building, external_id as "externalId",
             case when coalesce(is_reviewed, false) then 'reviewed' else coalesce(consensus.status, 'open') end as status,
             class, probability, coalesce(votes, 0) as votes,
             -- What an expert's answer tells is what the votes leave open: the entropy of class and window. The gain
             -- that is stored is of one more volunteer, and zero where no more are asked.
             coalesce((select -sum(p * ln(p)) from unnest(probabilities) as p where p > 0 and class is not null), 0)
             + coalesce((select -sum(p * ln(p)) from unnest(intervals) as p where p > 0 and window_probability is not null), 0)
               as gain,
             coalesce(questions, 0) as questions,
             array_remove(array[
               case when consensus.status = 'disputed' and not is_reviewed then 'disputed' end,
               case when questions > 0 then 'reported' end,
               case when ${campaign.secondReview} and decisions > 0 and not coalesce(is_reviewed, false)
                    then 'second' end
             ], null) as causes,
             coalesce("isOwn", false) as "isOwn", coalesce(is_reviewed, false) as is_reviewed
        from buildings
        left join consensus on consensus.building_id = buildings.id
        left join asked on asked.building_id = buildings.id
        left join decided on decided.building_id = buildings.id
       where buildings.campaign_id = ${campaign.id}
    )
    select building, "externalId", status, class, probability, votes, gain, questions, causes,
           count(*) over () as total
      from waiting
     where causes <> '{}'
       and (questions > 0 or not "isOwn")
       and not exists (select from votes where building_id = building and volunteer_id = ${actorId})
     order by gain desc, building
     limit ${limit}
  `);
}

/** The different reasons that somebody gave last in a campaign, newest first. */
export function selectLastReasons(
  db: Db,
  campaignId: string,
  actorId: string,
  limit: number,
): Promise<{ reason: string }[]> {
  return db.many(sql`
    select reason
      from reviews
      join buildings on buildings.id = building_id
     where reviewer_id = ${actorId} and buildings.campaign_id = ${campaignId} and not is_withdrawn
     group by reason
     order by max(reviewed_at) desc
     limit ${limit}
  `);
}
