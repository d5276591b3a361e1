import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "pino";
import { AppError } from "../shared/errors.ts";
import { PROJECT_FOLDER } from "./project.ts";

const MIGRATIONS_FOLDER = join(PROJECT_FOLDER, "migrations");

/** Any fixed number: who holds this advisory lock is the only one migrating. */
export const MIGRATION_LOCK = 4_174_001;

const OLDEST_POSTGRES = 140_000;

/**
 * Brings the database to this release's schema: each file of `migrations/` once, in order, each in a transaction.
 * May run in several processes at once: one does the work, the others wait and find it done.
 *
 * @param only names of the migrations to stop with, for a restore that fills the schema of its backup; all when left out
 * @returns the names of the files that were applied now
 * @throws AppError `unavailable` when there is no such server or database, when it is too old, or was migrated by a
 *   newer release
 */
export async function migrate(databaseUrl: string, log: Logger, only?: readonly string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 15_000 });
  client.on("error", (error) => log.warn({ error: error.message }, "migration session lost"));
  await client.connect().catch((error: Error) => {
    throw noDatabase(databaseUrl, error);
  });
  try {
    await refuseOldServer(client);
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    return await applyMissing(client, log, only);
  } finally {
    await client.end();
  }
}

/** Names where was looked, without the password. */
function noDatabase(databaseUrl: string, error: Error): AppError {
  const { host, pathname } = new URL(databaseUrl);
  const attempts: unknown[] = error instanceof AggregateError ? error.errors : [error];
  const why = attempts
    .map((attempt) => (attempt instanceof Error ? attempt.message : String(attempt)))
    .join("; ");
  return new AppError(
    "unavailable",
    `The database ${host}${pathname} cannot be used: ${why}. Look at DATABASE_URL`,
    {
      cause: error,
    },
  );
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string }>("show server_version_num");
  const version = Number(Object.values(rows[0] ?? {})[0]);
  if (version < OLDEST_POSTGRES) {
    throw new AppError(
      "unavailable",
      `PostgreSQL ${Math.floor(version / 10_000)} is too old: Aftermap needs 14 or newer`,
    );
  }
}

/** The names of this release's migrations, in order. */
export async function listMigrations(): Promise<string[]> {
  return (await readdir(MIGRATIONS_FOLDER)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort();
}

async function applyMissing(client: pg.Client, log: Logger, only?: readonly string[]): Promise<string[]> {
  await client.query(`
    create table if not exists migrations (
      name       text        not null primary key,
      applied_at timestamptz not null default now()
    )`);
  const { rows } = await client.query<{ name: string }>("select name from migrations order by name");
  const applied = new Set(rows.map(({ name }) => name));
  const files = await listMigrations();

  const unknown = [...applied].filter((name) => !files.includes(name));
  if (unknown.length > 0) {
    throw new AppError(
      "unavailable",
      `The database was migrated by a newer release (${unknown.join(", ")}): update Aftermap`,
    );
  }
  const missing = files.filter((name) => !applied.has(name) && (only?.includes(name) ?? true));
  for (const name of missing) {
    await applyOne(client, name, log);
    log.info({ migration: name }, "migration applied");
  }
  return missing;
}

/**
 * A migration takes its tables' locks within this time or lets go and tries again: whoever waits for a lock holds up
 * all who come after it, and a backup or an export may read a table for minutes.
 */
const LOCK_TIMEOUT_MS = 1_000;
const LOCK_RETRY_MS = 1_000;
const LOCK_PATIENCE_MS = 30 * 60_000;
const LOCK_NOT_AVAILABLE = "55P03";

async function applyOne(client: pg.Client, name: string, log: Logger): Promise<void> {
  const text = await readFile(join(MIGRATIONS_FOLDER, name), "utf8");
  const deadline = Date.now() + LOCK_PATIENCE_MS;
  for (;;) {
    await client.query("begin");
    try {
      await client.query(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
      await client.query(text);
      await client.query("insert into migrations (name) values ($1)", [name]);
      await client.query("commit");
      return;
    } catch (error) {
      await client.query("rollback");
      if (error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE && Date.now() < deadline) {
        log.warn({ migration: name }, "migration waits for a table that is being read");
        await pause(LOCK_RETRY_MS);
        continue;
      }
      throw new Error(`migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
}
