import { sql, type Db } from "../db.ts";

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
