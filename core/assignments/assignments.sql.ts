import type { SceneUsability } from "../../shared/assignments.ts";
import type { Bbox, BuildingGeometry } from "../../shared/geo.ts";
import type { BuildingOffset } from "../../shared/scenes.ts";
import { json, prepared, sql, type Db, type Sql, type Tx } from "../db.ts";
import { offsetsOfBuilding } from "../imagery/registration/registration.sql.ts";

/** One lease request of a volunteer at a time: two at once would both top up to `count`. */
export function lockVolunteer(tx: Tx, volunteerId: string): Promise<{ id: string }> {
  return tx.one(
    prepared(
      "lock-volunteer",
      sql`
        select id
          from accounts
         where id = ${volunteerId}
           for no key update -- foreign keys to accounts take only a key share and pass
      `,
    ),
  );
}

/** Leases that the volunteer holds and has not answered fully, oldest first. */
export function selectOpenAssignments(
  db: Db,
  campaignId: string,
  volunteerId: string,
): Promise<{ id: string; isPractice: boolean }[]> {
  return db.many(
    prepared(
      "open-assignments",
      sql`
        select id, is_practice as "isPractice"
          from assignments
         where volunteer_id = ${volunteerId} and campaign_id = ${campaignId}
           and status = 'open' and expires_at > now()
         order by leased_at, id
      `,
    ),
  );
}

/**
 * Locks the tasks so that what is counted next cannot change before the lease is written. Tasks that another
 * volunteer is just getting are skipped instead of waited for.
 */
export function lockTasks(tx: Tx, taskIds: readonly string[]): Promise<{ id: string }[]> {
  return tx.many(
    prepared(
      "lock-tasks",
      sql`
        select id
          from tasks
         where id = any(${taskIds}::uuid[]) and is_wanted
         order by id
           for no key update skip locked
      `,
    ),
  );
}

/** Locks a gold building's task, whether or not it wants answers; null while another transaction holds it. */
export function lockGoldTask(tx: Tx, taskId: string): Promise<{ id: string } | null> {
  return tx.maybe(sql`
    select id
      from tasks
     where id = ${taskId}
       for no key update skip locked -- waiting here, with other tasks in hand, could be waiting in a circle
  `);
}

/** As `lockTasks`, but waits: for the end of a campaign, when everybody wants the same few tasks. */
export function lockTasksPatiently(tx: Tx, taskIds: readonly string[]): Promise<{ id: string }[]> {
  return tx.many(sql`
    select id
      from tasks
     where id = any(${taskIds}::uuid[]) and is_wanted
     order by id -- everybody in the same order, so that nobody waits in a circle
       for no key update
  `);
}

/**
 * Whether a building may be given to one more volunteer: they have not answered it, and open leases are fewer than
 * answers still wanted. Answers that came after the last recount lower what that recount wanted. Stands after `where`, with
 * `buildings` and `consensus`, joined to it, in the statement.
 *
 * Leases are looked up one by one, not joined: a join was planned to read every open lease of the campaign for each
 * building (80 ms a call with 3,000 of them open). Answers are counted once for both questions.
 */
export const isFreeFor = (volunteerId: string | Sql, min: number | Sql): Sql => sql`
  (select count(*) filter (where votes.revision = 1) < coalesce(consensus.wanted, ${min}) + coalesce(consensus.answers_seen, 0)
          - (select count(*)
               from assignment_buildings
              where assignment_buildings.building_id = buildings.id and not is_answered and not is_withdrawn
                and (select assignments.status = 'open' and expires_at > now()
                            and assignments.volunteer_id <> ${volunteerId}
                       from assignments
                      where assignments.id = assignment_id))
          and coalesce(bool_and(votes.volunteer_id <> ${volunteerId}), true)
     from votes
    where votes.building_id = buildings.id)
`;

/**
 * Buildings of these tasks that may be given to one more volunteer.
 *
 * For locked tasks a statement of its own after the lock, so that it sees every lease given before (0 of 400 over target; within one
 * statement 42 of 400).
 */
export function selectFreeBuildings(
  tx: Tx,
  search: { taskIds: readonly string[]; volunteerId: string; min: number },
): Promise<{ taskId: string; id: string }[]> {
  return tx.many(
    prepared(
      "free-buildings",
      sql`
        select buildings.task_id as "taskId", buildings.id
          from buildings
          left join consensus on consensus.building_id = buildings.id
         where buildings.task_id = any(${search.taskIds}::uuid[])
           and ${isFreeFor(search.volunteerId, sql`${search.min}::integer`)}
         order by buildings.task_id, buildings.id
      `,
    ),
  );
}

/** A task to be leased, with those of its buildings that are given. */
export type GivenTask = { id: string; taskId: string; buildings: readonly string[] };

/**
 * Leases tasks, in one statement. One that this volunteer let expire, or answered in part, is the same assignment
 * again, with a new expiry and exactly these unanswered buildings; others stay with it for late answers. Those that
 * they have just skipped are missing in the answer.
 */
export function upsertAssignments(
  tx: Tx,
  lease: { campaignId: string; volunteerId: string; isPractice: boolean; seconds: number },
  given: readonly GivenTask[],
): Promise<{ id: string; taskId: string }[]> {
  return tx.many(
    prepared(
      "upsert-assignments",
      sql`
        with given as materialized (
          select *
            from jsonb_to_recordset(${json(given)}) as given (id uuid, "taskId" uuid, buildings uuid[])
        ), leased as (
          insert into assignments (id, campaign_id, task_id, volunteer_id, is_practice, expires_at)
          select id, ${lease.campaignId}, "taskId", ${lease.volunteerId}, ${lease.isPractice},
                 now() + make_interval(secs => ${lease.seconds})
            from given
              on conflict on constraint a_task_once_per_volunteer -- the volunteer's own lease of before
              do update set status = 'open', expires_at = excluded.expires_at, leased_at = now()
                      where assignments.status <> 'skipped'
          returning id, task_id
        ), withdrawn as (
          update assignment_buildings
             set is_withdrawn = true
            from leased
            join given on "taskId" = task_id
           where assignment_id = leased.id and not is_answered and building_id <> all(buildings)
        ), offered as (
          insert into assignment_buildings (assignment_id, building_id)
          select leased.id, building_id
            from leased
            join given on "taskId" = task_id
           cross join unnest(buildings) as building_id
              on conflict (assignment_id, building_id) -- kept from the expired lease
              do update set is_withdrawn = false
        )
        select id, task_id as "taskId"
          from leased
      `,
    ),
  );
}

export type AssignedBuilding = {
  assignmentId: string;
  expiresAt: string;
  isPractice: boolean;
  taskId: string;
  bounds: Bbox;
  id: string;
  externalId: string | null;
  geometry: BuildingGeometry;
  radiusMetres: number | null;
  /** Whether staff said that its pictures may distress. */
  isDistressing: boolean;
  /** Scenes on which it cannot be seen. */
  usability: SceneUsability[];
  /** Scenes that lie elsewhere for it than for others. */
  offsets: BuildingOffset[];
};

/** What is told of a building, by the name under which its lease stands in the statement, with `tasks` and `buildings`. */
export const whatIsAssigned = (lease: Sql): Sql => sql`
  ${lease}.id as "assignmentId", expires_at as "expiresAt", is_practice as "isPractice",
  tasks.id as "taskId", tasks.bounds,
  buildings.id, external_id as "externalId", geometry, radius_metres as "radiusMetres",
  is_distressing as "isDistressing",
  (select coalesce(jsonb_agg(jsonb_build_object('scene', scene_id, 'isUsable', false, 'reason', reason)), '[]')
     from building_scenes
    where building_scenes.building_id = buildings.id and not is_usable) as usability,
  ${offsetsOfBuilding(sql`buildings.id`)} as offsets
`;

/** What is still to be answered in these assignments, a row per building. */
export function selectAssignedBuildings(
  db: Db,
  assignmentIds: readonly string[],
): Promise<AssignedBuilding[]> {
  return db.many(
    prepared(
      "assigned-buildings",
      sql`
        select ${whatIsAssigned(sql`assignments`)}
          from assignments
          join tasks on tasks.id = assignments.task_id
          join assignment_buildings on assignment_id = assignments.id and not is_answered and not is_withdrawn
          join buildings on buildings.id = building_id
         where assignments.id = any(${assignmentIds}::uuid[])
         order by array_position(${assignmentIds}::uuid[], assignments.id), buildings.id
      `,
    ),
  );
}

/** Whether any building of the campaign still wants answers. */
export function selectIsAnyTaskWanted(db: Db, campaignId: string): Promise<{ isWanted: boolean }> {
  return db.one(sql`
    select exists (select from tasks where campaign_id = ${campaignId} and is_wanted) as "isWanted"
  `);
}

/** Ends the volunteer's own lease without answers; null when it is not theirs. */
export function updateSkipped(tx: Tx, id: string, volunteerId: string): Promise<{ id: string } | null> {
  return tx.maybe(sql`
       update assignments
          set status = case when status = 'done' then 'done' else 'skipped' end
        where id = ${id} and volunteer_id = ${volunteerId}
    returning id
  `);
}

/** Ends every open lease of somebody who leaves, so that others are given those buildings. */
export function releaseAssignments(tx: Tx, volunteerId: string): Promise<number> {
  return tx.run(sql`
    update assignments
       set status = 'skipped'
     where volunteer_id = ${volunteerId} and status = 'open'
  `);
}
