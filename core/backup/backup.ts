import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Client } from "pg";
import type { Logger } from "pino";
import { AppError } from "../../shared/errors.ts";
import { VERSION } from "../project.ts";
import type { ObjectStore } from "../storage.ts";
import { selectMigrations, selectSequences, selectTables } from "./catalogue.sql.ts";
import { copyObjectsOut, listObjects } from "./copy-objects.ts";
import { writeRows } from "./copy-rows.ts";
import { MANIFEST_FILE, type BackedUpTable, type Manifest } from "./manifest.ts";
import { selectObjects } from "./objects.sql.ts";
import { inCopySession } from "./session.ts";

export type BackupInput = {
  /** Made; must not exist yet, or be empty. */
  folder: string;
  /** Where objects are copied to, or `null` to list them and leave them in the store. */
  objectsFolder: string | null;
};

export type BackupPlace = { databaseUrl: string; objects: ObjectStore; log: Logger };

/**
 * Writes everything that matters into a folder while work goes on: all tables as one moment showed them, and the
 * objects that they name. Needs no program of PostgreSQL's. The folder appears under its name only when it is whole.
 *
 * @param say hears what is being done
 * @throws AppError `conflict` when the folder has something in it, `unavailable` when the database was never migrated
 */
export async function writeBackup(
  { databaseUrl, objects, log }: BackupPlace,
  { folder, objectsFolder }: BackupInput,
  say: (line: string) => void,
): Promise<Manifest> {
  const target = path.resolve(folder);
  if ((await readdir(target).catch(() => [])).length > 0)
    throw new AppError("conflict", `${target} has something in it: name a new folder for each backup`);
  const part = `${target}.part`;
  await rm(part, { recursive: true, force: true });
  // Hashes of tokens and every answer are in it.
  await mkdir(path.join(part, "tables"), { recursive: true, mode: 0o700 });

  const rest = await inCopySession(databaseUrl, log, (client) => writeTables(client, part, say));
  const { named, ...tables } = rest;
  say(
    `${named.length} objects ${objectsFolder === null ? "listed" : "copied"}, unless they lie there already`,
  );
  const items =
    objectsFolder === null
      ? await listObjects(objects, named)
      : await copyObjectsOut(objects, inside(objectsFolder, target, part), named);
  const manifest: Manifest = {
    format: "aftermap-backup",
    formatVersion: 1,
    release: VERSION,
    ...tables,
    objects: { mode: objectsFolder === null ? "listed" : "copied", items },
  };
  await writeFlushed(path.join(part, MANIFEST_FILE), `${JSON.stringify(manifest, null, 1)}\n`);
  await rename(part, target).catch(async (error: unknown) => {
    // An empty folder of that name may be there.
    await rm(target, { recursive: true });
    await rename(part, target).catch(() => {
      throw error;
    });
  });
  return manifest;
}

/** The tables as the first look at them showed them. Writers are not held up; only a migration waits. */
async function writeTables(client: Client, part: string, say: (line: string) => void) {
  const known = await selectTables(client);
  if (!known.some(({ name }) => name === "migrations"))
    throw new AppError("unavailable", "There is nothing to back up: this database was never migrated");
  await client.query("begin isolation level repeatable read read only");
  // Locks come before the snapshot, so that no migration fits in between.
  const names = known.map(({ name }) => client.escapeIdentifier(name)).join(", ");
  await client.query(`lock table ${names} in access share mode`);
  const { rows } = await client.query<{ now: Date; version: string }>(
    "select clock_timestamp() as now, current_setting('server_version') as version",
  );
  const [{ now, version } = { now: new Date(0), version: "" }] = rows;
  const tables: BackedUpTable[] = [];
  for (const table of await selectTables(client)) {
    const file = path.posix.join("tables", `${table.name}.copy.gz`);
    const written = await writeRows(client, table, path.join(part, file));
    tables.push({ ...table, ...written, file });
    say(`${table.name}: ${written.rows} rows`);
  }
  const result = {
    postgres: version,
    snapshotAt: now.toISOString(),
    migrations: await selectMigrations(client),
    tables,
    sequences: await selectSequences(client),
    named: await selectObjects(client),
  };
  await client.query("commit");
  return result;
}

/** A folder inside the backup lies, until it is whole, inside its part. */
function inside(objectsFolder: string, target: string, part: string): string {
  const relative = path.relative(target, path.resolve(objectsFolder));
  return relative.startsWith("..") || path.isAbsolute(relative)
    ? path.resolve(objectsFolder)
    : path.join(part, relative);
}

async function writeFlushed(file: string, text: string): Promise<void> {
  const handle = await open(file, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
