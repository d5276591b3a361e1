import type { Batch } from "../../shared/batches.ts";
import { json, sql, type Db, type Tx } from "../db.ts";
import type { BatchKind } from "./batches.sql.ts";

/** Holds the batch's row, so that of two actions at once the second sees what the first did. */
export function lockBatch(
  tx: Tx,
  id: string,
): Promise<{ campaign: string; kind: BatchKind; status: Batch["status"]; isPaused: boolean } | null> {
  return tx.maybe(sql`
    select campaigns.slug as campaign, kind, batches.status, paused_at is not null as "isPaused"
      from batches
      join campaigns on campaigns.id = campaign_id
     where batches.id = ${id}
       for no key update of batches
  `);
}

export function updatePaused(tx: Tx, id: string, isPaused: boolean): Promise<number> {
  return tx.run(sql`
    update batches
       set paused_at = case when ${isPaused} then now() end,
           status = case when ${isPaused} then status else 'queued' end
     where id = ${id}
  `);
}

export function updateCancelled(tx: Tx, id: string): Promise<number> {
  return tx.run(sql`
    update batches
       set status = 'cancelled', paused_at = null, started_at = coalesce(started_at, now()), finished_at = now()
     where id = ${id}
  `);
}

/** Gives every file that has no end yet the same one. */
export function updateUndecidedItems(tx: Tx, batchId: string, reason: string): Promise<number> {
  return tx.run(sql`
    update batch_items
       set status = 'refused', progress = 1, reason = ${reason}, finished_at = now()
     where batch_id = ${batchId} and status in ('queued', 'running')
  `);
}

/** Forgets the ends of files that were not accepted, so that the next run gives them another. */
export function updateItemsForRetry(tx: Tx, batchId: string): Promise<number> {
  return tx.run(sql`
    update batch_items
       set status = 'queued', progress = 0, reason = null, processing = '{}', rows_accepted = null,
           rows_refused = null, refused_rows = '[]', started_at = null, finished_at = null
     where batch_id = ${batchId} and status in ('refused', 'failed')
  `);
}

/** What is stated in `options` stands beside what was stated before, or in its place; so do single file's dates. */
export function updateForRetry(
  tx: Tx,
  id: string,
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  return tx.run(sql`
    update batches
       set status = 'queued', reason = null, paused_at = null, finished_at = null,
           options = options || ${json(options)}
                     || case when ${json(options)} ? 'acquiredAt'
                             then jsonb_build_object('acquiredAt', coalesce(options -> 'acquiredAt', '{}')
                                                                   || (${json(options)} -> 'acquiredAt'))
                             else '{}' end
     where id = ${id}
  `);
}

/** Begins a run, from which rates are counted; no row when the batch is paused or ended. */
export function updateRunStarted(tx: Tx, id: string): Promise<number> {
  return tx.run(sql`
    update batches
       set status = 'running', reason = null, started_at = coalesce(started_at, now()), run_started_at = now(),
           run_done_bytes = (select coalesce(sum(bytes * progress), 0)::bigint
                               from batch_items
                              where batch_id = ${id} and status not in ('queued', 'running')),
           run_done_mpix = (select coalesce(sum(mpix * progress), 0)
                              from batch_items
                             where batch_id = ${id} and status not in ('queued', 'running'))
     where id = ${id} and paused_at is null and status in ('queued', 'running')
  `);
}

export function selectIsHalted(db: Db, id: string): Promise<{ isHalted: boolean }> {
  return db.one(sql`
    select paused_at is not null or status = 'cancelled' as "isHalted"
      from batches
     where id = ${id}
  `);
}

/** The end of a run that was halted: what it had begun is begun anew. */
export async function updateHalted(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`
    update batch_items
       set status = 'queued', progress = 0, started_at = null
     where batch_id = ${id} and status = 'running'
  `);
  await tx.run(sql`
    update batches
       set status = 'queued'
     where id = ${id} and status = 'running' and paused_at is not null
  `);
}
