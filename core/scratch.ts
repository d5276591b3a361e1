import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Context } from "./context.ts";

/** Folders of the data folder in which files are made before they go to the object store. */
const SCRATCH = /^(?:working-copy|export)-/;
/** No single file takes this long: whoever made an older folder was killed. */
const ABANDONED_AFTER_MS = 86_400_000;

/** Gives `work` a folder of its own, and removes it whatever happens. */
export async function withScratch<Result>(
  ctx: Context,
  purpose: "working-copy" | "export",
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  await mkdir(ctx.config.dataDir, { recursive: true });
  const folder = await mkdtemp(path.join(ctx.config.dataDir, `${purpose}-`));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what killed processes left behind. Other processes' folders in use are younger. */
export async function removeAbandonedScratch(ctx: Context): Promise<void> {
  const names = await readdir(ctx.config.dataDir).catch(() => []);
  for (const name of names.filter((one) => SCRATCH.test(one))) {
    const folder = path.join(ctx.config.dataDir, name);
    const found = await stat(folder).catch(() => null); // gone meanwhile
    if (found === null || Date.now() - found.mtimeMs < ABANDONED_AFTER_MS) continue;
    await rm(folder, { recursive: true, force: true });
    ctx.log.warn({ folder: name }, "abandoned folder removed");
  }
}
