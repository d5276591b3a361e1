import { sql, type Db, type Tx } from "../db.ts";

/** Volunteers whom the last decision about them cleared of copying in this campaign. */
export function selectCleared(db: Db, campaignId: string): Promise<{ volunteer: string }[]> {
  return db.many(sql`
    select volunteer_id as volunteer
      from (select distinct on (volunteer_id) volunteer_id, cleared
              from copying_decisions
             where campaign_id = ${campaignId}
             order by volunteer_id, id desc) as newest
     where cleared
     order by volunteer_id
  `);
}

/** Stores a decision; 0 when the volunteer never answered in this campaign. */
export function insertCopyingDecision(
  tx: Tx,
  decision: {
    id: string;
    campaignId: string;
    volunteerId: string;
    cleared: boolean;
    reason: string;
    decidedBy: string;
  },
): Promise<number> {
  return tx.run(sql`
    insert into copying_decisions (id, campaign_id, volunteer_id, cleared, reason, decided_by)
    select ${decision.id}, campaign_id, account_id, ${decision.cleared}, ${decision.reason}, ${decision.decidedBy}
      from participations
     where campaign_id = ${decision.campaignId} and account_id = ${decision.volunteerId}
  `);
}
