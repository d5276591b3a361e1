/** One run: a town, a crowd, faults one after the other, then everything is healed, counted and held against the log. */
import { setTimeout as pause } from "node:timers/promises";
import { seededRandom } from "../../shared/consensus/random.ts";
import { FAULTS } from "./faults.ts";
import { inflict, p99, type Struck } from "./inflict.ts";
import { checkVotes, drain, untilCounted, untilMapIsTrue, type Broken } from "./invariants.ts";
import { countLeasesAmiss, watchLeases, type LeaseWatch } from "./leases.ts";
import { complaintsOf, latenessOf } from "./promises.ts";
import { machine, watchLoad } from "./load.ts";
import { openStack } from "./stack.ts";
import { CLASSES, openTown, startJobs } from "./town.ts";
import { aLog, startCrowd } from "./volunteers.ts";
import { openLiveMap, watchHolding } from "./watchers.ts";

export type ChaosOptions = {
  seconds: number;
  seed: number;
  queue: "postgres" | "redis";
  /** Names of classes of faults; all when left out. */
  faults?: readonly string[];
  volunteers?: number;
  say?: (line: string) => void;
};

/** What was done, what came of it, and each promise that was broken in words: none may be. */
export type ChaosReport = {
  queue: string;
  seed: number;
  seconds: number;
  date: string;
  machine: string;
  /** From the first vote to the last check, minutes. */
  minutes: number;
  /** Processes that wanted a core, mean of the run: times are to be read beside it. */
  load: number;
  faults: Record<string, Struck>;
  impossible: Record<string, string>;
  votes: number;
  retries: number;
  /** Why sendings were repeated. */
  retriedFor: Record<string, number>;
  broken: Broken;
  /** The most by which a building was held beyond what it wanted; 0 or less is right. */
  mostOver: number;
  jobsDone: number;
  leases: Pick<LeaseWatch, "turns" | "slowest"> & { amiss: number };
  /** 99th percentile of an acknowledged request, milliseconds: around Redis's faults, and with Redis away. */
  p99Ms: { calm: number | null; redisAway: number | null };
  /** Seconds until the last vote was counted after the end. */
  drainSeconds: number | null;
  /** Seconds until a map whose line was cut showed the truth again. */
  mapSeconds: number | null;
  complaints: string[];
  /** Promised times that were missed: the machine may have been busy with other things. */
  late: string[];
};

const THINK_MS = 200;
/** Undisturbed at the beginning, until everybody is at work. */
const CALM_SECONDS = 3;
/** Longer than any promise of time: what is missing then is lost. */
const PATIENCE_SECONDS = 300;
const JOB_ROWS = 300;
/** Enough for a whole run: a crowd with nothing left to answer cannot show that it is answered. */
const BUILDINGS_PER_SECOND = 20;
const BUILDINGS_PER_FAULT = 200;

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const say = options.say ?? (() => {});
  const hasSmallDisks = options.faults?.some((name) => name.endsWith("disk-full")) ?? true;
  const stack = await openStack({ queue: options.queue, hasSmallDisks });
  try {
    const slug = `chaos-${options.seed}`;
    const atLeast = (options.faults ?? FAULTS).length * BUILDINGS_PER_FAULT;
    const buildings = Math.min(12_000, Math.max(atLeast, options.seconds * BUILDINGS_PER_SECOND));
    const campaignId = await openTown(stack, slug, buildings);
    await openTown(stack, `${slug}-jobs`, 10);
    await openTown(stack, `${slug}-leases`, 1, { min: 1, cap: 5, certainty: 0.9 });
    say(`${options.queue}, seed ${options.seed}: ${buildings} buildings, ${options.seconds} s`);
    const startedAt = performance.now();
    const load = watchLoad();
    const log = aLog();
    const holding = watchHolding(stack, campaignId, log);
    const leases = watchLeases(stack, `${slug}-leases`);
    const map = openLiveMap(stack, stack.urls[0] ?? "", slug);
    const jobs = startJobs(stack, `${slug}-jobs`, JOB_ROWS);
    const crowd = startCrowd(
      { urls: stack.urls, slug, classes: CLASSES, random: seededRandom(options.seed + 1), log },
      options.volunteers ?? 12,
      THINK_MS,
    );
    await pause(CALM_SECONDS * 1000);
    const inflicted = await inflict(stack, log, options, say);

    say("healed: waiting for the last votes, and for their counting");
    await crowd.end();
    const drainSeconds = await untilCounted(stack, campaignId, PATIENCE_SECONDS);
    await Promise.all([jobs.end(), leases.end()]);
    const isQuiet = (await drain(stack, PATIENCE_SECONDS)) !== null;
    const [api] = stack.apis;
    await api?.end("SIGKILL");
    await api?.start();
    const mapSeconds = await untilMapIsTrue(stack, slug, map, PATIENCE_SECONDS);
    await holding.end();
    map.close();
    const broken = await checkVotes(stack, campaignId, log);
    const report: ChaosReport = {
      queue: options.queue,
      seed: options.seed,
      seconds: options.seconds,
      date: new Date().toISOString().slice(0, 10),
      machine: machine(),
      minutes: (performance.now() - startedAt) / 60_000,
      load: load.end(),
      faults: inflicted.faults,
      impossible: inflicted.impossible,
      votes: log.acknowledged.size,
      retries: log.retries,
      retriedFor: log.retriedFor,
      broken,
      mostOver: holding.mostOver,
      jobsDone: jobs.done,
      leases: {
        turns: leases.turns,
        slowest: leases.slowest,
        amiss: await countLeasesAmiss(stack, `${slug}-leases`),
      },
      p99Ms: {
        calm: p99(log, inflicted.calm),
        redisAway: p99(log, inflicted.redisAway),
      },
      drainSeconds,
      mapSeconds,
      complaints: [],
      late: [],
    };
    if (!isQuiet) report.complaints.push("jobs were left that nobody did");
    report.complaints.push(...complaintsOf(report, stack, log, jobs.faults, holding));
    report.late.push(...latenessOf(report));
    return report;
  } finally {
    // What was found counts more than what could not be cleared away.
    await stack.close().catch((error: unknown) => say(`left behind: ${String(error)}`));
  }
}
