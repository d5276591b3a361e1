import type { Export, ExportFailure, ExportFilter, ExportFormat } from "../../shared/exports.ts";
import type { Run } from "./pace.ts";
import { json, sql, type Db, type Sql, type Tx } from "../db.ts";

const EXPORT_COLUMNS: Sql = sql`
  exports.id, campaigns.slug as campaign, format, exports.status, progress, bytes, sha256, failure, reason,
  filter, snapshot_at as "snapshotAt", exports.created_at as "createdAt", done, buildings,
  extract(epoch from reported_at - started_at)::float8 as seconds
`;

type ExportRow = Omit<Export, "pace" | "filter" | "buildings"> & Run & { filter: unknown };

export function insertExport(
  tx: Tx,
  one: {
    id: string;
    campaignId: string;
    format: ExportFormat;
    filter: ExportFilter;
    createdBy: string | null;
  },
): Promise<number> {
  return tx.run(sql`
    insert into exports (id, campaign_id, format, filter, created_by)
    values (${one.id}, ${one.campaignId}, ${one.format}, ${json(one.filter)}, ${one.createdBy})
  `);
}

export function selectExport(db: Db, id: string): Promise<ExportRow | null> {
  return db.maybe(sql`
    select ${EXPORT_COLUMNS}
      from exports
      join campaigns on campaigns.id = campaign_id
     where exports.id = ${id}
  `);
}

/** Newest first, after the one that a cursor names. */
export function selectExports(
  db: Db,
  campaignId: string,
  page: { after: string | null; limit: number },
): Promise<ExportRow[]> {
  return db.many(sql`
    select ${EXPORT_COLUMNS}
      from exports
      join campaigns on campaigns.id = campaign_id
     where campaign_id = ${campaignId} and (${page.after}::uuid is null or exports.id < ${page.after}::uuid)
     order by exports.id desc
     limit ${page.limit}
  `);
}

export function selectExportForWork(
  db: Db,
  id: string,
): Promise<{
  campaignId: string;
  campaign: string;
  format: ExportFormat;
  filter: unknown;
  status: Export["status"];
} | null> {
  return db.maybe(sql`
    select campaign_id as "campaignId", campaigns.slug as campaign, format, filter, exports.status
      from exports
      join campaigns on campaigns.id = campaign_id
     where exports.id = ${id}
  `);
}

/**
 * A run begins from nothing, whatever one before it had done; none does when it was cancelled. When it began is what
 * tells it from an earlier one that does not know yet that it was cancelled, and that may say nothing any more.
 */
export function updateExportStarted(tx: Tx, id: string): Promise<{ run: string } | null> {
  return tx.maybe(sql`
    update exports
       set status = 'running', progress = 0, failure = null, reason = null, started_at = now(), reported_at = now(), buildings = null, done = 0
     where id = ${id} and status in ('queued', 'running')
 returning started_at::text as run
  `);
}

/** @returns 0 when it was cancelled meanwhile */
export function updateExportProgress(
  tx: Tx,
  { id, run }: { id: string; run: string },
  written: { progress: number; done: number; buildings: number },
): Promise<number> {
  return tx.run(sql`
    update exports
       set progress = ${written.progress}, done = ${written.done}, buildings = ${written.buildings}, reported_at = now()
     where id = ${id} and status = 'running' and started_at = ${run}::timestamptz
  `);
}

/** Puts an export that ended without a file back among those that wait. */
export function updateExportWaiting(tx: Tx, id: string): Promise<number> {
  return tx.run(sql`
    update exports
       set status = 'queued', progress = 0, failure = null, reason = null, started_at = null, reported_at = null, buildings = null, done = 0
     where id = ${id} and status in ('failed', 'cancelled')
  `);
}

export function updateExportDone(
  tx: Tx,
  { id, run }: { id: string; run: string },
  file: { bytes: number; sha256: string; objectKey: string; snapshotAt: string; buildings: number | null },
): Promise<number> {
  return tx.run(sql`
    update exports
       set status = 'done', progress = 1, failure = null, reason = null, bytes = ${file.bytes}, sha256 = ${file.sha256},
           object_key = ${file.objectKey}, snapshot_at = ${file.snapshotAt}, buildings = ${file.buildings}
     where id = ${id} and status = 'running' and started_at = ${run}::timestamptz
  `);
}

export function updateExportFailed(
  tx: Tx,
  { id, run }: { id: string; run: string },
  why: { failure: ExportFailure; reason: string },
): Promise<number> {
  return tx.run(sql`
    update exports
       set status = 'failed', failure = ${why.failure}, reason = ${why.reason}
     where id = ${id} and status = 'running' and started_at = ${run}::timestamptz
  `);
}

/** Exports that nobody will write any more, because their job was given up: without this they would run for ever. */
export function updateExportsAbandoned(
  tx: Tx,
  why: { failure: ExportFailure; reason: string },
): Promise<{ id: string; campaign: string }[]> {
  return tx.many(sql`
    update exports
       set status = 'failed', failure = ${why.failure}, reason = ${why.reason}
      from campaigns
     where campaigns.id = campaign_id
       and exports.status in ('queued', 'running')
       and not exists (select from job_requests
                        where job_requests.name = 'write-export' and finished_at is null
                          and payload ->> 'export' = exports.id::text)
 returning exports.id, campaigns.slug as campaign
  `);
}

export function selectExportFile(
  db: Db,
  id: string,
): Promise<{
  objectKey: string | null;
  bytes: number | null;
  sha256: string | null;
  format: ExportFormat;
  campaign: string;
} | null> {
  return db.maybe(sql`
    select object_key as "objectKey", bytes, sha256, format, campaigns.slug as campaign
      from exports
      join campaigns on campaigns.id = campaign_id
     where exports.id = ${id}
  `);
}

/** The moment of this snapshot, by the clock of the database. */
export function selectSnapshotTime(db: Db): Promise<{ at: string }> {
  return db.one(sql`select now() as at`);
}

/** When anything that a snapshot of findings holds last changed; the campaign's beginning when nothing ever did. */
export function selectChangedAt(db: Db, campaignId: string): Promise<{ changedAt: string }> {
  return db.one(sql`
    select greatest(campaigns.created_at,
                    (select max(updated_at) from consensus where campaign_id = campaigns.id),
                    (select max(decided_at) from scene_offsets where campaign_id = campaigns.id),
                    (select max(reviewed_at)
                       from reviews
                       join buildings on buildings.id = building_id
                      where buildings.campaign_id = campaigns.id),
                    (select max(marked_at)
                       from building_marks
                       join buildings on buildings.id = building_id
                      where buildings.campaign_id = campaigns.id)) as "changedAt"
      from campaigns
     where id = ${campaignId}
  `);
}
