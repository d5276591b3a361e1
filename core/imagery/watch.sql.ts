import type { WatchedFolder } from "../../shared/watched-folders.ts";
import { json, sql, type Db, type Tx } from "../db.ts";

/** Files of other paths stay on record: a folder that is watched again does not give the same files twice. */
export function upsertWatchedFolder(
  tx: Tx,
  folder: { campaignId: string; path: string; kind: "scenes" | "buildings"; createdBy: string | null },
): Promise<number> {
  return tx.run(sql`
    insert into watched_folders (campaign_id, path, kind, created_by)
    values (${folder.campaignId}, ${folder.path}, ${folder.kind}, ${folder.createdBy})
        on conflict (campaign_id) -- a campaign watches one folder: another takes its place
        do update set path = excluded.path, kind = excluded.kind, created_by = excluded.created_by,
                      created_at = now(), looked_at = null, trouble = null
  `);
}

export function deleteWatchedFolder(tx: Tx, campaignId: string): Promise<number> {
  return tx.run(sql`delete from watched_folders where campaign_id = ${campaignId}`);
}

export function selectWatchedFolder(db: Db, campaignId: string): Promise<WatchedFolder | null> {
  return db.maybe(sql`
    select path, kind, created_at as "createdAt", looked_at as "lookedAt", trouble,
           (select count(*)
              from watched_files
             where campaign_id = watched_folders.campaign_id and batch_id is null) as waiting,
           (select count(*)
              from watched_files
             where campaign_id = watched_folders.campaign_id and batch_id is not null) as taken
      from watched_folders
     where campaign_id = ${campaignId}
  `);
}

/** A folder to look into, with what a batch of its files needs to know. */
export type FolderToWatch = {
  campaignId: string;
  campaign: string;
  path: string;
  kind: "scenes" | "buildings";
  createdBy: string | null;
};

/** Archived campaigns take nothing in. */
export function selectFoldersToWatch(db: Db): Promise<FolderToWatch[]> {
  return db.many(sql`
    select campaign_id as "campaignId", slug as campaign, path, kind, created_by as "createdBy"
      from watched_folders
      join campaigns on campaigns.id = campaign_id
     where archived_at is null
     order by campaign_id
  `);
}

/**
 * Locks the folder for the rest of the transaction, so that of two workers that looked at once the second finds what
 * the first has taken. Null when it is watched no longer, or another one is.
 */
export function lockWatchedFolder(
  tx: Tx,
  folder: { campaignId: string; path: string },
): Promise<{ campaignId: string } | null> {
  return tx.maybe(sql`
    select campaign_id as "campaignId"
      from watched_folders
     where campaign_id = ${folder.campaignId} and path = ${folder.path}
       for update
  `);
}

export function updateLook(tx: Tx, campaignId: string, trouble: string | null): Promise<number> {
  return tx.run(sql`
    update watched_folders
       set looked_at = now(), trouble = ${trouble}
     where campaign_id = ${campaignId}
  `);
}

/** A file as it lies there now. */
export type SeenFile = { path: string; bytes: number; modifiedMs: number };

/** What has changed rests from now on, and is to be taken (again). */
export function upsertSeenFiles(tx: Tx, campaignId: string, files: readonly SeenFile[]): Promise<number> {
  return tx.run(sql`
    insert into watched_files (campaign_id, path, bytes, modified_ms)
    select ${campaignId}, path, bytes, "modifiedMs"
      from jsonb_to_recordset(${json(files)}) as seen (path text, bytes bigint, "modifiedMs" double precision)
        on conflict (campaign_id, path) -- seen before: only what has changed since is written
        do update set bytes = excluded.bytes, modified_ms = excluded.modified_ms, rests_since = now(), batch_id = null
     where (watched_files.bytes, watched_files.modified_ms) <> (excluded.bytes, excluded.modified_ms)
  `);
}

/** Forgets files that vanished before they were taken. What was taken is kept: a disk may be away for a while. */
export function deleteVanishedFiles(tx: Tx, campaignId: string, paths: readonly string[]): Promise<number> {
  return tx.run(sql`
    delete from watched_files
     where campaign_id = ${campaignId} and batch_id is null and path <> all(${paths}::text[])
  `);
}

export function selectRestedFiles(
  db: Db,
  campaignId: string,
  paths: readonly string[],
  restSeconds: number,
): Promise<{ path: string; bytes: number }[]> {
  return db.many(sql`
    select path, bytes::float8 as bytes
      from watched_files
     where campaign_id = ${campaignId} and batch_id is null and path = any(${paths}::text[])
       and rests_since <= now() - make_interval(secs => ${restSeconds})
     order by path
  `);
}

export function updateTakenFiles(
  tx: Tx,
  campaignId: string,
  paths: readonly string[],
  batchId: string,
): Promise<number> {
  return tx.run(sql`
    update watched_files
       set batch_id = ${batchId}
     where campaign_id = ${campaignId} and path = any(${paths}::text[])
  `);
}
