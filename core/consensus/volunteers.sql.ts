import { REMOVED_BOARD_NAME } from "../accounts/board-names.sql.ts";
import { sql, type Db } from "../db.ts";

/** A volunteer as the tables know them, without what fits have learnt. */
export type VolunteerRow = {
  id: string;
  pseudonym: string;
  excluded: boolean;
  votes: number;
  goldAnswers: number;
  goldRight: number;
  decision: { cleared: boolean; reason: string; at: string } | null;
  exclusion: { reason: string; at: string } | null;
  boardName: string | null;
  removedBoardName: { name: string; reason: string; at: string } | null;
};

/**
 * Who ever answered in a campaign, by id (ids rise with time): everybody, or the given ones. Of their answers on gold
 * the last one counts.
 */
export function selectVolunteers(
  db: Db,
  campaignId: string,
  page: { after: string | null; limit: number; among: readonly string[] | null },
): Promise<VolunteerRow[]> {
  return db.many(sql`
    select accounts.id, pseudonym, excluded,
           (select count(*)
              from votes
             where volunteer_id = accounts.id and votes.campaign_id = ${campaignId} and revision = 1) as votes,
           on_gold.answers as "goldAnswers", on_gold.right_answers as "goldRight",
           case when decided.id is not null
                then jsonb_build_object('cleared', decided.cleared, 'reason', decided.reason,
                                        'at', to_char(decided.decided_at at time zone 'utc',
                                                      'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
            end as decision,
           case when last_exclusion.id is not null
                then jsonb_build_object('reason', last_exclusion.reason,
                                        'at', to_char(last_exclusion.decided_at at time zone 'utc',
                                                      'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
            end as exclusion,
           board_name as "boardName", ${REMOVED_BOARD_NAME} as "removedBoardName"
      from participations
      join accounts on accounts.id = account_id
     cross join lateral (select count(*) as answers, count(*) filter (where class = truth) as right_answers
                           from (select distinct on (votes.building_id) votes.class, gold.class as truth
                                   from votes
                                   join gold on gold.building_id = votes.building_id and gold.class is not null
                                  where volunteer_id = accounts.id and votes.campaign_id = ${campaignId}
                                  order by votes.building_id, revision desc) as newest
                          where class is not null) as on_gold
      left join lateral (select *
                           from copying_decisions
                          where copying_decisions.campaign_id = ${campaignId} and volunteer_id = accounts.id
                          order by copying_decisions.id desc
                          limit 1) as decided on true
      left join lateral (select exclusions.id, reason, decided_at
                           from exclusions
                          where exclusions.account_id = accounts.id
                          order by exclusions.id desc
                          limit 1) as last_exclusion on true
     where participations.campaign_id = ${campaignId}
       and (${page.after}::uuid is null or accounts.id > ${page.after})
       and (${page.among}::uuid[] is null or accounts.id = any(${page.among}::uuid[]))
     order by accounts.id
     limit ${page.limit}
  `);
}
