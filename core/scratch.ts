import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Context } from "./context.ts";

/** Folders of the data folder in which files are made before they go to the object store. */
const SCRATCH = /^(?:working-copy|export)-/;
/** No single file takes this long: whoever made an older folder was killed. */
const ABANDONED_AFTER_MS = 86_400_000;

/**
 * Gives `work` a folder of its own, and removes it whatever happens. An export's carries its id: what a killed run of
 * the same export left goes first, so that killing again and again fills no disk.
 */
export async function withScratch<Result>(
  ctx: Context,
  purpose: "working-copy" | `export-${string}`,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  await mkdir(ctx.config.dataDir, { recursive: true });
  if (purpose !== "working-copy") await removeScratch(ctx, (name) => name.startsWith(`${purpose}-`));
  const folder = await mkdtemp(path.join(ctx.config.dataDir, `${purpose}-`));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what killed processes left behind. Other processes' folders in use are younger. */
export async function removeAbandonedScratch(ctx: Context): Promise<void> {
  await removeScratch(ctx, async (name, folder) => {
    if (!SCRATCH.test(name)) return false;
    const found = await stat(folder).catch(() => null); // gone meanwhile
    if (found === null || Date.now() - found.mtimeMs < ABANDONED_AFTER_MS) return false;
    ctx.log.warn({ folder: name }, "abandoned folder removed");
    return true;
  });
}

async function removeScratch(
  ctx: Context,
  isLeft: (name: string, folder: string) => boolean | Promise<boolean>,
): Promise<void> {
  for (const name of await readdir(ctx.config.dataDir).catch(() => [])) {
    const folder = path.join(ctx.config.dataDir, name);
    if (await isLeft(name, folder)) await rm(folder, { recursive: true, force: true });
  }
}
