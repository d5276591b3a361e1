import { z } from "zod";
import { Id } from "./ids.ts";

/** What can be wrong, each with its remedy on the screen and in `aftermap doctor`. */
export const HealthTrouble = z.enum([
  "no_worker",
  "work_waits",
  "jobs_failed",
  "disk_nearly_full",
  "connections_nearly_used",
  "redis_away",
  "errors",
]);
export type HealthTrouble = z.infer<typeof HealthTrouble>;

/** Jobs of one kind. `failed`: given up in the last day. */
export const QueueHealth = z.object({
  name: z.string(),
  waiting: z.int(),
  running: z.int(),
  failed: z.int(),
  /** How long the oldest has waited, seconds; null when none waits. */
  oldestSeconds: z.number().nullable(),
});
export type QueueHealth = z.infer<typeof QueueHealth>;

export const WorkerHealth = z.object({
  id: Id,
  process: z.int(),
  version: z.string(),
  startedAt: z.iso.datetime(),
  seenAt: z.iso.datetime(),
  isAlive: z.boolean(),
  memoryBytes: z.int(),
  /** Names of the jobs it is at. */
  doing: z.array(z.string()),
});
export type WorkerHealth = z.infer<typeof WorkerHealth>;

/** A place with room, bytes. `used` is ours: what Aftermap keeps there. */
const Room = z.object({
  freeBytes: z.int().nullable(),
  totalBytes: z.int().nullable(),
  usedBytes: z.int().nullable(),
});

/** How an installation does; nothing in it tells of a person. */
export const Health = z.object({
  isWell: z.boolean(),
  troubles: z.array(HealthTrouble),
  version: z.string(),
  checkedAt: z.iso.datetime(),
  /** Since when this server process runs; null from the command line. */
  serverStartedAt: z.iso.datetime().nullable(),
  queues: z.array(QueueHealth),
  workers: z.array(WorkerHealth),
  disk: Room,
  objects: Room.extend({ kind: z.enum(["folder", "s3"]) }),
  database: z.object({
    version: z.string(),
    bytes: z.int(),
    connections: z.int(),
    maxConnections: z.int(),
    /** How long the slowest statement of this moment has been running, seconds. */
    slowestSeconds: z.number(),
  }),
  /** Null when Redis is not set: PostgreSQL does its work then. */
  redis: z.boolean().nullable(),
  /** Refusals and errors of this server process since it started, by code; and jobs given up, by name. */
  errors: z.array(
    z.object({
      code: z.string(),
      count: z.int(),
      lastAt: z.iso.datetime(),
      from: z.enum(["server", "jobs"]),
    }),
  ),
});
export type Health = z.infer<typeof Health>;
