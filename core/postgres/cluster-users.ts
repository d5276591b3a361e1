/**
 * Who uses the cluster at the moment: one file per opening, named after the process. The last one out stops
 * PostgreSQL; files of processes that were killed count for nothing.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { identifyProcess, isAlive } from "./process-identity.ts";

/** Enters this process as a user; the answer's `leave` says whether anybody else is still there. */
export async function enterAsUser(dataDir: string): Promise<{ leave(): Promise<{ others: number }> }> {
  const folder = usersFolder(dataDir);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${identifyProcess(process.pid) ?? process.pid}.${randomUUID()}`);
  await writeFile(file, "");
  return {
    leave: async () => {
      await rm(file, { force: true });
      return { others: await countUsers(dataDir) };
    },
  };
}

/** How many openings by living processes there are; sweeps the others out. */
export async function countUsers(dataDir: string): Promise<number> {
  const folder = usersFolder(dataDir);
  let alive = 0;
  for (const name of await readdir(folder).catch(() => [])) {
    if (isAlive(name.split(".")[0] ?? "")) alive += 1;
    else await rm(join(folder, name), { force: true });
  }
  return alive;
}

function usersFolder(dataDir: string): string {
  return join(dataDir, "postgres.users");
}
