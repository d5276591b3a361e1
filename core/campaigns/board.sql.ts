import type { Board } from "../../shared/accounts.ts";
import { sql, type Db } from "../db.ts";

/** Those who chose a name and whose answers count, by buildings answered in this campaign. */
export function selectBoard(
  db: Db,
  campaignId: string,
  readerId: string | null,
  limit: number,
): Promise<Board["items"]> {
  return db.many(sql`
    select board_name as name, count(*) as answers, coalesce(accounts.id = ${readerId}::uuid, false) as "isYou"
      from accounts
      join votes on volunteer_id = accounts.id and revision = 1
     where board_name is not null and not excluded and votes.campaign_id = ${campaignId}
     group by accounts.id
     order by count(*) desc, board_name, accounts.id
     limit ${limit}
  `);
}
