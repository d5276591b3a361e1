import type { Me, OwnCampaign, OwnData } from "../../shared/accounts.ts";
import { sql, type Db, type Tx } from "../db.ts";
import { REMOVED_BOARD_NAME } from "./board-names.sql.ts";

/** Answers count each building once, whatever the number of revisions. */
export function selectMe(db: Db, accountId: string): Promise<Me> {
  return db.one(sql`
    select accounts.id, role, pseudonym, accounts.created_at as "createdAt", board_name as "boardName",
           account_keys.created_at as "keyMadeAt", ${REMOVED_BOARD_NAME} as "removedBoardName",
           done.votes, done.settled, done.campaigns
      from accounts
      left join account_keys on account_keys.account_id = accounts.id
     cross join lateral (select count(*) as votes, count(distinct votes.campaign_id) as campaigns,
                                count(*) filter (where consensus.status = 'settled' or is_reviewed) as settled
                           from votes
                           left join consensus on consensus.building_id = votes.building_id
                          where volunteer_id = accounts.id and revision = 1) as done
     where accounts.id = ${accountId}
  `);
}

/** The campaigns that somebody answered in, the last one first. */
export function selectOwnCampaigns(db: Db, accountId: string): Promise<OwnCampaign[]> {
  return db.many(sql`
    select slug, title, campaigns.status, count(*) filter (where revision = 1) as buildings,
           count(*) filter (where revision = 1 and (consensus.status = 'settled' or is_reviewed)) as settled,
           min(votes.created_at) as "firstVoteAt", max(votes.created_at) as "lastVoteAt"
      from votes
      join campaigns on campaigns.id = votes.campaign_id
      left join consensus on consensus.building_id = votes.building_id
     where volunteer_id = ${accountId}
     group by campaigns.id
     order by max(votes.created_at) desc
  `);
}

export function updateBoardName(tx: Tx, accountId: string, boardName: string | null): Promise<number> {
  return tx.run(sql`update accounts set board_name = ${boardName} where id = ${accountId}`);
}

/**
 * Erases what names somebody and says that they left. Null when they are no volunteer, or have left before: the row's
 * lock lets one of two simultaneous leavings through.
 */
export function updateLeft(
  tx: Tx,
  left: { id: string; pseudonym: string; isWithdrawing: boolean },
): Promise<{ id: string } | null> {
  return tx.maybe(sql`
       update accounts
          set pseudonym = ${left.pseudonym}, board_name = null, left_at = now(),
              votes_withdrawn = ${left.isWithdrawing}, excluded = excluded or ${left.isWithdrawing}
        where id = ${left.id} and role = 'volunteer' and left_at is null
    returning id
  `);
}

/** Sessions and campaigns of an account; of sessions what is known, which is no address and no browser. */
export async function selectOwnSessions(
  db: Db,
  id: string,
): Promise<Pick<OwnData, "sessions" | "participations">> {
  const sessions = await db.many<OwnData["sessions"][number]>(sql`
    select transport, created_at as "createdAt", expires_at as "expiresAt"
      from sessions
     where account_id = ${id}
     order by created_at
  `);
  const participations = await db.many<OwnData["participations"][number]>(sql`
    select slug as campaign, first_vote_at as "firstVoteAt"
      from participations
      join campaigns on campaigns.id = campaign_id
     where account_id = ${id}
     order by first_vote_at
  `);
  return { sessions, participations };
}

/** What somebody was asked and answered: every assignment, every revision of every vote. */
export async function selectOwnWork(db: Db, id: string): Promise<Pick<OwnData, "assignments" | "votes">> {
  const assignments = await db.many<Record<string, unknown>>(sql`
    select assignments.id, slug as campaign, task_id as task, assignments.status, leased_at as "leasedAt",
           expires_at as "expiresAt",
           (select array_agg(building_id order by building_id)
              from assignment_buildings
             where assignment_id = assignments.id) as buildings
      from assignments
      join campaigns on campaigns.id = campaign_id
     where volunteer_id = ${id}
     order by leased_at, assignments.id
  `);
  const votes = await db.many<Record<string, unknown>>(sql`
    select votes.id, slug as campaign, assignment_id as assignment, building_id as building, revision, class,
           last_intact as "lastIntact", first_damaged as "firstDamaged", cannot_tell as "cannotTell",
           elapsed_ms as "elapsedMs", comment, scenes_seen as "scenesSeen", pictures,
           votes.created_at as "createdAt"
      from votes
      join campaigns on campaigns.id = votes.campaign_id
     where volunteer_id = ${id}
     order by votes.created_at, votes.id
  `);
  return { assignments, votes };
}

/** What somebody asked analysts, with what they were answered. */
export function selectOwnQuestions(db: Db, id: string): Promise<OwnData["questions"]> {
  return db.many(sql`
    select questions.id, slug as campaign, assignment_id as assignment, building_id as building, scene_id as scene,
           kind, questions.text, answer, is_closed as "isClosed", questions.created_at as "createdAt",
           answered_at as "answeredAt"
      from questions
      join campaigns on campaigns.id = questions.campaign_id
     where volunteer_id = ${id}
     order by questions.id
  `);
}

/** What admins decided about somebody; not who decided it. */
export async function selectDecisionsAbout(
  db: Db,
  id: string,
): Promise<Pick<OwnData, "exclusions" | "copyingDecisions" | "boardNameDecisions">> {
  const exclusions = await db.many<Record<string, unknown>>(sql`
    select excluded, reason, decided_at as "decidedAt"
      from exclusions
     where account_id = ${id}
     order by id
  `);
  const copyingDecisions = await db.many<Record<string, unknown>>(sql`
    select slug as campaign, cleared, reason, decided_at as "decidedAt"
      from copying_decisions
      join campaigns on campaigns.id = campaign_id
     where volunteer_id = ${id}
     order by copying_decisions.id
  `);
  const boardNameDecisions = await db.many<Record<string, unknown>>(sql`
    select name, is_removed as "isRemoved", reason, decided_at as "decidedAt"
      from board_name_decisions
     where account_id = ${id}
     order by id
  `);
  return { exclusions, copyingDecisions, boardNameDecisions };
}
