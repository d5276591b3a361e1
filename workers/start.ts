import { setTimeout as pause } from "node:timers/promises";
import { forgetExpired } from "../core/accounts/accounts.ts";
import { getCampaignRow } from "../core/campaigns/campaigns.ts";
import { recountCampaign } from "../core/consensus/recount.ts";
import { listCampaignsToRecount, requestDueFits } from "../core/consensus/upkeep.ts";
import type { OpenContext } from "../core/context.ts";
import { removeExpiredUploads } from "../core/imagery/uploads.ts";
import { startHeartbeat } from "../core/health/heartbeat.ts";
import { failAbandonedExports } from "../core/exports/failing.ts";
import { forgetFinishedJobs, Interrupted, listWaitingJobs, mendQueueTimes, runJob } from "../core/jobs.ts";
import { removeAbandonedScratch } from "../core/scratch.ts";
import { openFits, type Fits } from "./fits.ts";
import { handleJob } from "./handlers.ts";
import { openPace } from "./pace.ts";
import { watchFolders } from "./watch-folders.ts";
import { traced } from "../core/tracing.ts";
import { openWorkQueue } from "./queue.ts";

/** How often everything that hints may have missed is looked for. */
const SWEEP_EVERY_MS = 30_000;
/**
 * How often a campaign's recounts are begun: a few times a second, as browsers are told of them. A wake and a recount cost
 * some thirty statements, which a hundred buildings share as easily as ten.
 */
const RECOUNT_EVERY_MS = 100;
/** How often a job is tried that another worker holds: should that one have died, it is free after six seconds. */
const HELD_RETRY_MS = 1_000;
const HELD_TRIES = 12;
/** What a killed worker held is free six seconds later: looked for as soon as that, since nobody may tell of it. */
const SECOND_SWEEP_AFTER_MS = 7_000;
/** Campaigns recounted, and long jobs run, at the same time: a worker has about two cores. */
const RECOUNTS_AT_ONCE = 2;
const JOBS_AT_ONCE = 2;

/** Starts working: recounts as votes come, jobs as they are asked for, and a sweep for whatever was missed. */
export async function startWorkers(ctx: OpenContext): Promise<{ close(): Promise<void> }> {
  const { log } = ctx;
  const place = { config: ctx.config, databaseUrl: ctx.databaseUrl, log };
  const fits = openFits(ctx);
  const doing = new Map<string, string>();
  const stopping = new AbortController();

  const recounts = await openWorkQueue(
    "recounts",
    RECOUNTS_AT_ONCE,
    (slug) => traced(ctx.tracing, "recount", {}, () => recount(ctx, slug, fits)),
    place,
  );
  const jobs = await openWorkQueue(
    "jobs",
    JOBS_AT_ONCE,
    (id) => doJob(ctx, id, doing, stopping.signal),
    place,
  );
  const wake = (queue: typeof jobs, subject: string) => {
    if (stopping.signal.aborted) return;
    // The sweep wakes again whatever could not be woken now.
    queue.wake(subject).catch((error: unknown) => log.debug({ error: String(error) }, "worker not woken"));
  };
  const pace = openPace(RECOUNT_EVERY_MS, (slug) => wake(recounts, slug));
  const unsubscribe = ctx.events.subscribe((hint) => {
    if (hint.name === "votes:cast") pace.call(hint.campaign);
    if (hint.name === "job:requested") wake(jobs, hint.id);
    if (hint.name === "hints:resumed") void sweep();
  });
  const sweep = async () => {
    try {
      await mendQueueTimes(ctx);
      for (const slug of await listCampaignsToRecount(ctx)) wake(recounts, slug);
      await requestDueFits(ctx);
      for (const id of await listWaitingJobs(ctx)) wake(jobs, id);
      await failAbandonedExports(ctx);
      await forgetFinishedJobs(ctx);
      await forgetExpired(ctx);
      await removeAbandonedScratch(ctx);
      await removeExpiredUploads(ctx);
    } catch (error) {
      // The loop must live: the database may be restarting, and the next sweep finds everything again.
      log.warn({ error: String(error) }, "sweep interrupted");
    }
  };
  const heartbeat = await startHeartbeat(ctx, () => [...doing.values()]);
  const watch = watchFolders(ctx);
  const timer = setInterval(() => void sweep(), SWEEP_EVERY_MS);
  const second = setTimeout(() => void sweep(), SECOND_SWEEP_AFTER_MS);
  await sweep();
  log.info("worker started");
  return {
    async close() {
      stopping.abort(new Interrupted());
      clearInterval(timer);
      clearTimeout(second);
      await watch.close();
      unsubscribe();
      pace.close();
      fits.close();
      await Promise.all([recounts.close(), jobs.close()]);
      await heartbeat.close();
      log.info("worker stopped");
    },
  };
}

async function recount(ctx: OpenContext, slug: string, fits: Fits): Promise<void> {
  const { id } = await getCampaignRow(ctx, slug);
  fits.count(id, await recountCampaign(ctx, id));
}

/** @param doing names of the jobs under way, by id, for the health page */
async function doJob(
  ctx: OpenContext,
  id: string,
  doing: Map<string, string>,
  stop: AbortSignal,
): Promise<void> {
  for (let attempt = 0; attempt < HELD_TRIES && !stop.aborted; attempt += 1) {
    const result = await runJob(ctx, id, async (job) => {
      doing.set(id, job.name);
      await traced(ctx.tracing, `job ${job.name}`, { "aftermap.attempt": job.attempts }, () =>
        handleJob(ctx, job, stop),
      ).finally(() => doing.delete(id));
    });
    if (result !== "held") return;
    await pause(HELD_RETRY_MS);
  }
}
