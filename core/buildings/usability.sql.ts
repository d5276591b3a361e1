import type {
  BuildingScene,
  BuildingSceneDecision,
  SceneSight,
  UnseenBuilding,
} from "../../shared/assignments.ts";
import type { Bbox } from "../../shared/geo.ts";
import type { BuildingOffset } from "../../shared/scenes.ts";
import { json, sql, type Db, type Tx } from "../db.ts";
import { offsetsOfBuilding } from "../imagery/registration/registration.sql.ts";

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

/** A building to look for, and the scenes that lie elsewhere for it than for others. */
export type LookedBuilding = { id: string; bounds: Bbox; offsets: BuildingOffset[] };

/** Buildings for which some of the scenes were not looked at yet: a new scene changes what is usual for all of them. */
export function selectBuildingsToLook(
  db: Db,
  campaignId: string,
  sceneIds: readonly string[],
  limit: number,
): Promise<LookedBuilding[]> {
  return db.many(sql`
    select id, bounds, ${offsetsOfBuilding(sql`buildings.id`)} as offsets
      from buildings
     where campaign_id = ${campaignId}
       and (select count(estimate_usable)
              from building_scenes
             where building_id = buildings.id and scene_id = any(${sceneIds}::uuid[])) < ${sceneIds.length}
     order by id
     limit ${limit}
  `);
}

/** Estimates; what staff decided stays, with the estimate beside it. */
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
    insert into building_scenes as stored (building_id, scene_id, is_usable, reason, source, estimate_usable,
                                           estimate_reason, coverage)
    select building, scene, "isUsable", reason, 'estimate', "isUsable", reason, coverage
      from jsonb_to_recordset(${json(rows)})
        as given (building uuid, scene uuid, "isUsable" boolean, reason text, coverage float8)
     order by building, scene
        on conflict (building_id, scene_id) -- estimated before, with fewer scenes to compare with, or decided
        do update set is_usable = case stored.source when 'staff' then stored.is_usable else excluded.is_usable end,
                      reason = case stored.source when 'staff' then stored.reason else excluded.reason end,
                      decided_at = case stored.source when 'staff' then stored.decided_at else now() end,
                      estimate_usable = excluded.estimate_usable, estimate_reason = excluded.estimate_reason,
                      coverage = excluded.coverage
  `);
}

/** What a member of staff decides of a building on a scene. */
type Decision = {
  building: string;
  scene: string;
  isUsable: boolean;
  reason: string | null;
  decidedBy: string;
};

export function upsertDecision(tx: Tx, decision: Decision): Promise<number> {
  return tx.run(sql`
    insert into building_scenes (building_id, scene_id, is_usable, reason, source, decided_by)
    values (${decision.building}, ${decision.scene}, ${decision.isUsable}, ${decision.reason}, 'staff', ${decision.decidedBy})
        on conflict (building_id, scene_id) -- an estimate, or an earlier decision
        do update set is_usable = excluded.is_usable, reason = excluded.reason, source = 'staff',
                      decided_by = excluded.decided_by, decided_at = now()
  `);
}

/** Puts the estimate in the place of a decision; without one, nothing is known of the scene any more. */
export async function withdrawDecision(tx: Tx, building: string, scene: string): Promise<void> {
  await tx.run(sql`
    update building_scenes
       set is_usable = estimate_usable, reason = estimate_reason, source = 'estimate', decided_by = null,
           decided_at = now()
     where building_id = ${building} and scene_id = ${scene} and source = 'staff' and estimate_usable is not null
  `);
  await tx.run(sql`
    delete from building_scenes
     where building_id = ${building} and scene_id = ${scene} and source = 'staff'
  `);
}

/** Keeps a decision in the history; `isUsable` is null where one is taken back. */
export function insertUsabilityDecision(
  tx: Tx,
  decision: Omit<Decision, "isUsable"> & { isUsable: boolean | null },
): Promise<number> {
  return tx.run(sql`
    insert into usability_decisions (building_id, scene_id, is_usable, reason, decided_by)
    values (${decision.building}, ${decision.scene}, ${decision.isUsable}, ${decision.reason}, ${decision.decidedBy})
  `);
}

/** A row per scene of the campaign, in time order; a scene that nobody looked at is taken to be usable. */
export function selectBuildingScenes(
  db: Db,
  campaignId: string,
  buildingId: string,
): Promise<BuildingScene[]> {
  return db.many(sql`
    select scenes.id as scene, coalesce(is_usable, true) as "isUsable", reason, source, coverage,
           case when estimate_usable is not null
                then jsonb_build_object('isUsable', estimate_usable, 'reason', estimate_reason) end as estimate,
           coalesce(accounts.name, accounts.pseudonym) as "decidedBy", decided_at as "decidedAt",
           (select jsonb_build_object('eastMetres', correction -> 'eastMetres', 'northMetres', correction -> 'northMetres')
              from jsonb_array_elements(${offsetsOfBuilding(sql`${buildingId}`)}) as correction
             where correction ->> 'scene' = scenes.id::text) as "offset"
      from scenes
      left join building_scenes on scene_id = scenes.id and building_id = ${buildingId}
      left join accounts on accounts.id = decided_by
     where campaign_id = ${campaignId}
     order by acquired_at, scenes.id
  `);
}

/** What staff decided of a building's scenes, the newest first. */
export function selectSceneDecisions(
  db: Db,
  buildingId: string,
  limit: number,
): Promise<BuildingSceneDecision[]> {
  return db.many(sql`
    select scene, kind, "isUsable", reason, "offset", coalesce(accounts.name, accounts.pseudonym) as "decidedBy",
           "decidedAt"
      from (select scene_id as scene, 'usability' as kind, is_usable as "isUsable", reason, null::jsonb as "offset",
                   decided_by, decided_at as "decidedAt", id
              from usability_decisions
             where building_id = ${buildingId}
             union all
            select scene_id, 'place', null, null,
                   case when east_metres is not null
                        then jsonb_build_object('eastMetres', east_metres, 'northMetres', north_metres) end,
                   decided_by, decided_at, id
              from scene_offsets
             where building_id = ${buildingId}) as decisions
      left join accounts on accounts.id = decided_by
     order by "decidedAt" desc, kind, decisions.id desc
     limit ${limit}
  `);
}

/** How many buildings cannot be judged on each scene, and for how many it was moved, in time order. */
export function selectSceneSights(db: Db, campaignId: string): Promise<SceneSight[]> {
  return db.many(sql`
    select scenes.id as scene,
           count(building_scenes) filter (where reason = 'cloud') as cloud,
           count(building_scenes) filter (where reason = 'not-covered') as "notCovered",
           count(building_scenes) filter (where reason = 'blurred') as blurred,
           count(building_scenes) filter (where source = 'staff') as decided,
           (select count(*)
              from (select distinct on (building_id) east_metres
                      from scene_offsets
                     where scene_id = scenes.id and building_id is not null
                     order by building_id, id desc) as newest
             where east_metres is not null) as corrected
      from scenes
      left join building_scenes on scene_id = scenes.id and not is_usable
     where campaign_id = ${campaignId}
     group by scenes.id
     order by acquired_at, scenes.id
  `);
}

/** Buildings that cannot be judged on a scene, after the one that a cursor names. */
export function selectUnseenBuildings(
  db: Db,
  sceneId: string,
  page: { after: string | null; limit: number },
): Promise<UnseenBuilding[]> {
  return db.many(sql`
    select building_id as building, external_id as "externalId", reason, source
      from building_scenes
      join buildings on buildings.id = building_id
     where scene_id = ${sceneId} and not is_usable and (${page.after}::uuid is null or building_id > ${page.after}::uuid)
     order by building_id
     limit ${page.limit}
  `);
}

export function selectIsSceneOf(db: Db, campaignId: string, id: string): Promise<{ isThere: boolean }> {
  return db.one(sql`
    select exists (select from scenes where id = ${id} and campaign_id = ${campaignId}) as "isThere"
  `);
}
