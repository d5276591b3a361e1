import type { BuildingScene } from "../../shared/assignments.ts";
import type { Bbox } from "../../shared/geo.ts";
import { json, sql, type Db, type Tx } from "../db.ts";

/** A working copy to look at, in time order. */
export type LookedScene = { id: string; cogKey: string; eastMetres: number; northMetres: number };

export function selectScenesToLook(db: Db, campaignId: string): Promise<LookedScene[]> {
  return db.many(sql`
    select id, cog_key as "cogKey", east_metres as "eastMetres", north_metres as "northMetres"
      from scenes
     where campaign_id = ${campaignId} and cog_key is not null
     order by acquired_at, id
  `);
}

/** Buildings for which some of the scenes were not looked at yet: a new scene changes what is usual for all of them. */
export function selectBuildingsToLook(
  db: Db,
  campaignId: string,
  sceneIds: readonly string[],
  limit: number,
): Promise<{ id: string; bounds: Bbox }[]> {
  return db.many(sql`
    select id, bounds
      from buildings
     where campaign_id = ${campaignId}
       and (select count(*)
              from building_scenes
             where building_id = buildings.id and scene_id = any(${sceneIds}::uuid[])) < ${sceneIds.length}
     order by id
     limit ${limit}
  `);
}

/** Estimates; what staff decided stays. */
export function upsertEstimates(
  tx: Tx,
  rows: readonly {
    building: string;
    scene: string;
    isUsable: boolean;
    reason: string | null;
    coverage: number | null;
  }[],
): Promise<number> {
  return tx.run(sql`
    insert into building_scenes (building_id, scene_id, is_usable, reason, source, coverage)
    select building, scene, "isUsable", reason, 'estimate', coverage
      from jsonb_to_recordset(${json(rows)})
        as given (building uuid, scene uuid, "isUsable" boolean, reason text, coverage float8)
     order by building, scene
        on conflict (building_id, scene_id) -- estimated before, with fewer scenes to compare with
        do update set is_usable = excluded.is_usable, reason = excluded.reason, coverage = excluded.coverage,
                      decided_at = now()
                where building_scenes.source = 'estimate'
  `);
}

export function upsertDecision(
  tx: Tx,
  decision: { building: string; scene: string; isUsable: boolean; reason: string | null; decidedBy: string },
): Promise<number> {
  return tx.run(sql`
    insert into building_scenes (building_id, scene_id, is_usable, reason, source, decided_by)
    values (${decision.building}, ${decision.scene}, ${decision.isUsable}, ${decision.reason}, 'staff', ${decision.decidedBy})
        on conflict (building_id, scene_id) -- an estimate, or an earlier decision
        do update set is_usable = excluded.is_usable, reason = excluded.reason, source = 'staff',
                      decided_by = excluded.decided_by, decided_at = now()
  `);
}

/** A row per scene of the campaign that was looked at, in time order. */
export function selectBuildingScenes(db: Db, buildingId: string): Promise<BuildingScene[]> {
  return db.many(sql`
    select scene_id as scene, is_usable as "isUsable", reason, source, coverage, decided_at as "decidedAt"
      from building_scenes
      join scenes on scenes.id = scene_id
     where building_id = ${buildingId}
     order by acquired_at, scenes.id
  `);
}

export function selectIsSceneOf(db: Db, campaignId: string, id: string): Promise<{ isThere: boolean }> {
  return db.one(sql`
    select exists (select from scenes where id = ${id} and campaign_id = ${campaignId}) as "isThere"
  `);
}
