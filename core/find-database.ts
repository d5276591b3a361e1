import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { openEmbeddedPostgres } from "./embedded-postgres.ts";

/** Which PostgreSQL: the one that `DATABASE_URL` names, else the embedded one of the data folder. */
export async function findDatabase(
  config: Config,
  log: Logger,
): Promise<{ url: string; close(): Promise<void> }> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, close: async () => {} };
  return openEmbeddedPostgres(config.dataDir, log);
}
