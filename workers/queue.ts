/**
 * BullMQ on the backend that there is: Redis where `REDIS_URL` is set, else PostgreSQL. The queue only wakes workers;
 * what is to be done stands in our own tables, so everything here may be lost at any time.
 */
import { setTimeout as pause } from "node:timers/promises";
import { createPostgresBackend, Queue, Worker, withBackend, type Job } from "bullmq";
import { Redis } from "ioredis";
import type { Logger } from "pino";
import type { Config } from "../core/config.ts";
import { SessionThatMayBeLost } from "../core/db.ts";

/** Keeps BullMQ's tables apart from ours. */
const POSTGRES_SCHEMA = "bullmq";
const REDIS_PREFIX = "aftermap:queue";

/** BullMQ's defaults (30 s each, one stall forgiven) take a minute to notice a killed worker and then give up the job. */
const WORKER_SETTINGS = {
  lockDuration: 5_000,
  stalledInterval: 2_000,
  maxStalledCount: 1_000_000,
  drainDelay: 5,
};

/** Done jobs leave nothing; of failed ones a few stay to be looked at. */
const JOB_SETTINGS = { removeOnComplete: true, removeOnFail: 100, attempts: 1 };

/**
 * What is being done when the process is to end has so long to be done, milliseconds: a service manager kills after ten seconds.
 * A fit of a large campaign takes minutes and cannot be interrupted; left behind, it is another worker's six seconds later.
 */
const STOP_PATIENCE_MS = 5_000;

/** One queue with its worker in this process. */
export type WorkQueue = {
  /**
   * Wakes a worker for a subject. Wakes for the same subject coalesce; one that comes while the subject is being worked
   * on leads to one more run (`keepLastIfActive`: without it the last of them was lost in 60 of 60 trials).
   */
  wake(subject: string): Promise<void>;
  /** Takes nothing more, and does not wait long for what is being done. */
  close(): Promise<void>;
};

/**
 * Opens a queue whose jobs name a subject, and works on them, `atOnce` at a time.
 *
 * @throws the database's error when the queue lies in PostgreSQL and its tables cannot be made or read
 */
export async function openWorkQueue(
  name: string,
  atOnce: number,
  work: (subject: string) => Promise<void>,
  place: { config: Config; databaseUrl: string; log: Logger; stopPatienceMs?: number },
): Promise<WorkQueue> {
  const { config, databaseUrl, log, stopPatienceMs = STOP_PATIENCE_MS } = place;
  const process = (job: Job<{ subject: string }>) => work(job.data.subject);
  const backend = config.redisUrl === null ? onPostgres(databaseUrl) : onRedis(config.redisUrl);
  const queue = backend.queue(name);
  const worker = backend.worker(name, process, atOnce);
  queue.on("error", (error) => log.debug({ queue: name, error: error.message }, "queue not reached"));
  worker.on("error", (error) => log.debug({ queue: name, error: error.message }, "queue not reached"));
  worker.on("failed", (_job, error) => log.error({ queue: name, error }, "job failed"));
  const close = async () => {
    const isLeft = pause(stopPatienceMs, true, { ref: false });
    // Not told to be quick: it would end its sessions under what is still being done.
    const done = worker.close(!backend.isThere()).then(() => false);
    done.catch(() => {}); // told below, unless it was left
    if (await Promise.race([done, isLeft])) log.warn({ queue: name }, "what is being done is left to others");
    await queue.close();
    await backend.close();
  };
  try {
    await backend.ready([queue, worker]);
  } catch (error) {
    await close();
    throw error;
  }
  worker.run().catch((error: unknown) => log.error({ queue: name, error }, "queue no longer worked on"));
  return {
    async wake(subject) {
      const deduplication = { id: subject, keepLastIfActive: true };
      await queue.add("wake", { subject }, { ...JOB_SETTINGS, deduplication });
    },
    close,
  };
}

type Processor = (job: Job<{ subject: string }>) => Promise<void>;

function onPostgres(databaseUrl: string) {
  const backend = withBackend(createPostgresBackend);
  const connection = {
    connectionString: databaseUrl,
    schema: POSTGRES_SCHEMA,
    migrate: true,
    max: 4,
    Client: SessionThatMayBeLost,
  };
  return {
    queue: (name: string) => new backend.Queue<{ subject: string }>(name, { connection }),
    worker: (name: string, process: Processor, concurrency: number) =>
      new backend.Worker<{ subject: string }, void>(name, process, {
        connection,
        concurrency,
        autorun: false,
        ...WORKER_SETTINGS,
      }),
    // BullMQ keeps what became of its first session. Where that was a failure, a running worker asks for work and fails
    // in microtasks without end, deaf to timers and signals.
    ready: async (parts: readonly { waitUntilReady(): Promise<unknown> }[]) => {
      for (const part of parts) await part.waitUntilReady();
    },
    isThere: () => true,
    close: async () => {},
  };
}

function onRedis(redisUrl: string) {
  // Waking fails fast while Redis is away (the sweep wakes again); working waits until it is back.
  const forWaking = new Redis(redisUrl, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    retryStrategy: () => 500,
  });
  const forWorking = new Redis(redisUrl, { maxRetriesPerRequest: null, retryStrategy: () => 500 });
  for (const client of [forWaking, forWorking]) client.on("error", () => {});
  return {
    queue: (name: string) =>
      new Queue<{ subject: string }>(name, {
        connection: forWaking,
        prefix: REDIS_PREFIX,
        skipVersionCheck: true,
      }),
    worker: (name: string, process: Processor, concurrency: number) =>
      new Worker<{ subject: string }, void>(name, process, {
        connection: forWorking,
        prefix: REDIS_PREFIX,
        concurrency,
        autorun: false,
        ...WORKER_SETTINGS,
      }),
    // Redis may be away at the start and come later.
    ready: async () => {},
    // While it is away, no job can be handed back: to wait for that would be to wait until it comes.
    isThere: () => forWorking.status === "ready",
    close: async () => {
      forWaking.disconnect();
      forWorking.disconnect();
    },
  };
}
