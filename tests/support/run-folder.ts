/** Where one run of the tests keeps its cluster, Redis and processes' folders: new for each run, removed after it. */
import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Made with rights that let the user PostgreSQL runs as pass through, so that nothing is left elsewhere. */
export async function makeRunFolder(): Promise<string> {
  const folder = join(tmpdir(), `aftermap-tests-${process.pid}`);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  return folder;
}

export async function removeRunFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
