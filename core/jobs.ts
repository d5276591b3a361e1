import { v7 as uuid } from "uuid";
import { z } from "zod";
import type { Context } from "./context.ts";
import type { Tx } from "./db.ts";
import {
  claimJob,
  deleteFinishedJobs,
  deleteStalledChecksToCome,
  finishJob,
  holdJob,
  insertJob,
  insertJobUnlessWaiting,
  releaseJob,
  returnJob,
  selectIsFinished,
  selectWaitingJobs,
  updateLocksToCome,
} from "./jobs/jobs.sql.ts";

/** Every job there is, and the ids that it carries. `workers/handlers.ts` must handle each. */
export const JOBS = {
  /** Reads the files of a batch of scenes. Twice is harmless: items already decided are passed over. */
  "import-scenes": z.object({ batch: z.string() }),
  /** Makes another picture of a scene. Twice is harmless: it is named by its content, and shown once. */
  "make-scene-version": z.object({ version: z.string() }),
  /** Reads a footprint file. Twice is harmless: one transaction stores all of it or nothing. */
  "import-buildings": z.object({ batch: z.string() }),
  /** Fits the whole campaign anew. Twice is harmless: the same votes give the same consensus. */
  "fit-campaign": z.object({ campaign: z.string() }),
  /** Writes an export. Twice is harmless: the file replaces itself. */
  "write-export": z.object({ export: z.string() }),
  /** Looks on which scenes each building can be seen. Twice is harmless: what was looked at is passed over. */
  "estimate-usability": z.object({ campaign: z.string() }),
  /** Reads a finished upload for its SHA-256. Twice is harmless: the same bytes give the same. */
  "hash-upload": z.object({ upload: z.string() }),
} as const;

export type JobName = keyof typeof JOBS;
export type JobPayload<Name extends JobName> = z.infer<(typeof JOBS)[Name]>;
export type JobRequest = { id: string; name: string; payload: unknown; attempts: number };

/** A worker is asked to stop: its long jobs let go of what they are at, and others go on with it. */
export class Interrupted extends Error {
  constructor() {
    super("the worker is stopping");
  }
}

/** For whoever does a job to its end, such as the command line. */
export const NEVER_STOPPING: AbortSignal = new AbortController().signal;

/** How long a worker that stopped renewing keeps its job, seconds: above two renewals, below ten seconds' patience. */
const HOLD_SECONDS = 6;
const RENEW_MS = 2_000;
/** A job that failed this often for no stated reason is given up. */
const MOST_ATTEMPTS = 20;
/** Waiting jobs that one sweep wakes. */
const MOST_WAITING = 500;
/** Finished jobs are kept this long, to be looked at. */
const KEEP_FINISHED_DAYS = 7;
/** No two machines' clocks are so far apart that are set at all; no lock of the queue lasts as long. */
const CLOCKS_APART_MS = 60_000;

/** Asks for a job in the transaction that makes it necessary, so that neither is ever there without the other. */
export async function enqueue<Name extends JobName>(
  ctx: Context,
  tx: Tx,
  name: Name,
  payload: JobPayload<Name>,
): Promise<string> {
  const id = uuid();
  await insertJob(tx, { id, name, payload });
  tx.afterCommit(() => ctx.events.publish({ name: "job:requested", id }));
  return id;
}

/** As `enqueue`, for work that one run does for all who asked before it began: asks only when no other run is waiting. */
export async function enqueueUnlessWaiting<Name extends JobName>(
  ctx: Context,
  tx: Tx,
  name: Name,
  payload: JobPayload<Name>,
): Promise<void> {
  const id = uuid();
  const isNew = (await insertJobUnlessWaiting(tx, { id, name, payload })) > 0;
  if (isNew) tx.afterCommit(() => ctx.events.publish({ name: "job:requested", id }));
}

/** Jobs that nobody does and nobody finished: what the queue may have forgotten. */
export async function listWaitingJobs(ctx: Context): Promise<string[]> {
  return (await selectWaitingJobs(ctx.db, MOST_WAITING)).map(({ id }) => id);
}

/** Removes jobs that ended a week ago and more. */
export async function forgetFinishedJobs(ctx: Context): Promise<void> {
  await ctx.db.transaction((tx) => deleteFinishedJobs(tx, KEEP_FINISHED_DAYS));
}

/**
 * Mends what a worker whose clock was ahead wrote into the queue in PostgreSQL. BullMQ counts by its workers' clocks: such
 * a worker says that stalled jobs were looked for in an hour's time, and until then nobody takes over what a killed
 * worker held, nor is woken for the same campaign. A worker that is wrongly thought dead does its job twice: harmless.
 */
export async function mendQueueTimes(ctx: Context): Promise<void> {
  if (ctx.config.redisUrl !== null) return; // Redis counts by its own clock
  await ctx.db.transaction(async (tx) => {
    await deleteStalledChecksToCome(tx, CLOCKS_APART_MS);
    await updateLocksToCome(tx, CLOCKS_APART_MS);
  });
}

/**
 * Does a requested job unless it is finished or another worker holds it.
 *
 * @returns `held` when another worker has it: should that one have died, it is free again six seconds after;
 *   `returned` when `handle` was interrupted and the job waits for another worker
 */
export async function runJob(
  ctx: Context,
  id: string,
  handle: (job: JobRequest) => Promise<void>,
): Promise<"ran" | "finished" | "held" | "returned"> {
  const job = await ctx.db.transaction((tx) => claimJob(tx, id, HOLD_SECONDS));
  if (job === null) return (await selectIsFinished(ctx.db, id)).isFinished ? "finished" : "held";
  const renewal = setInterval(() => {
    // A renewal that fails is tried again two seconds later; after three the job may go to another worker.
    ctx.db.transaction((tx) => holdJob(tx, id, HOLD_SECONDS)).catch(() => {});
  }, RENEW_MS);
  try {
    await handle(job);
    await ctx.db.transaction((tx) => finishJob(tx, id, null));
    return "ran";
  } catch (error) {
    if (error instanceof Interrupted) {
      await ctx.db.transaction((tx) => returnJob(tx, id));
      ctx.events.publish({ name: "job:requested", id });
      return "returned";
    }
    const isLast = job.attempts >= MOST_ATTEMPTS;
    const message = error instanceof Error ? error.message : String(error);
    await ctx.db.transaction((tx) => (isLast ? finishJob(tx, id, message) : releaseJob(tx, id, message)));
    throw error;
  } finally {
    clearInterval(renewal);
  }
}
