/** Where one run of the tests keeps its cluster, Redis and processes' folders: new for each run, removed after it. */
import { rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The same folder for all set-ups of the run: the integration and the browser tests share the cluster in it. It is
 * removed when the process ends, because neither knows whether the other is done.
 *
 * Made with rights that let the user PostgreSQL runs as pass through, so that nothing is left elsewhere.
 */
export async function makeRunFolder(): Promise<string> {
  const folder = join(tmpdir(), `aftermap-tests-${process.pid}`);
  const made = await mkdir(folder, { recursive: true, mode: 0o755 });
  if (made !== undefined) process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
