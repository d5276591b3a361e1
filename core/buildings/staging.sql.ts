/**
 * Rows of a file on their way into the campaign. They are staged while the file is read, each piece in a transaction of
 * its own, and become buildings in one transaction at the end: nobody sees half a file, and no transaction is open
 * while a file is read.
 */
import { sql, type Db, type Tx } from "../db.ts";

/** @param list a JSON list of `StagedRow`, written by the reader and not looked at on its way here */
export function insertStagedRows(tx: Tx, run: string, list: string): Promise<number> {
  return tx.run(sql`
    insert into staged_buildings (run, row_number, id, external_id, geometry, bounds, radius_metres, properties, assessments)
    select ${run}, given.row, given.id, given."externalId", given.geometry,
           box(point((given.bounds ->> 0)::float8, (given.bounds ->> 1)::float8),
               point((given.bounds ->> 2)::float8, (given.bounds ->> 3)::float8)),
           given."radiusMetres", given.properties, given.assessments
      from jsonb_to_recordset(${list}::jsonb) as given (
             row integer, id uuid, "externalId" text, geometry jsonb, bounds jsonb, "radiusMetres" float8,
             properties jsonb, assessments jsonb)
  `);
}

export function deleteStagedRows(tx: Tx, run: string): Promise<number> {
  return tx.run(sql`
    delete from staged_buildings
     where run = ${run}
  `);
}

/** Removes what killed workers left: readings that began before the one named, by the time in their ids. */
export function deleteAbandonedRows(tx: Tx, before: string): Promise<number> {
  return tx.run(sql`
    delete from staged_buildings
     where run < ${before}
  `);
}

export function countStagedRows(db: Db, run: string): Promise<{ rows: number }> {
  return db.one(sql`
    select count(*) as rows
      from staged_buildings
     where run = ${run}
  `);
}

/**
 * Makes imports into one campaign wait for each other, so that two files that bring the same id do not both add it.
 * Not the campaign's row: consensus needs that while a large import is merged.
 */
export function lockImports(tx: Tx, campaignId: string): Promise<number> {
  return tx.run(sql`
    select pg_advisory_xact_lock(hashtextextended('buildings ' || ${campaignId}::text, 0))
  `);
}

/** A refused row with the number of all that were refused for the same reason. */
export type Refused = { row: number; externalId: string | null; count: number };

/** Takes out rows whose id stands in the file before them; gives the first hundred thousand. */
export function deleteRepeatedRows(tx: Tx, run: string): Promise<Refused[]> {
  return tx.many(sql`
    with ranked as (
      select row_number, row_number() over (partition by external_id order by row_number) as place
        from staged_buildings
       where run = ${run} and external_id is not null
    ), gone as (
      delete from staged_buildings staged
       using ranked
       where run = ${run} and staged.row_number = ranked.row_number and place > 1
      returning staged.row_number, external_id
    )
    select row_number as row, external_id as "externalId", count(*) over () as count
      from gone
     order by row_number
     limit 100000
  `);
}

/** Finds which buildings of the campaign the rows with an id are. */
export function matchByExternalId(tx: Tx, run: string, campaignId: string): Promise<number> {
  return tx.run(sql`
    update staged_buildings staged
       set building_id = buildings.id
      from buildings
     where run = ${run} and campaign_id = ${campaignId} and buildings.external_id = staged.external_id
  `);
}

/** Finds which buildings the rows without an id are: those without an id that have the very same shape. */
export function matchByShape(tx: Tx, run: string, campaignId: string): Promise<number> {
  return tx.run(sql`
    update staged_buildings staged
       set building_id = buildings.id
      from buildings
     where run = ${run} and staged.external_id is null
       and campaign_id = ${campaignId} and buildings.external_id is null
       and buildings.bounds ~= staged.bounds and buildings.geometry = staged.geometry
  `);
}

/**
 * Takes out rows that bear the id of a building elsewhere: votes on one building must not move to another that
 * happens to have its number. A building may move by twice its size and some hundred metres.
 */
export function deleteMovedRows(tx: Tx, run: string): Promise<Refused[]> {
  return tx.many(sql`
    with gone as (
      delete from staged_buildings staged
       using buildings
       where run = ${run} and buildings.id = staged.building_id
         and (abs((center(staged.bounds))[0] - (center(buildings.bounds))[0])
              * cos(radians((center(buildings.bounds))[1])) > 0.002 + width(buildings.bounds)
              or abs((center(staged.bounds))[1] - (center(buildings.bounds))[1]) > 0.002 + height(buildings.bounds))
      returning row_number, staged.external_id
    )
    select row_number as row, external_id as "externalId", count(*) over () as count
      from gone
     order by row_number
     limit 100000
  `);
}

const isChanged = sql`
  (buildings.geometry <> staged.geometry
   or buildings.radius_metres is distinct from staged.radius_metres
   or buildings.properties <> staged.properties
   or not buildings.assessments @> staged.assessments)
`;

/** How many buildings the rows would change. */
export function countChangedBuildings(db: Db, run: string): Promise<{ changed: number }> {
  return db.one(sql`
    select count(distinct buildings.id) as changed
      from staged_buildings staged
      join buildings on buildings.id = staged.building_id
     where run = ${run} and ${isChanged}
  `);
}

/**
 * Keeps, as it was, each building that is about to change. An assessment that the building has already changes nothing.
 */
export function insertReplacedStates(tx: Tx, run: string, batchId: string): Promise<number> {
  return tx.run(sql`
    insert into building_revisions (building_id, revision, batch_id, geometry, bounds, radius_metres, properties, assessments)
    select buildings.id, revision, ${batchId}, buildings.geometry, buildings.bounds, buildings.radius_metres,
           buildings.properties, buildings.assessments
      from staged_buildings staged
      join buildings on buildings.id = staged.building_id
     where run = ${run} and ${isChanged}
    -- Two rows of a file can be the same nameless building: the first of them is enough.
    on conflict do nothing
  `);
}

/** Changes the buildings whose former state was kept just now. Ids, tasks and votes stay. */
export function updateChangedBuildings(tx: Tx, run: string): Promise<number> {
  return tx.run(sql`
    update buildings
       set geometry = staged.geometry, bounds = staged.bounds, radius_metres = staged.radius_metres,
           properties = staged.properties, assessments = buildings.assessments || staged.assessments,
           revision = buildings.revision + 1
      from staged_buildings staged
     where run = ${run} and buildings.id = staged.building_id
       and exists (select
                     from building_revisions kept
                    where kept.building_id = buildings.id and kept.revision = buildings.revision)
  `);
}

/** Tasks show their buildings still, where those have grown or moved. */
export function widenTasks(tx: Tx, run: string): Promise<number> {
  return tx.run(sql`
    with grown as (
      select task_id, min((buildings.bounds[1])[0]) as west, min((buildings.bounds[1])[1]) as south,
             max((buildings.bounds[0])[0]) as east, max((buildings.bounds[0])[1]) as north
        from staged_buildings staged
        join buildings on buildings.id = staged.building_id
       where run = ${run} and task_id is not null
       group by task_id
    )
    update tasks
       set bounds = bound_box(tasks.bounds, box(point(west, south), point(east, north)))
      from grown
     where tasks.id = task_id and not tasks.bounds @> box(point(west, south), point(east, north))
  `);
}

/** Adds the rows that are no building of the campaign yet. */
export function insertNewBuildings(
  tx: Tx,
  run: string,
  place: { campaignId: string; batchId: string },
): Promise<number> {
  return tx.run(sql`
    insert into buildings (id, campaign_id, batch_id, external_id, geometry, bounds, radius_metres, properties, assessments)
    select id, ${place.campaignId}, ${place.batchId}, external_id, geometry, bounds, radius_metres, properties, assessments
      from staged_buildings
     where run = ${run} and building_id is null
     order by row_number
  `);
}

/** How many rows there are by now, and how many of them the campaign knew. */
export function countMatchedRows(db: Db, run: string): Promise<{ rows: number; known: number }> {
  return db.one(sql`
    select count(*) as rows, count(building_id) as known
      from staged_buildings
     where run = ${run}
  `);
}

/** How many named buildings of the campaign the file does not have. */
export function countMissingBuildings(db: Db, run: string, campaignId: string): Promise<{ missing: number }> {
  return db.one(sql`
    select count(*) as missing
      from buildings
     where campaign_id = ${campaignId} and external_id is not null
       and not exists (select
                         from staged_buildings staged
                        where run = ${run} and staged.external_id = buildings.external_id)
  `);
}

/** Whether the campaign has any building: the first file of a campaign need not be compared with anything. */
export function hasBuildings(db: Db, campaignId: string): Promise<{ some: boolean }> {
  return db.one(sql`
    select exists (select from buildings where campaign_id = ${campaignId}) as some
  `);
}
