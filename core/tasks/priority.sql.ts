import type { Polygon } from "../../shared/geo.ts";
import { json, sql, type Db, type Sql, type Tx } from "../db.ts";

/** An area as PostgreSQL's own type `polygon` writes it: degrees, EPSG:4326, holes apart. */
export type Outline = { outline: string; holes: readonly string[] };

/** Buildings of the campaign whose centre lies in an area: found by their boxes, then by the outline itself. */
const inside = (campaignId: string, areas: readonly Outline[]): Sql => sql`
  select distinct buildings.id, buildings.task_id
    from jsonb_to_recordset(${json(areas)}) as area (outline polygon, holes polygon[])
    join buildings on bounds && box(outline) and outline @> center(bounds)
   where buildings.campaign_id = ${campaignId}
     and not exists (select from unnest(holes) as hole where hole @> center(bounds))
`;

export function selectPriorityAreas(db: Db, campaignId: string): Promise<{ areas: Polygon[] }> {
  return db.one(sql`select priority_areas as areas from campaigns where id = ${campaignId}`);
}

export function updatePriorityAreas(tx: Tx, campaignId: string, areas: readonly Polygon[]): Promise<number> {
  return tx.run(sql`
    update campaigns
       set priority_areas = ${json(areas)}
     where id = ${campaignId}
  `);
}

export function countBuildingsInside(
  db: Db,
  campaignId: string,
  areas: readonly Outline[],
): Promise<{ buildings: number }> {
  return db.one(sql`
    select count(*) as buildings
      from (${inside(campaignId, areas)}) as inside
  `);
}

/** Marks the tasks with a building inside, and only those. Only rows that change are written. */
export function updatePriorityTasks(tx: Tx, campaignId: string, areas: readonly Outline[]): Promise<number> {
  return tx.run(sql`
    with inside as materialized (${inside(campaignId, areas)})
    update tasks
       set is_priority = not is_priority
     where campaign_id = ${campaignId}
       and is_priority <> (id in (select task_id from inside where task_id is not null))
  `);
}
