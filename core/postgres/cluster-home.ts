/**
 * Where the cluster's files live: `DATA_DIR/postgres`, unless we are root and the user PostgreSQL runs as cannot
 * get there. Then it is a folder of its own elsewhere, and `DATA_DIR/postgres.json` remembers which.
 */
import { existsSync, realpathSync } from "node:fs";
import { chown, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import { canReach, type ClusterOwner } from "./unprivileged-user.ts";

const Remembered = z.object({ home: z.string() });

/**
 * Finds the home, or makes it the first time.
 *
 * @throws AppError `unavailable` when the home is gone or has become unreachable: starting empty would hide that
 * votes are lost
 */
export async function openClusterHome(dataDir: string, owner: ClusterOwner | null): Promise<string> {
  const home = (await findClusterHome(dataDir)) ?? (await makeHome(dataDir, owner));
  if (!existsSync(home)) {
    throw new AppError(
      "unavailable",
      `The database of ${dataDir} was kept in ${home}, which is gone: ` +
        `restore it, or remove ${memory(dataDir)} to begin anew`,
    );
  }
  if (!canReach(owner, home)) {
    throw new AppError(
      "unavailable",
      `The database in ${home} belongs to the user ${owner?.name}, who may not enter all of the folders above it: ` +
        `let others pass through them (chmod o+x), or move ${dataDir}`,
    );
  }
  return home;
}

/** Where the home is, or null when this data folder has no database yet. */
export async function findClusterHome(dataDir: string): Promise<string | null> {
  const text = await readFile(memory(dataDir), "utf8").catch(() => null);
  if (text !== null) return Remembered.parse(JSON.parse(text)).home;
  // The usual place is not written down, so that a data folder may be moved.
  return existsSync(usualHome(dataDir)) ? usualHome(dataDir) : null;
}

/** Forgets the home and deletes it with everything in it. The cluster must not be running. */
export async function removeClusterHome(dataDir: string): Promise<void> {
  const home = await findClusterHome(dataDir);
  if (home !== null) await rm(home, { recursive: true, force: true });
  await rm(memory(dataDir), { force: true });
}

async function makeHome(dataDir: string, owner: ClusterOwner | null): Promise<string> {
  const isUsual = canReach(owner, dataDir);
  const home = isUsual ? usualHome(dataDir) : await makeHomeElsewhere(dataDir);
  await mkdir(home, { recursive: true, mode: 0o700 });
  if (owner !== null) await chown(home, owner.uid, owner.gid);
  if (!isUsual) await writeFile(memory(dataDir), `${JSON.stringify({ home })}\n`, { mode: 0o600 });
  return home;
}

/** Data that was put under the temporary folder may be lost with it; any other belongs where reboots leave it alone. */
async function makeHomeElsewhere(dataDir: string): Promise<string> {
  const temporary = realpathSync(tmpdir());
  const parent = realpathSync(dataDir).startsWith(temporary + sep) ? temporary : "/var/lib/aftermap";
  await mkdir(parent, { recursive: true });
  return mkdtemp(join(parent, "aftermap-postgres-"));
}

function usualHome(dataDir: string): string {
  return join(dataDir, "postgres");
}

function memory(dataDir: string): string {
  return join(dataDir, "postgres.json");
}
