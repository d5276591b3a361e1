import pg from "pg";
import type { Logger } from "pino";

/**
 * Rows must come out as the same text from whichever server and however it is set up, or their SHA-256 would say
 * nothing. `synchronize_seqscans` would begin large tables somewhere in the middle.
 */
const SETTINGS = [
  "set client_encoding = 'UTF8'",
  "set datestyle = 'ISO, YMD'",
  "set intervalstyle = 'postgres'",
  "set timezone = 'UTC'",
  "set extra_float_digits = 1",
  "set bytea_output = 'hex'",
  "set synchronize_seqscans = off",
  "set search_path = public",
  "set statement_timeout = 0",
  "set idle_in_transaction_session_timeout = 0",
];

/** Does something in a session of its own, whose rows read the same everywhere. */
export async function inCopySession<Result>(
  databaseUrl: string,
  log: Logger,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
  });
  client.on("error", (error) => log.warn({ error: error.message }, "copying session lost"));
  await client.connect();
  try {
    for (const setting of SETTINGS) await client.query(setting);
    return await work(client);
  } finally {
    await client.end();
  }
}
