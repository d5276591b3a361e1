import type { Export, ExportFilter, ExportFormat } from "../../shared/exports.ts";
import { json, sql, type Db, type Sql, type Tx } from "../db.ts";

const EXPORT_COLUMNS: Sql = sql`
  exports.id, campaigns.slug as campaign, format, exports.status, progress, bytes, sha256, reason,
  snapshot_at as "snapshotAt", exports.created_at as "createdAt"
`;

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

export function selectExport(db: Db, id: string): Promise<Export | null> {
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
): Promise<Export[]> {
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

export function updateExportProgress(tx: Tx, id: string, progress: number): Promise<number> {
  return tx.run(sql`
    update exports
       set status = 'running', progress = ${progress}
     where id = ${id} and status in ('queued', 'running')
  `);
}

export function updateExportDone(
  tx: Tx,
  id: string,
  file: { bytes: number; sha256: string; objectKey: string; snapshotAt: string },
): Promise<number> {
  return tx.run(sql`
    update exports
       set status = 'done', progress = 1, reason = null, bytes = ${file.bytes}, sha256 = ${file.sha256},
           object_key = ${file.objectKey}, snapshot_at = ${file.snapshotAt}
     where id = ${id}
  `);
}

export function updateExportFailed(tx: Tx, id: string, reason: string): Promise<number> {
  return tx.run(sql`
    update exports
       set status = 'failed', reason = ${reason}
     where id = ${id}
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

/** How many buildings there are to write, before filters: for progress only. */
export function countBuildings(db: Db, campaignId: string): Promise<{ buildings: number }> {
  return db.one(sql`select count(*) as buildings from buildings where campaign_id = ${campaignId}`);
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
