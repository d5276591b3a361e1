/**
 * Files that admins send in pieces and may go on sending after a cut. The bytes lie in the data folder, which all
 * processes of an installation share; how many have arrived is the length of the file, so nothing can disagree with it.
 */
import { link, mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../shared/errors.ts";
import { cleanUploadName, MOST_UPLOAD_BYTES, type Upload } from "../../shared/uploads.ts";
import type { Account } from "../accounts/accounts.ts";
import type { Config } from "../config.ts";
import type { Context } from "../context.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { enqueue } from "../jobs.ts";
import { sha256OfFile } from "./file-digest.ts";
import {
  deleteUpload,
  insertUpload,
  selectExpiredUploads,
  selectUpload,
  selectUploadPage,
  selectUploads,
  updateExpiry,
  updateFinished,
  updateSha256,
  type UploadRow,
} from "./uploads.sql.ts";

/** An unfinished file is kept this long after it was begun or last continued, hours: a weekend without a line. */
const KEEP_UNFINISHED_HOURS = 72;
/** A finished one this long, so that an import can be tried again after mending. */
const KEEP_FINISHED_HOURS = 168;
const PAGE_SIZE = 100;

/** Where files arrive. */
export const uploadFolder = (config: Config): string => path.join(config.dataDir, "uploads");
const fileOf = (config: Config, id: string) => path.join(uploadFolder(config), id);
/** Where the files of one import lie under their own names. */
const batchFolder = (config: Config, batch: string) => path.join(config.dataDir, "uploads-of-batches", batch);

/**
 * Announces a file before its first byte.
 *
 * @throws AppError `too_large`, `invalid_input` for a name of which nothing is left
 */
export async function announceUpload(
  ctx: Context,
  actor: Account,
  upload: { id: string; name: string; bytes: number },
): Promise<void> {
  if (upload.bytes > MOST_UPLOAD_BYTES)
    throw new AppError(
      "too_large",
      `A file may have at most ${MOST_UPLOAD_BYTES / 1e9} GB: put it into a folder of IMPORT_ROOTS`,
    );
  const name = cleanUploadName(upload.name);
  if (name === null)
    throw new AppError(
      "invalid_input",
      "The upload needs a file name: send it as filename in Upload-Metadata",
    );
  await mkdir(uploadFolder(ctx.config), { recursive: true });
  const { id, bytes } = upload;
  await ctx.db.transaction((tx) =>
    insertUpload(tx, { id, name, bytes, createdBy: actor.id, keepHours: KEEP_UNFINISHED_HOURS }),
  );
}

/** Puts off the end of a file that is still being sent. */
export async function keepUpload(ctx: Context, id: string): Promise<void> {
  await ctx.db.transaction((tx) => updateExpiry(tx, [id], KEEP_UNFINISHED_HOURS));
}

/** Says that all bytes are there, and asks for their SHA-256. Said twice, it asks once. */
export async function finishUpload(ctx: Context, id: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const isFirst = (await updateFinished(tx, id, KEEP_FINISHED_HOURS)) > 0;
    if (isFirst) await enqueue(ctx, tx, "hash-upload", { upload: id });
  });
}

/** Reads a finished file and keeps its SHA-256. The same bytes give the same, however often. */
export async function hashUpload(ctx: Context, id: string): Promise<void> {
  const upload = await selectUpload(ctx.db, id);
  if (upload === null || upload.sha256 !== null) return;
  const sha256 = await sha256OfFile(fileOf(ctx.config, id));
  await ctx.db.transaction((tx) => updateSha256(tx, id, sha256));
}

/** One upload. @throws AppError `not_found` */
export async function getUpload(ctx: Context, id: string): Promise<Upload> {
  const row = await selectUpload(ctx.db, id);
  if (row === null) throw new AppError("not_found", "There is no such upload");
  return describe(ctx, row);
}

/** Uploads that are kept, the newest first. */
export async function listUploads(
  ctx: Context,
  input: { limit?: number | undefined; cursor?: string | undefined },
): Promise<{ items: Upload[]; next: string | null }> {
  const limit = input.limit ?? PAGE_SIZE;
  const rows = await selectUploadPage(ctx.db, { after: readCursor(input.cursor), limit: limit + 1 });
  const items = await Promise.all(rows.slice(0, limit).map((row) => describe(ctx, row)));
  return { items, next: rows.length > limit ? writeCursor(rows[limit - 1]?.id) : null };
}

/** Removes an upload and its bytes. Removing what is absent is done already. */
export async function removeUpload(ctx: Context, id: string): Promise<void> {
  await rm(fileOf(ctx.config, id), { force: true });
  await ctx.db.transaction((tx) => deleteUpload(tx, id));
}

/** Removes uploads that nobody finished or used in time. */
export async function removeExpiredUploads(ctx: Context): Promise<void> {
  for (const { id } of await selectExpiredUploads(ctx.db)) {
    await removeUpload(ctx, id);
    ctx.log.info({ upload: id }, "upload expired");
  }
  await removeOldLayouts(ctx);
}

/**
 * Lays finished uploads into a folder of the import's own, under their names, so that what belongs beside an image
 * stands beside it. Links, not copies: no byte is written twice.
 *
 * @throws AppError `not_found` for an upload that is not there, `not_ready` for one that has not arrived,
 *   `invalid_input` for two of one name
 */
export async function layOutUploads(ctx: Context, batch: string, ids: readonly string[]): Promise<string> {
  const rows = await selectUploads(ctx.db, ids);
  const missing = ids.filter((id) => !rows.some((row) => row.id === id));
  if (missing.length > 0)
    throw new AppError(
      "not_found",
      `There is no upload ${missing.join(", ")}: it may have expired. Send the file again`,
    );
  const seen = new Set<string>();
  for (const row of rows) {
    const { received } = await describe(ctx, row);
    if (received < row.bytes)
      throw new AppError(
        "not_ready",
        `${row.name} has not arrived: ${received} of ${row.bytes} bytes are here. Go on sending it`,
      );
    if (seen.has(row.name))
      throw new AppError("invalid_input", `Two uploads are named ${row.name}`, {
        errors: [{ path: "source.uploads", message: "leave one of them out" }],
      });
    seen.add(row.name);
  }
  const folder = batchFolder(ctx.config, batch);
  for (const row of rows) {
    const place = path.join(folder, ...row.name.split("/"));
    await mkdir(path.dirname(place), { recursive: true });
    await link(fileOf(ctx.config, row.id), place);
    await finishUpload(ctx, row.id); // its last request may have been cut before it could say so
  }
  return folder;
}

/** Removes the files of an import that has no more use for them: all of it is in the campaign. */
export async function removeUsedUploads(ctx: Context, batch: string, ids: readonly string[]): Promise<void> {
  await rm(batchFolder(ctx.config, batch), { recursive: true, force: true });
  for (const id of ids) await removeUpload(ctx, id);
}

/** Removes what was kept for another try for longer than uploads are. */
async function removeOldLayouts(ctx: Context): Promise<void> {
  const parent = path.dirname(batchFolder(ctx.config, "any"));
  for (const name of await readdir(parent).catch(() => [])) {
    const folder = path.join(parent, name);
    const found = await stat(folder).catch(() => null); // gone meanwhile
    if (found === null || Date.now() - found.mtimeMs < KEEP_FINISHED_HOURS * 3_600_000) continue;
    await rm(folder, { recursive: true, force: true });
  }
}

async function describe(ctx: Context, row: UploadRow): Promise<Upload> {
  const found = await stat(fileOf(ctx.config, row.id)).catch(() => null); // not begun yet, or just removed
  return { ...row, received: found?.size ?? 0 };
}
