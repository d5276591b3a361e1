import type { BuildingOffset, SceneOffset, SceneOffsetDecision } from "../../../shared/scenes.ts";
import type { Bbox } from "../../../shared/geo.ts";
import { sql, type Db, type Sql, type Tx } from "../../db.ts";

/** Where a scene is, and holds its row, so that two nudges at once follow each other. */
export function lockScene(tx: Tx, id: string): Promise<{ campaignId: string; campaign: string } | null> {
  return tx.maybe(sql`
    select campaign_id as "campaignId", campaigns.slug as campaign
      from scenes
      join campaigns on campaigns.id = campaign_id
     where scenes.id = ${id}
       for no key update of scenes
  `);
}

export function updateSceneOffset(tx: Tx, id: string, offset: SceneOffset): Promise<number> {
  return tx.run(sql`
    update scenes
       set east_metres = ${offset.eastMetres}, north_metres = ${offset.northMetres}
     where id = ${id}
  `);
}

export function insertSceneOffset(
  tx: Tx,
  decision: {
    campaignId: string;
    sceneId: string;
    buildingId: string | null;
    decidedBy: string | null;
    /** Null where a building's correction is taken back. */
    eastMetres: number | null;
    northMetres: number | null;
  },
): Promise<number> {
  return tx.run(sql`
    insert into scene_offsets (campaign_id, scene_id, building_id, east_metres, north_metres, decided_by)
    values (${decision.campaignId}, ${decision.sceneId}, ${decision.buildingId}, ${decision.eastMetres},
            ${decision.northMetres}, ${decision.decidedBy})
  `);
}

/** The newest first; those of single buildings too. */
export function selectSceneOffsets(db: Db, sceneId: string, limit: number): Promise<SceneOffsetDecision[]> {
  return db.many(sql`
    select scene_offsets.id, building_id as building, east_metres as "eastMetres", north_metres as "northMetres",
           coalesce(accounts.name, accounts.pseudonym) as "decidedBy", decided_at as "decidedAt"
      from scene_offsets
      left join accounts on accounts.id = decided_by
     where scene_id = ${sceneId}
     order by scene_offsets.id desc
     limit ${limit}
  `);
}

/** A scene as it is shown now. `cogKey` is null where its tiles come from elsewhere. */
export type RegisteredScene = SceneOffset & { campaignId: string; cogKey: string | null; bounds: Bbox };

export function selectRegisteredScene(db: Db, id: string): Promise<RegisteredScene | null> {
  return db.maybe(sql`
    select campaign_id as "campaignId", cog_key as "cogKey", bounds, east_metres as "eastMetres",
           north_metres as "northMetres"
      from scenes
     where id = ${id}
  `);
}

/**
 * Forgets what was estimated of a scene at its old place, for all buildings or for one; what staff decided stays.
 *
 * @param buildingId null for all of them
 */
export async function deleteEstimates(tx: Tx, sceneId: string, buildingId: string | null): Promise<void> {
  await tx.run(sql`
    delete from building_scenes
     where scene_id = ${sceneId} and source = 'estimate' and (${buildingId}::uuid is null or building_id = ${buildingId})
  `);
  await tx.run(sql`
    update building_scenes
       set estimate_usable = null, estimate_reason = null, coverage = null
     where scene_id = ${sceneId} and (${buildingId}::uuid is null or building_id = ${buildingId})
  `);
}

/** Where scenes lie for one building, if elsewhere than for others: its newest corrections, as a JSON array. */
export const offsetsOfBuilding = (building: Sql): Sql => sql`(
  select coalesce(jsonb_agg(jsonb_build_object('scene', scene_id, 'eastMetres', east_metres, 'northMetres', north_metres)
                            order by scene_id), '[]')
    from (select distinct on (scene_id) scene_id, east_metres, north_metres
            from scene_offsets
           where building_id = ${building}
           order by scene_id, id desc) as newest
   where east_metres is not null)`;

/** As `offsetsOfBuilding`, alone. */
export function selectOffsetsOfBuilding(db: Db, building: string): Promise<{ offsets: BuildingOffset[] }> {
  return db.one(sql`select ${offsetsOfBuilding(sql`${building}`)} as offsets`);
}
