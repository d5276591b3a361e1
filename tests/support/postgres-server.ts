/** The PostgreSQL that a run of the tests uses, and the migrated database that each test file gets a copy of. */
import { join } from "node:path";
import { Client } from "pg";
import { pino } from "pino";
import { openEmbeddedPostgres } from "../../core/embedded-postgres.ts";
import { migrate } from "../../core/migrate.ts";

/**
 * Starts the embedded cluster, or uses the server of `TEST_DATABASE_URL` (its role must be allowed to create
 * databases), and migrates the template. `fsync` stays on: tests kill processes and look for what was acknowledged.
 */
export async function startTestPostgres(
  folder: string,
): Promise<{ templateUrl: string; stop: () => Promise<void> }> {
  const log = pino({ level: "warn" });
  const given = process.env["TEST_DATABASE_URL"] ?? "";
  const server =
    given === ""
      ? await openEmbeddedPostgres(join(folder, "data"), log)
      : { url: given, close: () => Promise.resolve() };
  // The same for every set-up of this run, and for no other run on this server.
  const name = `aftermap_template_${process.pid}_${Math.round(performance.timeOrigin)}`;
  const templateUrl = databaseUrl(server.url, name);

  // The integration and the browser tests of one run share the cluster; whoever comes first migrates.
  const made = await onServer(server.url, async (client) => {
    await client.query("select pg_advisory_lock(hashtext('aftermap test template'))");
    const { rowCount } = await client.query("select from pg_database where datname = $1", [name]);
    if (rowCount !== 0) return false;
    await client.query(`create database ${name}`);
    await migrate(templateUrl, log);
    return true;
  });
  return {
    templateUrl,
    stop: async () => {
      if (made && given !== "") await dropDatabase(templateUrl);
      await server.close();
    },
  };
}

/** The same server, another database. */
export function databaseUrl(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}

/** Opens one connection, does the work, closes it. */
export async function onServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Drops the database that the address names, whoever is still connected to it. */
export async function dropDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await onServer(databaseUrl(url, "postgres"), (client) =>
    client.query(`drop database if exists ${name} with (force)`),
  );
}
