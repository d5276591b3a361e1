/**
 * Runs once before the integration tests and once before the browser tests: PostgreSQL with a migrated template
 * database, and Redis where it is installed. Test files get at them through `aDatabase` and `aRedis`.
 */
import type { TestProject } from "vitest/node";
import { startTestPostgres } from "./postgres-server.ts";
import { startRedis } from "./redis-server.ts";
import { makeRunFolder } from "./run-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Server on which test databases are made, with the name of the template in its path. */
    postgresTemplateUrl: string;
    redisUrl: string | null;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await makeRunFolder();
  const [postgres, redis] = await Promise.all([startTestPostgres(folder), startRedis(folder)]);
  project.provide("postgresTemplateUrl", postgres.templateUrl);
  project.provide("redisUrl", redis?.url ?? null);
  return async () => {
    await Promise.all([postgres.stop(), redis?.stop()]);
  };
}
