import type { Assessment } from "../../shared/assessments.ts";
import type { Bbox } from "../../shared/geo.ts";
import { json, sql, type Db, type Tx } from "../db.ts";

/** Whether this building is of this campaign. */
export function selectBuilding(
  db: Db,
  campaignId: string,
  id: string,
): Promise<{ id: string; campaignId: string } | null> {
  return db.maybe(sql`
    select id, campaign_id as "campaignId"
      from buildings
     where campaign_id = ${campaignId} and id = ${id}
  `);
}

/** What came with a building: its file's columns, and what experts had said, by source and date. */
export function selectImported(
  db: Db,
  id: string,
): Promise<{ attributes: Record<string, unknown>; assessments: Record<string, Assessment> }> {
  return db.one(sql`
    select properties as attributes, assessments
      from buildings
     where id = ${id}
  `);
}

/** Boxes in which the campaign's images lie, and its area. */
export function selectPlaces(db: Db, campaignId: string): Promise<{ bounds: Bbox }[]> {
  return db.many(sql`
    select distinct bounds
      from scenes
     where campaign_id = ${campaignId} and bounds[1] <= bounds[3]
  `);
}

export function selectMapping(
  db: Db,
  campaignId: string,
  profile: string,
): Promise<{ mapping: Record<string, string> } | null> {
  return db.maybe(sql`
    select mapping
      from import_mappings
     where campaign_id = ${campaignId} and profile = ${profile}
  `);
}

/** Remembers what was stated of a source; what is stated again replaces what was stated before, key by key. */
export function upsertMapping(
  tx: Tx,
  campaignId: string,
  profile: string,
  mapping: Record<string, string>,
): Promise<number> {
  return tx.run(sql`
    insert into import_mappings (campaign_id, profile, mapping)
    values (${campaignId}, ${profile}, ${json(mapping)})
    on conflict (campaign_id, profile) do update
       set mapping = import_mappings.mapping || excluded.mapping, updated_at = now()
  `);
}
