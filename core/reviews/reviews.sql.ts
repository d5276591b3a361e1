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

/** Stores a decision as the building's next version. */
export function insertReview(
  tx: Tx,
  review: {
    building: string;
    class: string | null;
    lastIntact: string | null;
    firstDamaged: string | null;
    reason: string;
    reviewer: string;
  },
): Promise<{ version: number }> {
  return tx.one(sql`
    insert into reviews (building_id, version, class, last_intact, first_damaged, reason, reviewer_id)
    select ${review.building}, coalesce(max(version), 0) + 1, ${review.class}, ${review.lastIntact}::uuid,
           ${review.firstDamaged}::uuid, ${review.reason}, ${review.reviewer}
      from reviews
     where building_id = ${review.building}
    returning version
  `);
}

/** Gives the building a number of its own, so that open maps fetch it. */
export function updateReviewed(tx: Tx, buildingId: string, seq: number): Promise<number> {
  return tx.run(sql`
    update consensus
       set is_reviewed = true, seq = ${seq}
     where building_id = ${buildingId}
  `);
}
