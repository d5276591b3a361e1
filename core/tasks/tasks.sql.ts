import type { Bbox } from "../../shared/geo.ts";
import { json, prepared, sql, type Db, type Tx } from "../db.ts";

/** One builder of tasks per campaign at a time, so that no building gets into two tasks. */
export function lockCampaignForTasks(tx: Tx, campaignId: string): Promise<{ id: string } | null> {
  return tx.maybe(sql`
    select id
      from campaigns
     where id = ${campaignId}
       for no key update -- leaves voters free: they take no lock on campaigns at all
  `);
}

export function selectBuildingsWithoutTask(
  db: Db,
  campaignId: string,
): Promise<{ id: string; bounds: Bbox }[]> {
  return db.many(sql`
    select id, bounds
      from buildings
     where campaign_id = ${campaignId} and task_id is null
     order by id
  `);
}

/** A task to be stored, with its buildings. Bounds EPSG:4326. */
export type NewTask = { id: string; bounds: Bbox; buildings: readonly string[] };

export function insertTasks(tx: Tx, campaignId: string, tasks: readonly NewTask[]): Promise<number> {
  return tx.run(sql`
    insert into tasks (id, campaign_id, bounds)
    select (given ->> 'id')::uuid, ${campaignId},
           box(point((given -> 'bounds' ->> 0)::float8, (given -> 'bounds' ->> 1)::float8),
               point((given -> 'bounds' ->> 2)::float8, (given -> 'bounds' ->> 3)::float8))
      from jsonb_array_elements(${json(tasks)}) as given
  `);
}

export function updateBuildingsOfTasks(tx: Tx, tasks: readonly NewTask[]): Promise<number> {
  return tx.run(sql`
    update buildings
       set task_id = (given ->> 'id')::uuid
      from jsonb_array_elements(${json(tasks)}) as given
     cross join jsonb_array_elements_text(given -> 'buildings') as member
     where buildings.id = member::uuid
  `);
}

export function countTasks(db: Db, campaignId: string): Promise<{ tasks: number; buildings: number }> {
  return db.one(sql`
    select (select count(*) from tasks where campaign_id = ${campaignId}) as tasks,
           (select count(*) from buildings where campaign_id = ${campaignId} and task_id is not null) as buildings
  `);
}

/**
 * Writes what consensus found of tasks: whether they still want answers and how much one would teach. A building that
 * was never recounted wants answers. Only rows that change are written, and they are locked in the order in which
 * leases lock them, so that nobody waits in a circle.
 *
 * A task that somebody is being given is waited for where it is wanted no more, or again. Where only another value of
 * its next answer was found, it keeps the one it has until it is recounted next: waiting for those too, the recounts
 * of a campaign's last two hundred tasks took 1.5 s each, and volunteers were sent away meanwhile.
 */
export function updateWantedTasks(tx: Tx, buildingIds: readonly string[]): Promise<number> {
  return tx.run(
    prepared(
      "wanted-tasks",
      sql`
        with touched as (
          select distinct task_id as id
            from buildings
           where id = any(${buildingIds}::uuid[]) and task_id is not null
        ), found as (
          select buildings.task_id as id,
                 bool_or(coalesce(consensus.wanted, 1) > 0) as is_wanted,
                 max(coalesce(consensus.gain, 0)) as gain
            from touched
            join buildings on buildings.task_id = touched.id
            left join consensus on consensus.building_id = buildings.id
           group by buildings.task_id
        ), turned as (
          select tasks.id, found.is_wanted, found.gain
            from tasks
            join found on found.id = tasks.id
           where tasks.is_wanted <> found.is_wanted
           order by tasks.id
             for no key update of tasks
        ), revalued as (
          select tasks.id, found.is_wanted, found.gain
            from tasks
            join found on found.id = tasks.id
           where tasks.is_wanted = found.is_wanted and tasks.gain <> found.gain
           order by tasks.id
             for no key update of tasks skip locked
        )
        update tasks
           set is_wanted = changed.is_wanted, gain = changed.gain
          from (select * from turned union all select * from revalued) as changed
         where tasks.id = changed.id
      `,
    ),
  );
}
