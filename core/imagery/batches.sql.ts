import type {
  Batch,
  BatchItem,
  BatchSource,
  ImportQuestion,
  RefusedRow,
  RowCounts,
} from "../../shared/batches.ts";
import type { Run } from "./batch-pace.ts";
import { json, sql, type Db, type Tx } from "../db.ts";

export type BatchKind = "scenes" | "buildings";
/** A file of a batch as the import sees it. `path` is local. */
export type BatchFile = { position: number; name: string; path: string; status: BatchItem["status"] };

export function insertBatch(
  tx: Tx,
  batch: {
    id: string;
    campaignId: string;
    kind: BatchKind;
    source: BatchSource;
    options: unknown;
    createdBy: string | null;
  },
): Promise<number> {
  return tx.run(sql`
    insert into batches (id, campaign_id, kind, source, options, created_by)
    values (${batch.id}, ${batch.campaignId}, ${batch.kind}, ${json(batch.source)}, ${json(batch.options)}, ${batch.createdBy})
  `);
}

export function insertBatchFiles(
  tx: Tx,
  batchId: string,
  files: readonly { name: string; path: string; bytes?: number | null }[],
): Promise<number> {
  return tx.run(sql`
    insert into batch_items (batch_id, position, name, path, bytes)
    select ${batchId}, (position - 1)::integer, file ->> 'name', file ->> 'path', (file ->> 'bytes')::bigint
      from jsonb_array_elements(${json(files)}) with ordinality as given (file, position)
  `);
}

export function selectBatchForWork(
  db: Db,
  id: string,
): Promise<{
  campaignId: string;
  campaign: string;
  kind: BatchKind;
  status: Batch["status"];
  options: unknown;
} | null> {
  return db.maybe(sql`
    select campaign_id as "campaignId", campaigns.slug as campaign, kind, batches.status, options
      from batches
      join campaigns on campaigns.id = campaign_id
     where batches.id = ${id}
  `);
}

export function selectBatchFiles(db: Db, batchId: string): Promise<BatchFile[]> {
  return db.many(sql`
    select position, name, path, status
      from batch_items
     where batch_id = ${batchId}
     order by position
  `);
}

type BatchRow = Omit<Batch, "items" | "progress" | "pace"> & { run: Run };

export function selectBatch(db: Db, id: string): Promise<BatchRow | null> {
  return db.maybe(sql`
    select batches.id, campaigns.slug as campaign, kind, source, options, batches.status, reason, batches.created_at as "createdAt",
           started_at as "startedAt", finished_at as "finishedAt", paused_at is not null as "isPaused",
           jsonb_build_object('startedAt', run_started_at, 'doneBytes', run_done_bytes, 'doneMpix', run_done_mpix) as run
      from batches
      join campaigns on campaigns.id = campaign_id
     where batches.id = ${id}
  `);
}

/** Newest first, after the one that a cursor names. */
export function selectBatchIds(
  db: Db,
  campaignId: string,
  page: { after: string | null; limit: number },
): Promise<{ id: string }[]> {
  return db.many(sql`
    select id
      from batches
     where campaign_id = ${campaignId} and (${page.after}::uuid is null or id < ${page.after}::uuid)
     order by id desc
     limit ${page.limit}
  `);
}

/** With reasons in words, as they are stored. */
export type BatchItemRow = Omit<BatchItem, "refusal" | "refusedRows"> & { refusedRows: RefusedRow[] };

export function selectBatchItems(db: Db, batchId: string): Promise<BatchItemRow[]> {
  return db.many(sql`
    select name, status, progress, bytes, mpix, started_at as "startedAt", finished_at as "finishedAt", reason, processing as did, scene_id as scene, refused_rows as "refusedRows",
           case when rows_accepted is not null
                then coalesce(row_counts, '{}') || jsonb_build_object('accepted', rows_accepted, 'refused', rows_refused)
                end as rows, question
      from batch_items
     where batch_id = ${batchId}
     order by position
  `);
}

/** Of one file, the `nth` in the order of `selectBatchItems`, from 0. */
export function selectRefusals(
  db: Db,
  batchId: string,
  nth: number,
): Promise<{
  name: string;
  rowsRefused: number | null;
  refusedRows: RefusedRow[];
  refusedKey: string | null;
} | null> {
  return db.maybe(sql`
    select name, rows_refused as "rowsRefused", refused_rows as "refusedRows", refused_key as "refusedKey"
      from batch_items
     where batch_id = ${batchId}
     order by position
    offset ${nth}
     limit 1
  `);
}

export function updateBatchStatus(
  tx: Tx,
  id: string,
  status: Batch["status"],
  reason: string | null,
): Promise<number> {
  return tx.run(sql`
    update batches
       set status = ${status}, reason = ${reason},
           started_at = coalesce(started_at, now()),
           finished_at = case when ${status} in ('done', 'failed', 'cancelled') then now() end
     where id = ${id} and status <> 'cancelled' -- what was cancelled meanwhile stays so
  `);
}

export function updateItemProgress(
  tx: Tx,
  batchId: string,
  position: number,
  progress: number,
  mpix: number | null,
): Promise<number> {
  return tx.run(sql`
    update batch_items
       set status = 'running', progress = ${progress}, mpix = coalesce(${mpix}::float8, mpix),
           started_at = coalesce(started_at, now())
     where batch_id = ${batchId} and position = ${position} and status in ('queued', 'running')
  `);
}

/** How a file of a batch ended. */
export type ItemOutcome = {
  status: "accepted" | "refused" | "failed";
  reason: string | null;
  did: readonly string[];
  scene: string | null;
  rows: RowCounts | null;
  refusedRows: readonly RefusedRow[];
  /** Of footprints that cannot be imported before something is stated. */
  question?: ImportQuestion | null;
  /** Object with all refused rows, where there are more than `refusedRows` lists. */
  refusedKey?: string;
};

/** The end of a file, once: of two runs of one batch the later finds it decided and touches no row. */
export function updateItemOutcome(
  tx: Tx,
  batchId: string,
  position: number,
  outcome: ItemOutcome,
): Promise<number> {
  return tx.run(sql`
    update batch_items
       set status = ${outcome.status}, progress = 1, finished_at = now(), reason = ${outcome.reason}, processing = ${outcome.did},
           scene_id = ${outcome.scene}, rows_accepted = ${outcome.rows?.accepted ?? null},
           rows_refused = ${outcome.rows?.refused ?? null}, refused_rows = ${json(outcome.refusedRows)},
           refused_key = ${outcome.refusedKey ?? null}, row_counts = ${json(outcome.rows)}, question = nullif(${json(outcome.question ?? null)}, 'null')
     where batch_id = ${batchId} and position = ${position} and status in ('queued', 'running')
  `);
}
