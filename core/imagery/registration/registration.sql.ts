import type { SceneOffset, SceneOffsetDecision } from "../../../shared/scenes.ts";
import type { Bbox } from "../../../shared/geo.ts";
import { sql, type Db, type Tx } from "../../db.ts";

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
    decidedBy: string;
  } & SceneOffset,
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

/** Forgets what was estimated of a scene at its old place; what staff decided, and single corrected buildings, stay. */
export function deleteEstimates(tx: Tx, sceneId: string): Promise<number> {
  return tx.run(sql`
    delete from building_scenes
     where scene_id = ${sceneId} and source = 'estimate' and east_metres is null
  `);
}
