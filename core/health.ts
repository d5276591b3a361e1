import path from "node:path";
import type { Health, HealthTrouble } from "../shared/health.ts";
import type { Context } from "./context.ts";
import { sql } from "./db.ts";
import { selectDatabaseHealth, selectFailedJobs, selectQueues, selectWorkers } from "./health/health.sql.ts";
import { roomOf } from "./health/room.ts";
import { VERSION } from "./project.ts";

/** Three signs of life missed. */
const ALIVE_SECONDS = 35;
/** Work that nobody began for so long is told of: imports take minutes, but are begun in seconds. */
const WAITS_TOO_LONG_SECONDS = 120;
const NEARLY_FULL_SHARE = 0.05;
const NEARLY_FULL_BYTES = 1_000_000_000;
const NEARLY_USED_CONNECTIONS = 0.9;

/** Whether the database answers; throws when it does not. */
export async function pingDatabase(ctx: Context): Promise<void> {
  await ctx.db.one(sql`select 1 as one`);
}

/** What only the process that is asked knows. */
export type OwnHealth = {
  redis: boolean | null;
  serverStartedAt: string | null;
  errors: { code: string; count: number; lastAt: string }[];
};

/** How the installation does: what waits, who works, how much room is left, what went wrong. */
export async function getHealth(ctx: Context, own: OwnHealth): Promise<Health> {
  const { dataDir, objectStore } = ctx.config;
  const isFolder = objectStore === null;
  const [queues, workers, database, failed, disk, objects] = await Promise.all([
    selectQueues(ctx.db),
    selectWorkers(ctx.db, ALIVE_SECONDS),
    selectDatabaseHealth(ctx.db),
    selectFailedJobs(ctx.db),
    roomOf(dataDir),
    isFolder ? roomOf(path.join(dataDir, "objects")) : { freeBytes: null, totalBytes: null, usedBytes: null },
  ]);
  const seen = {
    version: VERSION,
    checkedAt: new Date().toISOString(),
    serverStartedAt: own.serverStartedAt,
    queues,
    workers,
    disk,
    objects: { kind: isFolder ? ("folder" as const) : ("s3" as const), ...objects },
    database,
    redis: own.redis,
    errors: [
      ...own.errors.map((error) => ({ ...error, from: "server" as const })),
      ...failed.map((error) => ({ ...error, from: "jobs" as const })),
    ],
  };
  const troubles = troublesOf(seen);
  return { isWell: troubles.length === 0, troubles, ...seen };
}

/** What somebody should look at. Nothing waits and nobody works: that is rest, not trouble. */
function troublesOf(seen: Omit<Health, "isWell" | "troubles">): HealthTrouble[] {
  const waits = seen.queues.some(({ oldestSeconds }) => (oldestSeconds ?? 0) > WAITS_TOO_LONG_SECONDS);
  const isAnybodyThere = seen.workers.some(({ isAlive }) => isAlive);
  const { freeBytes, totalBytes } = seen.disk;
  const isNearlyFull =
    freeBytes !== null &&
    totalBytes !== null &&
    (freeBytes < NEARLY_FULL_BYTES || freeBytes < totalBytes * NEARLY_FULL_SHARE);
  const { connections, maxConnections } = seen.database;
  const found: [HealthTrouble, boolean][] = [
    ["no_worker", waits && !isAnybodyThere],
    ["work_waits", waits && isAnybodyThere],
    ["jobs_failed", seen.queues.some(({ failed }) => failed > 0)],
    ["disk_nearly_full", isNearlyFull],
    ["connections_nearly_used", connections > maxConnections * NEARLY_USED_CONNECTIONS],
    ["redis_away", seen.redis === false],
    ["errors", seen.errors.some(({ code }) => code === "internal")],
  ];
  return found.flatMap(([trouble, isThere]) => (isThere ? [trouble] : []));
}
