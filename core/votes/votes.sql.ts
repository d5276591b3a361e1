import type { CannotTell, ShownPicture, VoteInput } from "../../shared/votes.ts";
import type { DamageClass } from "../../shared/damage-scales.ts";
import { json, sql, type Db, type Tx } from "../db.ts";
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
  return tx.many(sql`
    select assignments.id, campaign_id as "campaignId"
      from unnest(${wanted.map(({ assignmentId }) => assignmentId)}::uuid[],
                  ${wanted.map(({ volunteerId }) => volunteerId)}::uuid[]) as wanted (id, volunteer_id)
      join assignments on assignments.id = wanted.id and assignments.volunteer_id = wanted.volunteer_id
     order by assignments.id -- everybody in the same order, so that nobody waits in a circle
       for no key update of assignments
  `);
}

/** What may be answered under a lease. */
export type LeaseScope = {
  id: string;
  buildings: string[];
  /** Those of the buildings whose answer this volunteer was told after practice. */
  explained: string[];
};

/** For locked leases: a statement of its own after the lock, so that it sees a lesson that was read just before. */
export function selectLeaseScopes(tx: Tx, ids: readonly string[]): Promise<LeaseScope[]> {
  return tx.many(sql`
    select assignments.id,
           (select array_agg(building_id) from assignment_buildings where assignment_id = assignments.id) as buildings,
           (select coalesce(array_agg(building_id), '{}')
              from assignments as practice
              join assignment_buildings on assignment_id = practice.id and is_lesson_seen
             where practice.task_id = assignments.task_id and practice.volunteer_id = assignments.volunteer_id
               and practice.is_practice) as explained
      from assignments
     where assignments.id = any(${ids}::uuid[])
  `);
}

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

export function selectVotingFrames(db: Db, campaignIds: readonly string[]): Promise<VotingFrame[]> {
  return db.many(sql`
    select campaigns.id as "campaignId", campaigns.slug as campaign, campaigns.scale -> 'classes' as classes,
           jsonb_build_object('class', asks_class, 'window', asks_window) as asks,
           (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'acquiredAt', acquired_at)), '[]')
              from scenes
             where campaign_id = campaigns.id) as scenes,
           (select coalesce(max(id), 0) from scene_offsets where campaign_id = campaigns.id) as registration
      from campaigns
     where campaigns.id = any(${campaignIds}::uuid[])
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
  pictures: ShownPicture[];
};

export function selectVotesByIds(db: Db, ids: readonly string[]): Promise<StoredVote[]> {
  return db.many(sql`
    select votes.id, votes.building_id as building, assignment_id as "assignmentId", revision, class,
           last_intact as "lastIntact", first_damaged as "firstDamaged", cannot_tell as "cannotTell",
           elapsed_ms as "elapsedMs", comment, scenes_seen as "scenesSeen", pictures
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

/** Stores answers, each as its volunteer's next revision on its building; two on one building in the given order. */
export function insertVotes(
  tx: Tx,
  votes: readonly NewVote[],
): Promise<{ id: string; building: string; revision: number }[]> {
  const placed = votes.map((vote, place) => ({ ...vote, place }));
  return tx.many(sql`
    insert into votes (building_id, id, campaign_id, assignment_id, volunteer_id, revision, class, last_intact,
                       first_damaged, cannot_tell, elapsed_ms, comment, scenes_seen, registration, pictures)
    select building, id, "campaignId", "assignmentId", "volunteerId",
           (select coalesce(max(revision), 0)
              from votes as earlier
             where earlier.building_id = building and earlier.volunteer_id = "volunteerId")
             + row_number() over (partition by building, "volunteerId" order by place),
           class, "lastIntact", "firstDamaged", "cannotTell", "elapsedMs", comment, "scenesSeen", registration,
           coalesce(pictures, ${picturesNow(PLACED)})
      from jsonb_to_recordset(${json(placed)})
             as given (place integer, building uuid, id uuid, "campaignId" uuid, "assignmentId" uuid,
                       "volunteerId" uuid, class text, "lastIntact" uuid, "firstDamaged" uuid, "cannotTell" text,
                       "elapsedMs" integer, comment text, "scenesSeen" uuid[], registration bigint, pictures jsonb)
    returning id, building_id as building, revision
  `);
}

/** Asks for a recount of these buildings. */
export function upsertRecountRequests(
  tx: Tx,
  campaignId: string,
  buildingIds: readonly string[],
): Promise<number> {
  const touched = buildingIds.map((building) => ({ building, campaignId }));
  return upsertRecountsOf(tx, touched);
}

/** As `upsertRecountRequests`, in several campaigns; each building once. */
export function upsertRecountsOf(
  tx: Tx,
  touched: readonly { building: string; campaignId: string }[],
): Promise<number> {
  return tx.run(sql`
    insert into recount_requests (building_id, campaign_id)
    select building_id, campaign_id
      from unnest(${touched.map(({ building }) => building)}::uuid[],
                  ${touched.map(({ campaignId }) => campaignId)}::uuid[]) as touched (building_id, campaign_id)
     order by building_id -- everybody in the same order, so that nobody waits in a circle
        on conflict (building_id) -- one request is enough; the number tells a running recount that it is too early
        do update set requests = recount_requests.requests + 1, requested_at = now()
  `);
}

/** Marks the buildings as answered, and the assignments of which none is left as done. */
export async function updateAnswered(
  tx: Tx,
  answered: readonly { assignmentId: string; building: string }[],
): Promise<void> {
  const leases = answered.map(({ assignmentId }) => assignmentId);
  await tx.run(sql`
    update assignment_buildings
       set is_answered = true
      from unnest(${leases}::uuid[], ${answered.map(({ building }) => building)}::uuid[])
             as answered (assignment_id, building_id)
     where assignment_buildings.assignment_id = answered.assignment_id
       and assignment_buildings.building_id = answered.building_id and not is_answered
  `);
  await tx.run(sql`
    update assignments
       set status = 'done'
     where id = any(${[...new Set(leases)]}::uuid[]) and status <> 'done'
       and not exists (select
                         from assignment_buildings
                        where assignment_id = assignments.id and not is_answered and not is_withdrawn)
  `);
}

export function insertParticipations(
  tx: Tx,
  voters: readonly { campaignId: string; volunteerId: string }[],
): Promise<number> {
  return tx.run(sql`
    insert into participations (campaign_id, account_id)
    select distinct campaign_id, account_id
      from unnest(${voters.map(({ campaignId }) => campaignId)}::uuid[],
                  ${voters.map(({ volunteerId }) => volunteerId)}::uuid[]) as voters (campaign_id, account_id)
     order by campaign_id, account_id
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
