import type { CannotTell, ShownPicture, VoteInput } from "../../shared/votes.ts";
import type { DamageClass } from "../../shared/damage-scales.ts";
import { json, prepared, sql, type Db, type Tx } from "../db.ts";
import { picturesNow } from "./pictures.sql.ts";

/** A lease under which somebody votes. */
export type LockedLease = { id: string; campaignId: string };

/**
 * Finds the volunteers' own assignments, and locks them so that two requests of one volunteer number their revisions
 * one after the other, in other processes too.
 */
export function lockVotingLeases(
  tx: Tx,
  wanted: readonly { assignmentId: string; volunteerId: string }[],
): Promise<LockedLease[]> {
  return tx.many(
    prepared(
      "lock-voting-leases",
      sql`
        select assignments.id, campaign_id as "campaignId"
          from unnest(${wanted.map(({ assignmentId }) => assignmentId)}::uuid[],
                      ${wanted.map(({ volunteerId }) => volunteerId)}::uuid[]) as wanted (id, volunteer_id)
          join assignments on assignments.id = wanted.id and assignments.volunteer_id = wanted.volunteer_id
         order by assignments.id -- everybody in the same order, so that nobody waits in a circle
           for no key update of assignments
      `,
    ),
  );
}

/** What may be answered under a lease. */
export type LeaseScope = {
  id: string;
  buildings: string[];
  /** Those of the buildings whose answer this volunteer was told after practice. */
  explained: string[];
};

/** What a campaign asks, and what of it an answer may name. */
export type VotingFrame = {
  campaignId: string;
  campaign: string;
  classes: DamageClass[];
  asks: { class: boolean; window: boolean };
  scenes: { id: string; acquiredAt: string }[];
  /** The newest correction of where its scenes lie: an answer says with which it was given. */
  registration: number;
};

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
  pictures: ShownPicture[];
};

/** All that decides which of the sent answers can be stored. */
export type VotingGround = { scopes: LeaseScope[]; frames: VotingFrame[]; stored: StoredVote[] };

/**
 * Reads it in one statement, since each costs as much again as its rows. After the lock, not with it: so it sees the
 * same answers sent at the same time to another process, and a lesson that was read just before.
 */
export function selectVotingGround(
  tx: Tx,
  leases: readonly LockedLease[],
  voteIds: readonly string[],
): Promise<VotingGround> {
  const leaseIds = leases.map(({ id }) => id);
  const campaignIds = [...new Set(leases.map(({ campaignId }) => campaignId))];
  return tx.one(
    prepared(
      "voting-ground",
      sql`
        select (select coalesce(jsonb_agg(jsonb_build_object(
                         'id', assignments.id,
                         'buildings', (select jsonb_agg(building_id)
                                         from assignment_buildings
                                        where assignment_id = assignments.id),
                         'explained', (select coalesce(jsonb_agg(building_id), '[]')
                                         from assignments as practice
                                         join assignment_buildings on assignment_id = practice.id and is_lesson_seen
                                        where practice.task_id = assignments.task_id and practice.is_practice
                                          and practice.volunteer_id = assignments.volunteer_id))), '[]')
                  from assignments
                 where assignments.id = any(${leaseIds}::uuid[])) as scopes,
               (select coalesce(jsonb_agg(jsonb_build_object(
                         'campaignId', campaigns.id, 'campaign', slug, 'classes', scale -> 'classes',
                         'asks', jsonb_build_object('class', asks_class, 'window', asks_window),
                         'scenes', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'acquiredAt', acquired_at)), '[]')
                                      from scenes
                                     where campaign_id = campaigns.id),
                         'registration', (select coalesce(max(id), 0)
                                            from scene_offsets
                                           where campaign_id = campaigns.id))), '[]')
                  from campaigns
                 where campaigns.id = any(${campaignIds}::uuid[])) as frames,
               (select coalesce(jsonb_agg(jsonb_build_object(
                         'id', votes.id, 'building', votes.building_id, 'assignmentId', assignment_id,
                         'revision', revision, 'class', class, 'lastIntact', last_intact, 'firstDamaged', first_damaged,
                         'cannotTell', cannot_tell, 'elapsedMs', elapsed_ms, 'comment', comment,
                         'scenesSeen', scenes_seen, 'pictures', pictures)), '[]')
                  from vote_ids
                  join votes on votes.building_id = vote_ids.building_id and votes.id = vote_ids.id
                 where vote_ids.id = any(${voteIds}::uuid[])) as stored
      `,
    ),
  );
}

/** An answer with all that is stored beside it. */
export type NewVote = VoteInput & {
  campaignId: string;
  assignmentId: string;
  volunteerId: string;
  registration: number;
};

const PLACED = {
  campaign: sql`given."campaignId"`,
  building: sql`given.building`,
  scenesSeen: sql`given."scenesSeen"`,
};

/**
 * Stores answers, each as its volunteer's next revision on its building (two on one building in the given order), marks
 * what was answered, and asks for the recounts: all that is true at once, in one statement. Sent one after the other,
 * these seven took three times as long for a few answers.
 *
 * An id that is missing in the result was taken by another transaction in this very moment: roll back.
 */
export function insertVotes(
  tx: Tx,
  votes: readonly NewVote[],
): Promise<{ id: string; building: string; revision: number }[]> {
  const placed = votes.map((vote, place) => ({ ...vote, place }));
  return tx.many(
    prepared(
      "insert-votes",
      sql`
        with given as materialized (
          select *
            from jsonb_to_recordset(${json(placed)})
                 as given (place integer, building uuid, id uuid, "campaignId" uuid, "assignmentId" uuid,
                           "volunteerId" uuid, class text, "lastIntact" uuid, "firstDamaged" uuid, "cannotTell" text,
                           "elapsedMs" integer, comment text, "scenesSeen" uuid[], registration bigint, pictures jsonb)
        ), reserved as (
          insert into vote_ids (id, building_id)
          select id, building
            from given
           order by id -- everybody in the same order, here and below, so that nobody waits in a circle
              on conflict do nothing -- the caller refuses what is missing
          returning id
        ), stored as (
          insert into votes (building_id, id, campaign_id, assignment_id, volunteer_id, revision, class, last_intact,
                             first_damaged, cannot_tell, elapsed_ms, comment, scenes_seen, registration, pictures)
          select building, given.id, "campaignId", "assignmentId", "volunteerId",
                 (select coalesce(max(revision), 0)
                    from votes as earlier
                   where earlier.building_id = building and earlier.volunteer_id = "volunteerId")
                   + row_number() over (partition by building, "volunteerId" order by place),
                 class, "lastIntact", "firstDamaged", "cannotTell", "elapsedMs", comment, "scenesSeen", registration,
                 coalesce(pictures, ${picturesNow(PLACED)})
            from given
            join reserved on reserved.id = given.id
          returning id, building_id as building, revision
        ), answered as (
          update assignment_buildings
             set is_answered = true
            from given
           where assignment_id = "assignmentId" and building_id = building and not is_answered
        ), finished as (
          update assignments
             set status = 'done'
           where id in (select "assignmentId" from given) and status <> 'done'
             and not exists (select
                               from assignment_buildings
                              where assignment_id = assignments.id and not is_answered and not is_withdrawn
                                and building_id not in (select building from given where "assignmentId" = assignments.id))
        ), taking_part as (
          insert into participations (campaign_id, account_id)
          select distinct "campaignId", "volunteerId"
            from given
           order by "campaignId", "volunteerId"
              on conflict do nothing -- has voted here before
        ), requested as (
          insert into recount_requests (building_id, campaign_id)
          select distinct building, "campaignId"
            from given
           order by building
              on conflict (building_id) -- one request is enough; the number tells a running recount that it is too early
              do update set requests = recount_requests.requests + 1, requested_at = now()
        )
        select *
          from stored
      `,
    ),
  );
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
