import { sql, type Db } from "../db.ts";

/** How many volunteers say this of a building; a null class is an answer that names none, such as "can't tell". */
export type AnswerCount = { building: string; class: string | null; answers: number };

/** The answers that count, added up by building and class; each volunteer's last one, without excluded volunteers. */
export function selectAnswersByClass(db: Db, campaignId: string): Promise<AnswerCount[]> {
  return db.many(sql`
    select building_id as building, class, count(*) as answers
      from (select distinct on (building_id, volunteer_id) building_id, class
              from votes
              join accounts on accounts.id = volunteer_id and not excluded
             where campaign_id = ${campaignId}
             order by building_id, volunteer_id, revision desc) as counted
     group by building_id, class
     order by building_id, class
  `);
}
