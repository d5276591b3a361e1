/** A folder of the server's whose files become imports by themselves, each once, when nobody writes to them any more. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { v7 as uuid } from "uuid";
import { AppError } from "../../shared/errors.ts";
import type { NewWatchedFolder, WatchedFolder } from "../../shared/watched-folders.ts";
import type { Account } from "../accounts/accounts.ts";
import { getCampaignRow, getChangeableCampaign } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { isDatabaseAway } from "../db.ts";
import { storeBatch } from "./batches.ts";
import { findImportFiles, resolveInside } from "./import-files.ts";
import {
  deleteVanishedFiles,
  deleteWatchedFolder,
  lockWatchedFolder,
  selectFoldersToWatch,
  selectRestedFiles,
  selectWatchedFolder,
  updateLook,
  updateTakenFiles,
  upsertSeenFiles,
  upsertWatchedFolder,
  type FolderToWatch,
  type SeenFile,
} from "./watch.sql.ts";

/** A file is whole when its length and its time have not changed for so long. Slow links pause for a few seconds. */
export const REST_SECONDS = 10;
/** Names that programs give to what they are still writing. */
const UNFINISHED = /(?:\.(?:part|partial|tmp|temp|crdownload|filepart|download|swp)|~)$/i;

/**
 * Watches a folder for a campaign, in place of the one before.
 *
 * @throws AppError `not_found`, `forbidden` outside IMPORT_ROOTS, `invalid_input` for what is no folder
 */
export async function putWatchedFolder(
  ctx: Context,
  actor: Account | null,
  { slug, path: asked, kind }: { slug: string } & NewWatchedFolder,
): Promise<WatchedFolder> {
  const campaign = await getChangeableCampaign(ctx, slug);
  const folder = await resolveInside(asked, ctx.config.importRoots, "path");
  if (!(await stat(folder)).isDirectory())
    throw new AppError("invalid_input", `${asked} is a file`, {
      errors: [{ path: "path", message: "give a folder; a single file is imported as it is" }],
    });
  await ctx.db.transaction((tx) =>
    upsertWatchedFolder(tx, { campaignId: campaign.id, path: folder, kind, createdBy: actor?.id ?? null }),
  );
  ctx.log.info({ campaign: slug, kind }, "folder watched");
  const stored = await selectWatchedFolder(ctx.db, campaign.id);
  if (stored === null) throw new AppError("conflict", "Another admin stopped watching it just now");
  return stored;
}

/** The folder that a campaign watches, or null. @throws AppError `not_found` for the campaign */
export async function findWatchedFolder(ctx: Context, slug: string): Promise<WatchedFolder | null> {
  return selectWatchedFolder(ctx.db, (await getCampaignRow(ctx, slug)).id);
}

/** Stops watching; what was imported stays. @throws AppError `not_found` for the campaign */
export async function stopWatching(ctx: Context, slug: string): Promise<void> {
  const { id } = await getCampaignRow(ctx, slug);
  await ctx.db.transaction((tx) => deleteWatchedFolder(tx, id));
}

/**
 * Looks into every watched folder once and imports what has come to rest there. Any number of workers may look at the
 * same time, and any of them may die: a file is marked as taken in the transaction that makes its import.
 */
export async function lookIntoWatchedFolders(
  ctx: Context,
  restSeconds: number = REST_SECONDS,
): Promise<void> {
  for (const folder of await selectFoldersToWatch(ctx.db)) {
    try {
      await lookInto(ctx, folder, restSeconds);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      // One folder's trouble is told to its admin and keeps nobody from looking into the others.
      const trouble =
        error instanceof AppError ? error.message : "The folder cannot be read; the log tells why";
      if (!(error instanceof AppError)) ctx.log.warn({ campaign: folder.campaign, error }, "folder not read");
      await ctx.db.transaction((tx) => updateLook(tx, folder.campaignId, trouble));
    }
  }
}

async function lookInto(ctx: Context, folder: FolderToWatch, restSeconds: number): Promise<void> {
  const found = (await findImportFiles(folder.path, ctx.config.importRoots, "path")).filter(
    ({ name }) => !UNFINISHED.test(name),
  );
  const seen = await Promise.all(found.map(({ path: place }) => look(place)));
  const files = seen.filter((file) => file !== null);
  const quiet = await withQuietCompanions(files, restSeconds);
  const nameOf = new Map(found.map((file) => [file.path, file.name]));
  const { campaignId, campaign, kind } = folder;
  await ctx.db.transaction(async (tx) => {
    if ((await lockWatchedFolder(tx, folder)) === null) return;
    await updateLook(tx, campaignId, null);
    await upsertSeenFiles(tx, campaignId, files);
    await deleteVanishedFiles(
      tx,
      campaignId,
      files.map((file) => file.path),
    );
    const rested = await selectRestedFiles(tx, campaignId, quiet, restSeconds);
    if (rested.length === 0) return;
    const batch = {
      id: uuid(),
      campaignId,
      kind,
      source: { path: folder.path },
      options: {},
      createdBy: folder.createdBy,
    };
    const items = rested.map(({ path: place, bytes }) => ({
      name: nameOf.get(place) ?? path.basename(place),
      path: place,
      bytes,
    }));
    await storeBatch(ctx, tx, batch, items);
    await updateTakenFiles(
      tx,
      campaignId,
      rested.map((file) => file.path),
      batch.id,
    );
    tx.afterCommit(() => {
      ctx.log.info({ campaign, batch: batch.id, files: items.length }, "import from a watched folder");
      ctx.events.publish({ name: "batch:changed", campaign, id: batch.id });
    });
  });
}

/** Null for a file that has gone since it was listed. */
async function look(place: string): Promise<SeenFile | null> {
  const found = await stat(place).catch(() => null);
  return found === null ? null : { path: place, bytes: found.size, modifiedMs: found.mtimeMs };
}

/**
 * Files whose sidecars (what begins with the same name) were not written to for a while either: an image waits for the
 * world file that comes after it. Asked of the disk (`ctime`), because copying may keep the time of the original.
 */
async function withQuietCompanions(files: readonly SeenFile[], restSeconds: number): Promise<string[]> {
  const stemOf = (name: string) => name.replace(/\..*$/, "").toLowerCase();
  const restless = new Map<string, Set<string>>();
  for (const folder of new Set(files.map((file) => path.dirname(file.path)))) {
    const stems = new Set<string>();
    for (const name of await readdir(folder).catch(() => [])) {
      const found = await stat(path.join(folder, name)).catch(() => null);
      if (found?.isFile() === true && Date.now() - found.ctimeMs < restSeconds * 1_000)
        stems.add(stemOf(name));
    }
    restless.set(folder, stems);
  }
  return files
    .filter((file) => restless.get(path.dirname(file.path))?.has(stemOf(path.basename(file.path))) !== true)
    .map((file) => file.path);
}
