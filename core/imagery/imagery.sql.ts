import type { AcquiredPrecision } from "../../shared/scenes.ts";
import { sql, type Db, type Tx } from "../db.ts";

/** A scene as it is stored. */
export type SceneRow = {
  id: string;
  campaignId: string;
  batchId: string;
  name: string;
  acquiredAt: string;
  acquiredPrecision: AcquiredPrecision;
  acquiredSource: string;
  sensor: string | null;
  gsdMetres: number;
  attribution: string | null;
  originalSha256: string;
  originalKey: string;
  originalBytes: number;
  cogSha256: string;
  cogKey: string;
  cogBytes: number;
  tileSize: number;
  minzoom: number;
  maxzoom: number;
  bounds: readonly number[];
  processing: readonly string[];
};

/** False when the campaign has this very file already. */
export async function insertScene(tx: Tx, scene: SceneRow): Promise<boolean> {
  const rows = await tx.run(sql`
    insert into scenes (id, campaign_id, batch_id, name, acquired_at, acquired_precision, acquired_source, sensor,
                        gsd_metres, attribution, original_sha256, original_key, original_bytes, cog_sha256, cog_key,
                        cog_bytes, tile_size, minzoom, maxzoom, bounds, processing)
    values (${scene.id}, ${scene.campaignId}, ${scene.batchId}, ${scene.name}, ${scene.acquiredAt},
            ${scene.acquiredPrecision}, ${scene.acquiredSource}, ${scene.sensor}, ${scene.gsdMetres},
            ${scene.attribution}, ${scene.originalSha256}, ${scene.originalKey}, ${scene.originalBytes},
            ${scene.cogSha256}, ${scene.cogKey}, ${scene.cogBytes}, ${scene.tileSize}, ${scene.minzoom},
            ${scene.maxzoom}, ${scene.bounds}, ${scene.processing})
        on conflict on constraint a_file_once_per_campaign do nothing -- two batches may hold the same file
  `);
  return rows === 1;
}

/** The scene that was made of this very file in this campaign. */
export function selectSceneByOriginal(
  db: Db,
  campaignId: string,
  sha256: string,
): Promise<{ id: string; name: string; batchId: string } | null> {
  return db.maybe(sql`
    select id, name, batch_id as "batchId"
      from scenes
     where campaign_id = ${campaignId} and original_sha256 = ${sha256}
  `);
}

/** Where the tiles of a scene are. */
export function selectSceneTiles(db: Db, id: string): Promise<{ cogKey: string; sha256: string } | null> {
  return db.maybe(sql`
    select cog_key as "cogKey", cog_sha256 as sha256
      from scenes
     where id = ${id}
  `);
}
