import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Client } from "pg";
import type { Logger } from "pino";
import { AppError } from "../../shared/errors.ts";
import { listMigrations, migrate, MIGRATION_LOCK } from "../migrate.ts";
import type { ObjectStore } from "../storage.ts";
import {
  selectFilledTables,
  selectForeignKeys,
  selectIndexes,
  selectKeys,
  selectMigrations,
  selectTables,
  setSequence,
} from "./catalogue.sql.ts";
import { putObjectsBack } from "./copy-objects.ts";
import { digestRows, readRows } from "./copy-rows.ts";
import type { Digest } from "./digest.ts";
import { Manifest, MANIFEST_FILE, type BackedUpTable } from "./manifest.ts";
import { inCopySession } from "./session.ts";

export type RestoreInput = {
  folder: string;
  /** Where copied objects lie. */
  objectsFolder: string;
};

export type Restored = { manifest: Manifest; objectsPutBack: number; migrated: string[] };

/**
 * Fills an empty database from a backup: all of it or nothing. Objects that the store lacks are put back first. The
 * schema is made by the backup's own migrations, the rows are loaded without indexes, keys and triggers, which are put
 * back and so check every row; then each table is read again and held against the manifest. Newer migrations follow.
 *
 * @param say hears what is being done
 * @throws AppError `invalid_input` when the backup is damaged or of a newer release, `conflict` when the database holds
 *   anything or an object is missing
 */
export async function restoreBackup(
  { databaseUrl, objects, log }: { databaseUrl: string; objects: ObjectStore; log: Logger },
  { folder, objectsFolder }: RestoreInput,
  say: (line: string) => void,
): Promise<Restored> {
  const manifest = await readManifest(folder);
  await refuseNewer(manifest);
  await migrate(databaseUrl, log, manifest.migrations);
  const isCopied = manifest.objects.mode === "copied";
  await inCopySession(databaseUrl, log, (client) => refuseFilled(client, manifest));
  const objectsPutBack = await putObjectsBack(
    objects,
    isCopied ? path.resolve(objectsFolder) : null,
    manifest.objects.items,
  );
  say(`${manifest.objects.items.length} objects are as listed, ${objectsPutBack} of them put back`);
  await inCopySession(databaseUrl, log, (client) => loadTables(client, folder, manifest, say));
  const migrated = await migrate(databaseUrl, log);
  return { manifest, objectsPutBack, migrated };
}

async function readManifest(folder: string): Promise<Manifest> {
  const file = path.join(folder, MANIFEST_FILE);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new AppError("invalid_input", `${folder} holds no backup: ${MANIFEST_FILE} is not there`, {
      cause: error,
    });
  });
  try {
    return Manifest.parse(JSON.parse(text));
  } catch (error) {
    throw new AppError(
      "invalid_input",
      `${file} cannot be understood: it is damaged, or of a newer release`,
      {
        cause: error,
      },
    );
  }
}

async function refuseNewer({ migrations, release }: Manifest): Promise<void> {
  const known = await listMigrations();
  const unknown = migrations.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new AppError(
      "invalid_input",
      `The backup is of a newer release (${release}, with ${unknown.join(", ")}): update Aftermap first`,
    );
}

/** Nothing is ever overwritten. */
async function refuseFilled(client: Client, manifest: Manifest): Promise<void> {
  const applied = await selectMigrations(client);
  const beyond = applied.filter((name) => !manifest.migrations.includes(name));
  if (beyond.length > 0)
    throw new AppError(
      "conflict",
      `The database was migrated beyond the backup (${beyond.join(", ")}): restore into an empty one`,
    );
  const tables = (await selectTables(client)).map(({ name }) => name).filter((name) => name !== "migrations");
  const filled = await selectFilledTables(client, tables);
  if (filled.length > 0)
    throw new AppError(
      "conflict",
      `The database is not empty: ${filled.slice(0, 5).join(", ")} ${filled.length === 1 ? "has" : "have"} rows. Restore into an empty one`,
    );
}

async function loadTables(
  client: Client,
  folder: string,
  manifest: Manifest,
  say: (line: string) => void,
): Promise<void> {
  await client.query("begin");
  // Whoever starts on this database meanwhile waits here before it looks at anything.
  await client.query("select pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
  await client.query("set local maintenance_work_mem = '256MB'");
  const tables = await selectTables(client);
  const quoted = tables.map(({ name }) => client.escapeIdentifier(name));
  await client.query(`lock table ${quoted.join(", ")} in access exclusive mode`);
  await refuseFilled(client, manifest);
  refuseOtherShape(tables, manifest);

  for (const table of quoted) await client.query(`alter table ${table} disable trigger user`);
  const foreignKeys = await selectForeignKeys(client);
  for (const { remove } of foreignKeys) await client.query(remove);
  const indexes = [...(await selectKeys(client)), ...(await selectIndexes(client))];
  for (const { remove } of indexes) await client.query(remove);
  await client.query(`truncate ${quoted.join(", ")}`);

  for (const table of manifest.tables) {
    refuseDamaged(
      table,
      await readRows(client, table, path.join(folder, table.file)).catch(unreadable(table)),
    );
    say(`${table.name}: ${table.rows} rows`);
  }
  say(`${indexes.length} indexes and ${foreignKeys.length} foreign keys`);
  for (const { putBack } of [...indexes, ...foreignKeys]) await client.query(putBack);
  for (const table of quoted) await client.query(`alter table ${table} enable trigger user`);
  for (const sequence of manifest.sequences) await setSequence(client, sequence);

  say("reading every table again");
  for (const table of manifest.tables) refuseDamaged(table, await digestRows(client, table));
  await client.query("commit");
  await client.query("analyze");
}

/** The same migrations make the same tables: anything else is a database of somebody else's. */
function refuseOtherShape(tables: readonly { name: string; columns: string[] }[], manifest: Manifest): void {
  const shape = (all: readonly { name: string; columns: string[] }[]) =>
    JSON.stringify(
      all.map(({ name, columns }) => `${name} (${columns.join(", ")})`).sort((a, b) => (a < b ? -1 : 1)),
    );
  if (shape(tables) !== shape(manifest.tables))
    throw new AppError(
      "conflict",
      "The database's tables are not those of the backup: restore into an empty one",
    );
}

function refuseDamaged(table: BackedUpTable, { bytes, sha256 }: Digest): void {
  if (bytes === table.bytes && sha256 === table.sha256) return;
  throw new AppError(
    "invalid_input",
    `The backup is damaged: the rows of ${table.name} have another SHA-256 than its manifest says`,
  );
}

const unreadable =
  ({ file }: BackedUpTable) =>
  (error: unknown): never => {
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError("invalid_input", `The backup is damaged: ${file} cannot be read (${why})`, {
      cause: error,
    });
  };
