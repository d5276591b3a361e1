import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { v7 as uuid } from "uuid";
import { ExportFilter, type Export, type NewExport } from "../../shared/exports.ts";
import { AppError } from "../../shared/errors.ts";
import type { Account } from "../accounts/accounts.ts";
import { selectCampaign } from "../campaigns/campaigns.sql.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import { streamFindings } from "../consensus/findings.ts";
import type { Context } from "../context.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { isDatabaseAway, type Db } from "../db.ts";
import { enqueue } from "../jobs.ts";
import { withScratch } from "../scratch.ts";
import {
  countBuildings,
  insertExport,
  selectExport,
  selectExportFile,
  selectExportForWork,
  selectExports,
  selectSnapshotTime,
  updateExportDone,
  updateExportFailed,
  updateExportProgress,
} from "./exports.sql.ts";
import { FORMATS, type FormatWriter } from "./formats.ts";

const PAGE_SIZE = 50;
const PROGRESS_EVERY_MS = 400;

/** Asks for an export and gives its id and its job's at once; a worker writes it. @throws AppError `not_found`, `invalid_input` */
export async function createExport(
  ctx: Context,
  actor: Account | null,
  input: { slug: string } & NewExport,
): Promise<{ id: string; job: string }> {
  const campaign = await getCampaignRow(ctx, input.slug);
  const codes = campaign.scale.classes.map(({ code }) => code);
  if (input.filter.class !== undefined && !codes.includes(input.filter.class)) {
    const errors = [{ path: "filter.class", message: `use one of ${codes.join(", ")}` }];
    throw new AppError("invalid_input", "There is no such class in this campaign's scale", { errors });
  }
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
  return found;
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
  return { items: rows.slice(0, limit), next: rows.length > limit ? writeCursor(rows[limit - 1]?.id) : null };
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

/** Writes an export from one snapshot of the database, page by page, so that its size does not matter. May run twice. */
export async function writeExport(ctx: Context, id: string, stop: AbortSignal): Promise<void> {
  const work = await selectExportForWork(ctx.db, id);
  if (work === null || work.status === "done" || work.status === "cancelled") return;
  const writer = FORMATS[work.format];
  const tell = () => ctx.events.publish({ name: "export:changed", campaign: work.campaign, id });
  try {
    await withScratch(ctx, "export", async (folder) => {
      const file = path.join(folder, `export.${writer.extension}`);
      const written = await ctx.db.snapshot(async (db) => {
        const { at } = await selectSnapshotTime(db);
        const filter = ExportFilter.parse(work.filter);
        const meter = createMeter(ctx, id, tell);
        const parts = partsOf(ctx, db, work.campaignId, filter, writer, meter, stop);
        return { snapshotAt: at, ...(await writeHashed(file, parts)) };
      });
      const objectKey = `exports/${written.sha256}.${writer.extension}`;
      await ctx.objects.putFile(objectKey, file, writer.contentType);
      await ctx.db.transaction((tx) => updateExportDone(tx, id, { ...written, objectKey }));
    });
  } catch (error) {
    stop.throwIfAborted();
    if (isDatabaseAway(error)) throw error; // passes: the job is tried again
    ctx.log.error({ export: id, error }, "export failed");
    const reason = "The file could not be written; the log tells why. Ask for the export again.";
    await ctx.db.transaction((tx) => updateExportFailed(tx, id, reason));
  } finally {
    tell();
  }
}

async function* partsOf(
  ctx: Context,
  db: Db,
  campaignId: string,
  filter: ExportFilter,
  writer: FormatWriter,
  meter: (share: number) => void,
  stop: AbortSignal,
): AsyncGenerator<string> {
  const campaign = await selectCampaign(db, campaignId);
  if (campaign === null) throw new Error("the campaign of an export is gone");
  const { buildings } = await countBuildings(db, campaignId);
  const { classes } = campaign.scale;
  let done = 0;
  yield writer.head(classes);
  for await (const features of streamFindings(ctx, db, campaign, filter)) {
    stop.throwIfAborted();
    yield writer.page(features, done === 0, classes);
    done += features.length;
    meter(done / Math.max(1, buildings));
  }
  yield writer.tail;
}

async function writeHashed(
  file: string,
  parts: AsyncIterable<string>,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  await pipeline(
    Readable.from(parts),
    async function* (texts: AsyncIterable<string>) {
      for await (const text of texts) {
        const chunk = Buffer.from(text);
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(file),
  );
  return { bytes, sha256: hash.digest("hex") };
}

function createMeter(ctx: Context, id: string, tell: () => void): (share: number) => void {
  let reportedAt = 0;
  return (share) => {
    if (Date.now() - reportedAt < PROGRESS_EVERY_MS) return;
    reportedAt = Date.now();
    // Progress is for the eye: one lost report is followed by the next.
    ctx.db
      .transaction((tx) => updateExportProgress(tx, id, Math.min(0.99, share)))
      .then(tell)
      .catch(() => {});
  };
}
