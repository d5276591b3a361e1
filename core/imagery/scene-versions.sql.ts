import type { NewSceneVersion, SceneVersion } from "../../shared/scenes.ts";
import { json, sql, type Db, type Tx } from "../db.ts";

export function insertSceneVersion(
  tx: Tx,
  version: { id: string; sceneId: string; options: NewSceneVersion; createdBy: string },
): Promise<number> {
  return tx.run(sql`
    insert into scene_versions (id, scene_id, options, created_by)
    values (${version.id}, ${version.sceneId}, ${json(version.options)}, ${version.createdBy})
  `);
}

export function selectSceneVersion(
  db: Db,
  id: string,
): Promise<{ sceneId: string; options: unknown; status: SceneVersion["status"] } | null> {
  return db.maybe(sql`
    select scene_id as "sceneId", options, status
      from scene_versions
     where id = ${id}
  `);
}

export function selectSceneVersions(
  db: Db,
  sceneId: string,
): Promise<Omit<SceneVersion, "tiles" | "isShown">[]> {
  return db.many(sql`
    select id, status, reason, processing as did, created_at as "createdAt"
      from scene_versions
     where scene_id = ${sceneId}
     order by id
  `);
}

export function updateVersionDone(
  tx: Tx,
  id: string,
  made: { cogSha256: string; cogKey: string; cogBytes: number; processing: readonly string[] },
): Promise<number> {
  return tx.run(sql`
    update scene_versions
       set status = 'done', cog_sha256 = ${made.cogSha256}, cog_key = ${made.cogKey}, cog_bytes = ${made.cogBytes},
           processing = ${made.processing}
     where id = ${id}
  `);
}

export function updateVersionFailed(tx: Tx, id: string, reason: string): Promise<number> {
  return tx.run(sql`
    update scene_versions
       set status = 'failed', reason = ${reason}
     where id = ${id}
  `);
}

/** Shows a version from now on, unless one that was asked for later is shown already. */
export function updateSceneShown(
  tx: Tx,
  versionId: string,
  copy: { tileSize: number; minzoom: number; maxzoom: number },
): Promise<number> {
  return tx.run(sql`
    update scenes
       set version_id = scene_versions.id, tile_size = ${copy.tileSize}, minzoom = ${copy.minzoom},
           maxzoom = ${copy.maxzoom}
      from scene_versions
     where scene_versions.id = ${versionId} and scenes.id = scene_id
       and (version_id is null or version_id < scene_versions.id)
  `);
}
