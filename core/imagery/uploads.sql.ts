import type { Upload } from "../../shared/uploads.ts";
import { sql, type Db, type Tx } from "../db.ts";

/** An upload as it is stored; how much has arrived is the length of its file. */
export type UploadRow = Omit<Upload, "received">;

const COLUMNS = sql`
  id, name, bytes, created_at as "createdAt", finished_at as "finishedAt", expires_at as "expiresAt", sha256
`;

export function insertUpload(
  tx: Tx,
  upload: { id: string; name: string; bytes: number; createdBy: string; keepHours: number },
): Promise<number> {
  return tx.run(sql`
    insert into uploads (id, name, bytes, created_by, expires_at)
    values (${upload.id}, ${upload.name}, ${upload.bytes}, ${upload.createdBy},
            now() + make_interval(hours => ${upload.keepHours}))
  `);
}

export function selectUpload(db: Db, id: string): Promise<UploadRow | null> {
  return db.maybe(sql`
    select ${COLUMNS}
      from uploads
     where id = ${id}
  `);
}

/** In the order in which they are asked for. */
export function selectUploads(db: Db, ids: readonly string[]): Promise<UploadRow[]> {
  return db.many(sql`
    select ${COLUMNS}
      from uploads
     where id = any(${ids}::uuid[])
     order by array_position(${ids}::uuid[], id)
  `);
}

/** The newest first, after the one that a cursor names. */
export function selectUploadPage(
  db: Db,
  page: { after: string | null; limit: number },
): Promise<UploadRow[]> {
  return db.many(sql`
    select ${COLUMNS}
      from uploads
     where ${page.after}::uuid is null or id < ${page.after}::uuid
     order by id desc
     limit ${page.limit}
  `);
}

/** Touches no row when another request has said so before. */
export function updateFinished(tx: Tx, id: string, keepHours: number): Promise<number> {
  return tx.run(sql`
    update uploads
       set finished_at = now(), expires_at = now() + make_interval(hours => ${keepHours})
     where id = ${id} and finished_at is null
  `);
}

export function updateSha256(tx: Tx, id: string, sha256: string): Promise<number> {
  return tx.run(sql`
    update uploads
       set sha256 = ${sha256}
     where id = ${id}
  `);
}

/** What is still being sent is not forgotten under the sender's hands. */
export function updateExpiry(tx: Tx, ids: readonly string[], keepHours: number): Promise<number> {
  return tx.run(sql`
    update uploads
       set expires_at = now() + make_interval(hours => ${keepHours})
     where id = any(${ids}::uuid[])
  `);
}

export function selectExpiredUploads(db: Db): Promise<{ id: string }[]> {
  return db.many(sql`
    select id
      from uploads
     where expires_at < now() and (held_until is null or held_until < now())
     limit 1000
  `);
}

export function deleteUpload(tx: Tx, id: string): Promise<number> {
  return tx.run(sql`
    delete from uploads
     where id = ${id}
  `);
}

/** Takes a file for one request; no row when another holds it. The row's own lock decides between two at once. */
export function claimUpload(tx: Tx, id: string, holder: string, seconds: number): Promise<number> {
  return tx.run(sql`
    update uploads
       set held_by = ${holder}, held_until = now() + make_interval(secs => ${seconds}), is_wanted = false
     where id = ${id} and (held_by is null or held_until < now())
  `);
}

/** Asks whoever holds a file to let go of it. No row: there is no such upload. */
export function wantUpload(tx: Tx, id: string): Promise<number> {
  return tx.run(sql`
    update uploads
       set is_wanted = true
     where id = ${id}
  `);
}

/** Keeps a file for a while longer; null when it is no longer ours. */
export function renewUpload(
  tx: Tx,
  id: string,
  holder: string,
  seconds: number,
): Promise<{ isWanted: boolean } | null> {
  return tx.maybe(sql`
       update uploads
          set held_until = now() + make_interval(secs => ${seconds})
        where id = ${id} and held_by = ${holder}
    returning is_wanted as "isWanted"
  `);
}

export function releaseUpload(tx: Tx, id: string, holder: string): Promise<number> {
  return tx.run(sql`
    update uploads
       set held_by = null, held_until = null, is_wanted = false
     where id = ${id} and held_by = ${holder}
  `);
}
