/**
 * A lock between processes that is nothing but a folder: taken by renaming a prepared folder into place, which
 * every file system does atomically and refuses when a folder with something in it already stands there.
 *
 * A holder that was killed is found dead by its identity, and its lock is moved aside under a name made from that
 * identity. Two processes that saw the same dead holder therefore cannot both move the lock: the second finds the
 * name taken, even when a third has meanwhile locked anew.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { identifyProcess, isAlive } from "./process-identity.ts";

const RETRY_MS = 50;

/**
 * Runs `work` while no other process (nor another call in this one) runs under the same lock.
 *
 * @param path where the lock's folder stands while it is held; its parent must exist
 * @throws Error when the lock is not free within `patienceMs`
 */
export async function withFolderLock<T>(
  path: string,
  patienceMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const release = await takeLock(path, patienceMs);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function takeLock(path: string, patienceMs: number): Promise<() => Promise<void>> {
  const prepared = `${path}.${randomUUID()}`;
  const identity = `${identifyProcess(process.pid) ?? process.pid}`;
  await mkdir(prepared);
  await writeFile(join(prepared, "holder"), `${identity} ${randomUUID()}`);

  const deadline = Date.now() + patienceMs;
  for (;;) {
    if (await moves(prepared, path)) {
      return async () => {
        await rename(path, prepared);
        await rm(prepared, { recursive: true, force: true });
      };
    }
    await moveDeadLockAside(path);
    if (Date.now() > deadline) {
      await rm(prepared, { recursive: true, force: true });
      throw new Error(`Another process has held ${path} for more than ${patienceMs / 1000} s`);
    }
    await pause(RETRY_MS);
  }
}

async function moveDeadLockAside(path: string): Promise<void> {
  const holder = await readFile(join(path, "holder"), "utf8").catch(() => null);
  if (holder === null) return; // released in this moment
  const [identity = "", token = ""] = holder.split(" ");
  if (isAlive(identity)) return;
  // The folder stays as a tombstone: it is what keeps a slower process from moving the next holder's lock.
  await moves(path, `${path}.dead-${token}`);
}

/** Renames, and says whether it could: a target that stands in the way is an answer, anything else an error. */
async function moves(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOTEMPTY" || code === "EEXIST" || code === "EPERM" || code === "ENOENT") return false;
    throw error;
  }
}
