import type { AcquiredPrecision } from "../../shared/scenes.ts";
import { json, sql, type Db, type Tx } from "../db.ts";
import type { Stated } from "./stated.ts";

/** A file that was read with an original and is kept with it. `suffix` names it beside `original.tif`. */
export type KeptSidecar = { suffix: string; key: string; sha256: string; bytes: number };

/** The files of a scene that is kept here. */
export type SceneFiles = {
  originalSha256: string;
  originalKey: string;
  originalBytes: number;
  cogSha256: string;
  cogKey: string;
  cogBytes: number;
};

/** A scene as it is stored: with its files, or with the address of tiles that are shown from elsewhere. */
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
  offNadirDegrees: number | null;
  sunElevationDegrees: number | null;
  cloudShare: number | null;
  sourceUrl: string | null;
  files: SceneFiles | null;
  sidecars: readonly KeptSidecar[];
  remote: { template: string } | null;
  tileSize: number;
  minzoom: number;
  maxzoom: number;
  bounds: readonly number[];
  processing: readonly string[];
};

/** False when the campaign has this very file already. */
export async function insertScene(tx: Tx, scene: SceneRow): Promise<boolean> {
  const { files } = scene;
  const rows = await tx.run(sql`
    insert into scenes (id, campaign_id, batch_id, name, acquired_at, acquired_precision, acquired_source, sensor,
                        gsd_metres, attribution, off_nadir_degrees, sun_elevation_degrees, cloud_share, source_url,
                        original_sha256, original_key, original_bytes, cog_sha256, cog_key, cog_bytes, sidecars,
                        remote, tile_size, minzoom, maxzoom, bounds, processing)
    values (${scene.id}, ${scene.campaignId}, ${scene.batchId}, ${scene.name}, ${scene.acquiredAt},
            ${scene.acquiredPrecision}, ${scene.acquiredSource}, ${scene.sensor}, ${scene.gsdMetres},
            ${scene.attribution}, ${scene.offNadirDegrees}, ${scene.sunElevationDegrees}, ${scene.cloudShare},
            ${scene.sourceUrl}, ${files?.originalSha256 ?? null}, ${files?.originalKey ?? null},
            ${files?.originalBytes ?? null}, ${files?.cogSha256 ?? null}, ${files?.cogKey ?? null},
            ${files?.cogBytes ?? null}, ${json(scene.sidecars)},
            ${scene.remote === null ? null : json(scene.remote)}, ${scene.tileSize}, ${scene.minzoom},
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

/** Where tiles are, by the id in their address: a scene's, or one of its versions'. */
export function selectSceneTiles(db: Db, id: string): Promise<{ cogKey: string; sha256: string } | null> {
  return db.maybe(sql`
    select cog_key as "cogKey", cog_sha256 as sha256
      from scenes
     where id = ${id} and cog_key is not null
     union all
    select cog_key, cog_sha256
      from scene_versions
     where id = ${id} and status = 'done'
  `);
}

/** The address whose tiles a scene shows; null for a scene that is kept here. */
export function selectRemoteTiles(
  db: Db,
  id: string,
): Promise<{
  template: string;
  minzoom: number;
  maxzoom: number;
  bounds: [number, number, number, number];
} | null> {
  return db.maybe(sql`
    select remote ->> 'template' as template, minzoom, maxzoom, bounds
      from scenes
     where id = ${id} and remote is not null
  `);
}

/** What is stated of an undecided file of a batch. */
export function selectStated(db: Db, batchId: string, position: number): Promise<{ stated: unknown } | null> {
  return db.maybe(sql`
    select stated
      from batch_items
     where batch_id = ${batchId} and position = ${position}
  `);
}

/** States something of a file, and where it really is. */
export function updateStated(
  tx: Tx,
  batchId: string,
  position: number,
  place: string,
  stated: Stated,
): Promise<number> {
  return tx.run(sql`
    update batch_items
       set path = ${place}, stated = ${json(stated)}
     where batch_id = ${batchId} and position = ${position} and status in ('queued', 'running')
  `);
}

/** Adds files that a document named, after those that are there. Refused ones come with their reason. */
export function insertFoundFiles(
  tx: Tx,
  batchId: string,
  found: readonly { name: string; path: string; stated: Stated | null; reason: string | null }[],
): Promise<number> {
  return tx.run(sql`
    insert into batch_items (batch_id, position, name, path, stated, status, progress, reason)
    select ${batchId}, (last.position + nth)::integer, file ->> 'name', file ->> 'path', nullif(file -> 'stated', 'null'),
           case when file ->> 'reason' is null then 'queued' else 'refused' end,
           case when file ->> 'reason' is null then 0 else 1 end, file ->> 'reason'
      from jsonb_array_elements(${json(found)}) with ordinality as given (file, nth)
     cross join (select max(position) as position from batch_items where batch_id = ${batchId}) as last
  `);
}

/** What a batch was asked to read. */
export function selectBatchSource(db: Db, batchId: string): Promise<{ source: unknown } | null> {
  return db.maybe(sql`select source from batches where id = ${batchId}`);
}

/** A scene as corrections and versions need it. */
export type StoredScene = {
  id: string;
  campaignId: string;
  campaign: string;
  acquiredAt: string;
  acquiredPrecision: AcquiredPrecision;
  acquiredSource: string;
  sensor: string | null;
  attribution: string | null;
  originalKey: string | null;
  sidecars: KeptSidecar[];
  processing: string[];
  createdAt: string;
  versionId: string | null;
};

export function selectScene(db: Db, id: string): Promise<StoredScene | null> {
  return db.maybe(sql`
    select scenes.id, campaign_id as "campaignId", campaigns.slug as campaign, acquired_at as "acquiredAt",
           acquired_precision as "acquiredPrecision", acquired_source as "acquiredSource", sensor, attribution,
           original_key as "originalKey", sidecars, processing, scenes.created_at as "createdAt",
           version_id as "versionId"
      from scenes
      join campaigns on campaigns.id = campaign_id
     where scenes.id = ${id}
  `);
}

/** Sets a scene right, and keeps what was said before with who changed it. */
export function updateScene(
  tx: Tx,
  id: string,
  scene: Pick<StoredScene, "acquiredAt" | "acquiredPrecision" | "acquiredSource" | "sensor" | "attribution">,
): Promise<number> {
  return tx.run(sql`
    update scenes
       set acquired_at = ${scene.acquiredAt}, acquired_precision = ${scene.acquiredPrecision},
           acquired_source = ${scene.acquiredSource}, sensor = ${scene.sensor}, attribution = ${scene.attribution}
     where id = ${id}
  `);
}

export function insertSceneCorrection(
  tx: Tx,
  correction: { id: string; sceneId: string; before: unknown; after: unknown; correctedBy: string | null },
): Promise<number> {
  return tx.run(sql`
    insert into scene_corrections (id, scene_id, before, after, corrected_by)
    values (${correction.id}, ${correction.sceneId}, ${json(correction.before)}, ${json(correction.after)},
            ${correction.correctedBy})
  `);
}
