import type { CannotTell, VoteInput } from "../../shared/votes.ts";
import type { DamageClass } from "../../shared/damage-scales.ts";
import { json, sql, type Db, type Tx } from "../db.ts";

/** The lease under which somebody votes, with what the campaign asks. */
export type VotingLease = {
  campaignId: string;
  campaign: string;
  classes: DamageClass[];
  asks: { class: boolean; window: boolean };
  scenes: { id: string; acquiredAt: string }[];
  buildings: string[];
  /** Those of the buildings whose answer this volunteer was told after practice. */
  explained: string[];
};

/**
 * Finds the volunteer's own assignment, and locks it so that two requests of one volunteer number their revisions
 * one after the other.
 */
export function lockVotingLease(
  tx: Tx,
  assignmentId: string,
  volunteerId: string,
): Promise<VotingLease | null> {
  return tx.maybe(sql`
    select campaigns.id as "campaignId", campaigns.slug as campaign, campaigns.scale -> 'classes' as classes,
           jsonb_build_object('class', asks_class, 'window', asks_window) as asks,
           (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'acquiredAt', acquired_at)), '[]')
              from scenes
             where campaign_id = campaigns.id) as scenes,
           (select array_agg(building_id) from assignment_buildings where assignment_id = assignments.id) as buildings,
           (select coalesce(array_agg(building_id), '{}')
              from assignments as practice
              join assignment_buildings on assignment_id = practice.id and is_lesson_seen
             where practice.task_id = assignments.task_id and practice.volunteer_id = assignments.volunteer_id
               and practice.is_practice) as explained
      from assignments
      join campaigns on campaigns.id = campaign_id
     where assignments.id = ${assignmentId} and volunteer_id = ${volunteerId}
       for no key update of assignments
  `);
}

/** A vote that was stored before, to be compared with one of the same id. */
export type StoredVote = {
  id: string;
  building: string;
  assignmentId: string;
  revision: number;
  class: string | null;
  lastIntact: string | null;
  firstDamaged: string | null;
  cannotTell: CannotTell | null;
  elapsedMs: number | null;
  comment: string | null;
  scenesSeen: string[];
};

export function selectVotesByIds(db: Db, ids: readonly string[]): Promise<StoredVote[]> {
  return db.many(sql`
    select votes.id, votes.building_id as building, assignment_id as "assignmentId", revision, class,
           last_intact as "lastIntact", first_damaged as "firstDamaged", cannot_tell as "cannotTell",
           elapsed_ms as "elapsedMs", comment, scenes_seen as "scenesSeen"
      from vote_ids
      join votes on votes.building_id = vote_ids.building_id and votes.id = vote_ids.id
     where vote_ids.id = any(${ids}::uuid[])
  `);
}

/** Reserves the ids. One that is missing from the answer was taken by somebody else in this very moment. */
export function insertVoteIds(
  tx: Tx,
  votes: readonly { id: string; building: string }[],
): Promise<{ id: string }[]> {
  return tx.many(sql`
    insert into vote_ids (id, building_id)
    select id, building
      from jsonb_to_recordset(${json(votes)}) as given (id uuid, building uuid)
     order by id
        on conflict do nothing -- the caller refuses the request when one is missing
    returning id
  `);
}

/** Stores one answer as the volunteer's next revision on its building. */
export function insertVote(
  tx: Tx,
  place: { campaignId: string; assignmentId: string; volunteerId: string },
  vote: VoteInput,
): Promise<{ id: string; building: string; revision: number }> {
  return tx.one(sql`
    insert into votes (building_id, id, campaign_id, assignment_id, volunteer_id, revision, class, last_intact,
                       first_damaged, cannot_tell, elapsed_ms, comment, scenes_seen, registration)
    select ${vote.building}, ${vote.id}, ${place.campaignId}, ${place.assignmentId}, ${place.volunteerId},
           coalesce(max(revision), 0) + 1, ${vote.class}, ${vote.lastIntact}::uuid, ${vote.firstDamaged}::uuid,
           ${vote.cannotTell}, ${vote.elapsedMs}::integer, ${vote.comment}, ${vote.scenesSeen}::uuid[],
           (select coalesce(max(id), 0) from scene_offsets where campaign_id = ${place.campaignId})
      from votes
     where building_id = ${vote.building} and volunteer_id = ${place.volunteerId}
    returning id, building_id as building, revision
  `);
}

/** Asks for a recount of these buildings. */
export function upsertRecountRequests(
  tx: Tx,
  campaignId: string,
  buildingIds: readonly string[],
): Promise<number> {
  return tx.run(sql`
    insert into recount_requests (building_id, campaign_id)
    select building_id, ${campaignId}
      from unnest(${buildingIds}::uuid[]) as building_id
     order by building_id -- everybody in the same order, so that nobody waits in a circle
        on conflict (building_id) -- one request is enough; the number tells a running recount that it is too early
        do update set requests = recount_requests.requests + 1, requested_at = now()
  `);
}

/** Marks the buildings as answered, and the assignment as done when none is left. */
export async function updateAnswered(
  tx: Tx,
  assignmentId: string,
  buildingIds: readonly string[],
): Promise<void> {
  await tx.run(sql`
    update assignment_buildings
       set is_answered = true
     where assignment_id = ${assignmentId} and building_id = any(${buildingIds}::uuid[]) and not is_answered
  `);
  await tx.run(sql`
    update assignments
       set status = 'done'
     where id = ${assignmentId} and status <> 'done'
       and not exists (select
                         from assignment_buildings
                        where assignment_id = ${assignmentId} and not is_answered and not is_withdrawn)
  `);
}

export function insertParticipation(tx: Tx, campaignId: string, volunteerId: string): Promise<number> {
  return tx.run(sql`
    insert into participations (campaign_id, account_id)
    values (${campaignId}, ${volunteerId})
        on conflict do nothing -- has voted here before
  `);
}

/**
 * Buildings that this volunteer ever answered, by campaign: what an exclusion makes recount. Those of campaigns in the
 * archive only where asked for.
 */
export function selectAnsweredBuildings(
  db: Db,
  volunteerId: string,
  withArchived: boolean,
): Promise<{ campaignId: string; campaign: string; buildings: string[] }[]> {
  return db.many(sql`
    select campaign_id as "campaignId", campaigns.slug as campaign, array_agg(building_id) as buildings
      from votes
      join campaigns on campaigns.id = campaign_id
     where volunteer_id = ${volunteerId} and revision = 1 and (${withArchived} or archived_at is null)
     group by campaign_id, campaigns.slug
     order by campaign_id
  `);
}
