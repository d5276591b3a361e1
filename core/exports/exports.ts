import path from "node:path";
import { v7 as uuid } from "uuid";
import { ExportFilter, type Export, type NewExport } from "../../shared/exports.ts";
import { AppError } from "../../shared/errors.ts";
import type { Account } from "../accounts/accounts.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import { refuseUnknownClasses } from "../consensus/filter.ts";
import type { Context } from "../context.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { isDatabaseAway } from "../db.ts";
import { enqueue } from "../jobs.ts";
import { withScratch } from "../scratch.ts";
import {
  insertExport,
  selectExport,
  selectExportFile,
  selectExportForWork,
  selectExports,
  selectSnapshotTime,
  updateExportDone,
  updateExportFailed,
  updateExportProgress,
  updateExportStarted,
  updateExportWaiting,
} from "./exports.sql.ts";
import { updateExportCancelled } from "./cancel.sql.ts";
import { columnsOf } from "./columns.ts";
import { csvColumns } from "./formats/csv.ts";
import { describeFailure, isOfDisk } from "./failing.ts";
import { FORMATS } from "./formats.ts";
import { paceOf } from "./pace.ts";
import { REVIEW_COLUMNS, VOLUNTEER_COLUMNS, VOTE_COLUMNS } from "./record-columns.ts";
import { weigh, writeFormat, type Work } from "./write-file.ts";

const PAGE_SIZE = 50;
const PROGRESS_EVERY_MS = 400;

/** Asks for an export and gives its id and its job's at once; a worker writes it. @throws AppError `not_found`, `invalid_input` */
export async function createExport(
  ctx: Context,
  actor: Account | null,
  input: { slug: string } & NewExport,
): Promise<{ id: string; job: string }> {
  const campaign = await getCampaignRow(ctx, input.slug);
  refuseUnknownClasses(campaign, input.filter, "filter.");
  const id = uuid();
  const job = await ctx.db.transaction(async (tx) => {
    const { format, filter } = input;
    await insertExport(tx, { id, campaignId: campaign.id, format, filter, createdBy: actor?.id ?? null });
    return enqueue(ctx, tx, "write-export", { export: id });
  });
  return { id, job };
}

/** How an export goes. @throws AppError `not_found` */
export async function getExport(ctx: Context, id: string): Promise<Export> {
  const found = await selectExport(ctx.db, id);
  if (found === null) throw new AppError("not_found", "There is no such export");
  return toExport(found);
}

/** Exports of a campaign, newest first. */
export async function listExports(
  ctx: Context,
  input: { slug: string; limit?: number | undefined; cursor?: string | undefined },
): Promise<{ items: Export[]; next: string | null }> {
  const campaign = await getCampaignRow(ctx, input.slug);
  const limit = input.limit ?? PAGE_SIZE;
  const rows = await selectExports(ctx.db, campaign.id, {
    after: readCursor(input.cursor),
    limit: limit + 1,
  });
  return {
    items: rows.slice(0, limit).map(toExport),
    next: rows.length > limit ? writeCursor(rows[limit - 1]?.id) : null,
  };
}

type ExportRow = NonNullable<Awaited<ReturnType<typeof selectExport>>>;

function toExport({ done, buildings, seconds, filter, ...rest }: ExportRow): Export {
  return {
    ...rest,
    filter: ExportFilter.parse(filter),
    buildings: rest.status === "done" ? buildings : null,
    pace: rest.status === "running" ? paceOf({ done, buildings, seconds }) : null,
  };
}

/** Where the file of a finished export is, and what to call it. @throws AppError `not_found`, `not_ready` */
export async function getExportFile(
  ctx: Context,
  id: string,
): Promise<{ key: string; bytes: number; sha256: string; contentType: string; name: string }> {
  const file = await selectExportFile(ctx.db, id);
  if (file === null) throw new AppError("not_found", "There is no such export");
  if (file.objectKey === null || file.bytes === null || file.sha256 === null) {
    throw new AppError("not_ready", "The export is not finished: ask for its status first");
  }
  const { contentType, extension } = FORMATS[file.format];
  const name = `${file.campaign}-${file.sha256.slice(0, 8)}.${extension}`;
  return { key: file.objectKey, bytes: file.bytes, sha256: file.sha256, contentType, name };
}

/** What each column of an export's file means. @throws AppError `not_found` */
export async function getExportDictionary(
  ctx: Context,
  id: string,
): Promise<{ columns: { name: string; meaning: string }[] }> {
  const { format, campaign: slug } = await getExport(ctx, id);
  const { rows } = FORMATS[format];
  const { classes } = (await getCampaignRow(ctx, slug)).scale;
  const findings = format === "csv" ? csvColumns({ classes }) : columnsOf({ classes });
  const tables = {
    findings,
    features: findings,
    lines: findings,
    votes: VOTE_COLUMNS,
    reviews: REVIEW_COLUMNS,
    volunteers: VOLUNTEER_COLUMNS,
  };
  return { columns: tables[rows].map(({ name, meaning }) => ({ name, meaning })) };
}

/** Stops an export; one that is finished stays as it is. @throws AppError `not_found` */
export async function cancelExport(ctx: Context, id: string): Promise<Export> {
  const { campaign } = await getExport(ctx, id);
  await ctx.db.transaction(async (tx) => {
    await updateExportCancelled(tx, id);
    tx.afterCommit(() => ctx.events.publish({ name: "export:changed", campaign, id }));
  });
  return getExport(ctx, id);
}

/** Asks for an export again that failed or was cancelled; any other stays as it is. @throws AppError `not_found` */
export async function retryExport(ctx: Context, id: string): Promise<Export> {
  const { campaign } = await getExport(ctx, id);
  await ctx.db.transaction(async (tx) => {
    if ((await updateExportWaiting(tx, id)) === 0) return;
    await enqueue(ctx, tx, "write-export", { export: id });
    tx.afterCommit(() => ctx.events.publish({ name: "export:changed", campaign, id }));
  });
  return getExport(ctx, id);
}

/** Writes an export from one snapshot of the database. May run twice: the file is named by its content. */
export async function writeExport(ctx: Context, id: string, stop: AbortSignal): Promise<void> {
  const work = await selectExportForWork(ctx.db, id);
  if (work === null || work.status === "done" || work.status === "cancelled") return;
  const format = FORMATS[work.format];
  const cancel = new AbortController();
  const tell = () => ctx.events.publish({ name: "export:changed", campaign: work.campaign, id });
  const started = await ctx.db.transaction((tx) => updateExportStarted(tx, id));
  if (started === null) return;
  const one = { id, run: started.run };
  tell();
  try {
    await withScratch(ctx, `export-${id}`, async (folder) => {
      const file = path.join(folder, `whole.${format.extension}`);
      let buildings: number | null = null;
      const snapshotAt = await ctx.db.snapshot(async (db) => {
        const { at } = await selectSnapshotTime(db);
        const filter = ExportFilter.parse(work.filter);
        const report = openMeter(ctx, one, tell, () => cancel.abort());
        const meter: Work["meter"] = (done, all) => {
          buildings = done;
          report(done, all);
        };
        const either = AbortSignal.any([stop, cancel.signal]);
        await writeFormat({ ctx, db, campaignId: work.campaignId, filter, meter, stop: either }, format, {
          file,
          folder,
        });
        return at;
      });
      if (cancel.signal.aborted || (await getExport(ctx, id)).status === "cancelled") return;
      const weight = await weigh(file);
      const objectKey = `exports/${weight.sha256}.${format.extension}`;
      await ctx.objects.takeFile(objectKey, file, format.contentType);
      await ctx.db.transaction((tx) =>
        updateExportDone(tx, one, { ...weight, objectKey, snapshotAt, buildings }),
      );
    });
  } catch (error) {
    stop.throwIfAborted();
    if (cancel.signal.aborted) return;
    if (!isOfDisk(error) && isDatabaseAway(error)) throw error; // passes: the job is tried again
    ctx.log.error({ export: id, error }, "export failed");
    const why = await describeFailure(ctx, error);
    await ctx.db.transaction((tx) => updateExportFailed(tx, one, why));
  } finally {
    tell();
  }
}

/** Tells how far it is, a few times a second; hears so that it was cancelled. */
function openMeter(
  ctx: Context,
  one: { id: string; run: string },
  tell: () => void,
  stopWriting: () => void,
): Work["meter"] {
  let reportedAt = 0;
  return (done, buildings) => {
    if (Date.now() - reportedAt < PROGRESS_EVERY_MS) return;
    reportedAt = Date.now();
    const progress = Math.min(0.99, done / Math.max(1, buildings));
    // Progress is for the eye: one lost report is followed by the next.
    ctx.db
      .transaction((tx) => updateExportProgress(tx, one, { progress, done, buildings }))
      .then((rows) => (rows === 0 ? stopWriting() : tell()))
      .catch(() => {});
  };
}
