/**
 * Imports as an admin sees them: a batch, a row per file, progress, and an end for each file. What is done with a
 * file is the caller's: `imagery.ts` makes scenes of it, `core/buildings` makes buildings.
 */
import { stat } from "node:fs/promises";
import { v7 as uuid } from "uuid";
import type { Batch, NewBatch } from "../../shared/batches.ts";
import { AppError } from "../../shared/errors.ts";
import { sayRefusal } from "../../shared/refusals.ts";
import { storableText } from "../../shared/text.ts";
import type { Account } from "../accounts/accounts.ts";
import { getCampaignRow, getChangeableCampaign } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { isDatabaseAway, type Tx } from "../db.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { enqueue, enqueueUnlessWaiting } from "../jobs.ts";
import {
  insertBatch,
  insertBatchFiles,
  selectBatch,
  selectBatchFiles,
  selectBatchForWork,
  selectBatchIds,
  selectBatchItems,
  updateBatchStatus,
  updateItemOutcome,
  updateItemProgress,
  type BatchFile,
  type ItemOutcome,
} from "./batches.sql.ts";
import { checkAddress } from "./addresses/check-address.ts";
import { nameOfAddress } from "./addresses/read-address.ts";
import { watchForHalt } from "./batch-halt.ts";
import { updateHalted, updateRunStarted } from "./batch-actions.sql.ts";
import { paceOf } from "./batch-pace.ts";
import { listImportFiles } from "./import-files.ts";
import { toldItem } from "./told-items.ts";
import { layOutUploads, removeUsedUploads } from "./uploads.ts";

const PAGE_SIZE = 50;
/** What is told of a file or a row may quote it, and files quote anything. */
const LONGEST_REASON = 1_000;
/** How often at most a file's progress is written, milliseconds. */
const PROGRESS_EVERY_MS = 400;

/**
 * Asks for an import and gives the ids of the batch and its job at once; a worker does it.
 *
 * @param roots folders that the source must lie in; null for the command line, which reads what its user can
 * @throws AppError `not_found` for the campaign, `forbidden` outside the roots, `invalid_input` for a missing file
 */
export async function createBatch(
  ctx: Context,
  actor: Account | null,
  input: { slug: string } & NewBatch,
  roots: readonly string[] | null,
): Promise<{ id: string; job: string }> {
  const campaign = await getChangeableCampaign(ctx, input.slug);
  const id = uuid();
  const files = await withLengths(await listSourceFiles(ctx, input, roots, id));
  const job = await ctx.db.transaction(async (tx) => {
    const { kind, source, options } = input;
    const createdBy = actor?.id ?? null;
    return storeBatch(ctx, tx, { id, campaignId: campaign.id, kind, source, options, createdBy }, files);
  });
  ctx.log.info(
    { campaign: campaign.slug, batch: id, kind: input.kind, files: files.length },
    "import requested",
  );
  return { id, job };
}

/** Stores an import with its files and asks for the job that does it, whose id it gives. */
export async function storeBatch(
  ctx: Context,
  tx: Tx,
  batch: Parameters<typeof insertBatch>[1],
  files: readonly { name: string; path: string; bytes: number | null }[],
): Promise<string> {
  await insertBatch(tx, batch);
  await insertBatchFiles(tx, batch.id, files);
  return enqueue(ctx, tx, batch.kind === "scenes" ? "import-scenes" : "import-buildings", {
    batch: batch.id,
  });
}

/** What an import begins with. What an address leads to is found out by the worker, and becomes further rows. */
async function listSourceFiles(
  ctx: Context,
  { kind, source }: NewBatch,
  roots: readonly string[] | null,
  id: string,
): Promise<{ name: string; path: string }[]> {
  if ("path" in source) return listImportFiles(source.path, roots);
  if ("uploads" in source) {
    const folder = await layOutUploads(ctx, id, source.uploads);
    return listImportFiles(folder, null);
  }
  // Refused at once when it may never be fetched; a template of tiles is an address once its parts are filled in.
  const address = kind === "scenes" ? source.url.replaceAll(/\{[^}]*\}/g, "0") : source.url;
  checkAddress(address, ctx.config.importHosts);
  return [{ name: nameOfAddress(source.url), path: source.url }];
}

/** How long the files are, for rates; what lies elsewhere has no length yet. */
function withLengths(files: readonly { name: string; path: string }[]) {
  return Promise.all(
    files.map(async (file) => ({ ...file, bytes: (await stat(file.path).catch(() => null))?.size ?? null })),
  );
}

/** How an import goes, file by file. @throws AppError `not_found` */
export async function getBatch(ctx: Context, id: string): Promise<Batch> {
  const batch = await selectBatch(ctx.db, id);
  if (batch === null) throw new AppError("not_found", "There is no such import");
  const items = await selectBatchItems(ctx.db, id);
  const progress =
    items.length === 0 ? 1 : items.reduce((sum, item) => sum + item.progress, 0) / items.length;
  const { run, ...rest } = batch;
  const isRunning = batch.status === "running" && !batch.isPaused;
  return { ...rest, progress, pace: paceOf(items, run, isRunning, Date.now()), items: items.map(toldItem) };
}

/** Imports of a campaign, newest first. */
export async function listBatches(
  ctx: Context,
  input: { slug: string; limit?: number | undefined; cursor?: string | undefined },
): Promise<{ items: Batch[]; next: string | null }> {
  const campaign = await getCampaignRow(ctx, input.slug);
  const limit = input.limit ?? PAGE_SIZE;
  const ids = await selectBatchIds(ctx.db, campaign.id, {
    after: readCursor(input.cursor),
    limit: limit + 1,
  });
  const items = await Promise.all(ids.slice(0, limit).map(({ id }) => getBatch(ctx, id)));
  return { items, next: ids.length > limit ? writeCursor(ids[limit - 1]?.id) : null };
}

/**
 * What the work on one file is given. `report` may be called as often as one likes; how large an image is, in millions
 * of pixels, once is enough.
 */
export type FileWork = (
  file: BatchFile,
  batch: { id: string; campaignId: string; campaign: string; options: unknown },
  report: (share: number, mpix?: number) => void,
  stop: AbortSignal,
) => Promise<void>;

/**
 * Runs a batch: each file that has no end yet gets one, some at a time. The work stores the file's end itself, with
 * what it made, in one transaction; what it throws becomes the end otherwise. May run twice.
 *
 * @param stop leaves the files under way without an end, for the next run
 */
export async function runBatch(
  ctx: Context,
  batchId: string,
  atOnce: number,
  work: FileWork,
  stop: AbortSignal,
): Promise<void> {
  const found = await selectBatchForWork(ctx.db, batchId);
  if (found === null || found.status === "done" || found.status === "cancelled") return;
  const batch = { id: batchId, ...found };
  const tell = () => ctx.events.publish({ name: "batch:changed", campaign: batch.campaign, id: batchId });

  const isOurs = (await ctx.db.transaction((tx) => updateRunStarted(tx, batchId))) > 0;
  if (!isOurs) return; // paused before anybody began
  const halt = watchForHalt(ctx, batchId);
  const either = AbortSignal.any([stop, halt.signal]);
  tell();
  const waiting = (await selectBatchFiles(ctx.db, batchId)).filter(({ status }) => !isDecided(status));
  const takeNext = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      stop.throwIfAborted();
      if (halt.signal.aborted) return;
      await runFile(ctx, batch, file, work, { stop, either });
      tell();
    }
  };
  // All of them end before this does, so that nobody works on in the background.
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, takeNext));
  halt.close();
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  await ctx.db.transaction(async (tx) => {
    if (halt.signal.aborted) await updateHalted(tx, batchId);
    else await updateBatchStatus(tx, batchId, "done", null);
    await enqueueUnlessWaiting(ctx, tx, "estimate-usability", { campaign: batch.campaignId });
  });
  await forgetUploads(ctx, batchId);
  tell();
}

/** What was uploaded is kept for another try until every file of it is in the campaign. */
async function forgetUploads(ctx: Context, id: string): Promise<void> {
  const { source, status, items } = await getBatch(ctx, id);
  if (!("uploads" in source) || status !== "done") return;
  if (items.every((item) => item.status === "accepted")) await removeUsedUploads(ctx, id, source.uploads);
}

async function runFile(
  ctx: Context,
  batch: { id: string; campaignId: string; campaign: string; options: unknown },
  file: BatchFile,
  work: FileWork,
  { stop, either }: { stop: AbortSignal; either: AbortSignal },
): Promise<void> {
  const write = async (share: number, mpix: number | null) => {
    const progress = Math.min(1, Math.max(0, share));
    await ctx.db.transaction((tx) => updateItemProgress(tx, batch.id, file.position, progress, mpix));
    ctx.events.publish({ name: "batch:changed", campaign: batch.campaign, id: batch.id });
  };
  await write(0, null);
  let reportedAt = Date.now();
  const report = (share: number, mpix: number | null = null) => {
    if (mpix === null && Date.now() - reportedAt < PROGRESS_EVERY_MS) return;
    reportedAt = Date.now();
    // Progress is for the eye: one lost report is followed by the next.
    write(share, mpix).catch(() => {});
  };
  try {
    await work(file, batch, report, either);
  } catch (error) {
    stop.throwIfAborted();
    if (either.aborted) return; // paused or cancelled: `updateHalted` gives it back
    if (isDatabaseAway(error)) throw error; // passes: the job is tried again, with this file still undecided
    const isRefusal = error instanceof AppError && error.code !== "internal";
    if (!isRefusal) ctx.log.error({ batch: batch.id, file: file.name, error }, "import of a file failed");
    const reason = isRefusal ? error.message : sayRefusal("file.fault");
    const outcome = storable(endWithout(isRefusal ? "refused" : "failed", reason));
    await ctx.db.transaction((tx) => updateItemOutcome(tx, batch.id, file.position, outcome));
  }
}

/**
 * Stores the end of a file together with what was made of it, unless another run of the same batch did so before.
 *
 * @throws AppError `conflict` then, which rolls back what this run made
 */
export async function decideFile(
  tx: Tx,
  batch: { id: string },
  file: BatchFile,
  outcome: ItemOutcome,
): Promise<void> {
  const decided = await updateItemOutcome(tx, batch.id, file.position, storable(outcome));
  if (decided === 0) throw new AppError("conflict", "Another run of this import has decided this file");
}

function storable(outcome: ItemOutcome): ItemOutcome {
  const clean = (text: string) => storableText(text, LONGEST_REASON);
  return {
    ...outcome,
    reason: outcome.reason === null ? null : clean(outcome.reason),
    refusedRows: outcome.refusedRows.map(({ row, externalId, reason }) => ({
      row,
      externalId: externalId === null ? null : clean(externalId),
      reason: clean(reason),
    })),
  };
}

/** The end of a file of which nothing was stored. */
function endWithout(status: "refused" | "failed", reason: string): ItemOutcome {
  return { status, reason, did: [], scene: null, rows: null, refusedRows: [] };
}

const isDecided = (status: BatchFile["status"]) =>
  status === "accepted" || status === "refused" || status === "failed";
