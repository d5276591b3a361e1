import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { openEmbeddedPostgres } from "./embedded-postgres.ts";

/** Where the database is, and how to let go of it. */
export type FoundDatabase = {
  url: string;
  /** For sessions of one's own, that listen, hold locks or migrate: past the pooler, where there is one. */
  directUrl: string;
  close(): Promise<void>;
};

/** Which PostgreSQL: the one that `DATABASE_URL` names, else the embedded one of the data folder. */
export async function findDatabase(config: Config, log: Logger): Promise<FoundDatabase> {
  const { databaseUrl: url, databaseDirectUrl } = config;
  if (url !== null) return { url, directUrl: databaseDirectUrl ?? url, close: async () => {} };
  const embedded = await openEmbeddedPostgres(config.dataDir, log);
  return { ...embedded, directUrl: embedded.url };
}
