/** One run: a town, a crowd, faults one after the other, then everything is healed, counted and held against the log. */
import { setTimeout as pause } from "node:timers/promises";
import { seededRandom, type Random } from "../../shared/consensus/random.ts";
import { FAULTS, type Fault } from "./faults.ts";
import { checkVotes, drain, untilMapIsTrue, type Broken } from "./invariants.ts";
import { shuffled } from "./shuffled.ts";
import { openStack, type Stack } from "./stack.ts";
import { CLASSES, openTown, startJobs } from "./town.ts";
import { aLog, startCrowd, type Log } from "./volunteers.ts";
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
  inflicted: Record<string, number>;
  impossible: Record<string, string>;
  votes: number;
  retries: number;
  broken: Broken;
  /** The most by which a building was held beyond what it wanted; 0 or less is right. */
  mostOver: number;
  jobsDone: number;
  /** Seconds from a fault's end to the next acknowledged vote: median and worst. */
  recovery: { median: number; worst: number };
  /** 99th percentile of an acknowledged request, milliseconds: with nothing broken, and with Redis away. */
  p99Ms: { calm: number | null; redisAway: number | null };
  /** Seconds until the last vote was counted after the end. */
  drainSeconds: number | null;
  /** Seconds until a map whose line was cut showed the truth again. */
  mapSeconds: number | null;
  complaints: string[];
};

const THINK_MS = 100;
/** Undisturbed at the beginning, to know what a vote takes. */
const CALM_SECONDS = 3;
const DRAIN_PATIENCE_SECONDS = 90;
/** What the promises give an open map after it is connected again. */
const MAP_PATIENCE_SECONDS = 5;
const JOB_ROWS = 300;

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const say = options.say ?? (() => {});
  const random = seededRandom(options.seed);
  const stack = await openStack(options);
  try {
    const slug = `chaos-${options.seed}`;
    // Enough for the whole run: a crowd with nothing left to answer cannot show that it is answered.
    const buildings = Math.min(12_000, Math.max(800, Math.round(options.seconds * 15)));
    const campaignId = await openTown(stack, slug, buildings);
    await openTown(stack, `${slug}-jobs`, 10);
    say(`${options.queue}, seed ${options.seed}: ${buildings} buildings, ${options.seconds} s`);
    const log = aLog();
    const holding = watchHolding(stack, campaignId);
    const map = openLiveMap(stack, stack.urls[0] ?? "", slug);
    const jobs = startJobs(stack, `${slug}-jobs`, JOB_ROWS);
    const crowd = startCrowd(
      { urls: stack.urls, slug, classes: CLASSES, random: seededRandom(options.seed + 1), log },
      options.volunteers ?? 12,
      THINK_MS,
    );
    const calmFrom = performance.now();
    await pause(CALM_SECONDS * 1000);
    const calmUntil = performance.now();
    const inflicted = await inflict(stack, random, log, options, say);

    say("healed: waiting for the last votes, and for their counting");
    await crowd.end();
    const drainSeconds = await drain(stack, DRAIN_PATIENCE_SECONDS);
    await jobs.end();
    await drain(stack, DRAIN_PATIENCE_SECONDS);
    const [api] = stack.apis;
    await api?.end("SIGKILL");
    await api?.start();
    const mapSeconds = await untilMapIsTrue(stack, slug, map, MAP_PATIENCE_SECONDS + 1); // it tries again each second
    await holding.end();
    map.close();
    const broken = await checkVotes(stack, campaignId, log);
    const report: ChaosReport = {
      queue: options.queue,
      seed: options.seed,
      seconds: options.seconds,
      inflicted: inflicted.times,
      impossible: inflicted.impossible,
      votes: log.acknowledged.size,
      retries: log.retries,
      broken,
      mostOver: holding.mostOver,
      jobsDone: jobs.done,
      recovery: { median: quantile(inflicted.recoveries, 0.5), worst: Math.max(0, ...inflicted.recoveries) },
      p99Ms: {
        calm: p99(log, [[calmFrom, calmUntil]]),
        redisAway: p99(log, inflicted.redisAway),
      },
      drainSeconds,
      mapSeconds,
      complaints: [],
    };
    report.complaints.push(...complaintsOf(report, stack, log, jobs.faults, holding.looks));
    return report;
  } finally {
    await stack.close();
  }
}

type Inflicted = {
  times: Record<string, number>;
  impossible: Record<string, string>;
  recoveries: number[];
  redisAway: [from: number, until: number][];
};

/** Faults in a shuffled order, each class as often as any other, until time is over and each has been at least once. */
async function inflict(
  stack: Stack,
  random: Random,
  log: Log,
  { seconds, faults }: ChaosOptions,
  say: (line: string) => void,
): Promise<Inflicted> {
  const chosen = FAULTS.filter(({ name }) => faults?.includes(name) ?? true);
  const result: Inflicted = { times: {}, impossible: {}, recoveries: [], redisAway: [] };
  const possible = chosen.filter(({ name, impossible }) => {
    const why = impossible?.(stack) ?? null;
    if (why !== null) result.impossible[name] = why;
    return why === null;
  });
  const until = performance.now() + seconds * 1000;
  let deck: Fault[] = [];
  const isEachDone = () => Object.keys(result.times).length === possible.length;
  while (performance.now() < until || !isEachDone()) {
    if (deck.length === 0) deck = shuffled(possible, random);
    const fault = deck.pop();
    if (fault === undefined) break;
    const [shortest, longest] = fault.lasting;
    const lasting = shortest + random() * (longest - shortest);
    say(
      `${Math.max(0, (until - performance.now()) / 1000)
        .toFixed(0)
        .padStart(5)} s left  ${fault.name} for ${lasting.toFixed(1)} s`,
    );
    const begunAt = performance.now();
    const heal = await fault.begin(stack, random);
    await pause(lasting * 1000);
    if (fault.name.startsWith("redis-")) result.redisAway.push([begunAt, performance.now()]);
    const healing = performance.now();
    await heal();
    if (performance.now() - healing > 5_000)
      say(`        healing took ${((performance.now() - healing) / 1000).toFixed(1)} s`);
    result.times[fault.name] = (result.times[fault.name] ?? 0) + 1;
    result.recoveries.push(await untilAcknowledged(log));
    await pause(300 + random() * 1_200);
  }
  return result;
}

/** Seconds until another vote is acknowledged. */
async function untilAcknowledged(log: Log): Promise<number> {
  const from = performance.now();
  const before = log.times.length;
  while (log.times.length === before && performance.now() - from < 30_000) await pause(10);
  return (performance.now() - from) / 1000;
}

/** Every promise that this run broke, in words. */
function complaintsOf(
  report: ChaosReport,
  stack: Stack,
  log: Log,
  jobFaults: readonly string[],
  looks: number,
): string[] {
  const found: string[] = [];
  for (const [what, count] of Object.entries(report.broken)) if (count > 0) found.push(`${count} ${what}`);
  if (report.mostOver > 0) found.push(`a building was held by ${report.mostOver} more than it wanted`);
  if (looks === 0) found.push("nobody could look at how many hold a building");
  if (report.drainSeconds === null) found.push(`votes were not counted within ${DRAIN_PATIENCE_SECONDS} s`);
  if (report.mapSeconds === null) found.push("an open map did not show the truth after its line was cut");
  if (log.refusals.length > 0) found.push(`${log.refusals.length} refused, such as: ${log.refusals[0]}`);
  if (jobFaults.length > 0) found.push(`${jobFaults.length} jobs went wrong, such as: ${jobFaults[0]}`);
  const logged = stack.apis
    .map((api) => api.lastLines())
    .join("\n")
    .match(/.*request failed.*/);
  if (logged !== null) found.push(`an API logged: ${logged[0]}`);
  for (const child of [...stack.apis, ...stack.workers]) {
    if (child.unexpectedEnds() > 0)
      found.push(
        `${child.name} ended by itself ${child.unexpectedEnds()} times; it printed:\n${child.lastLines()}`,
      );
  }
  return found;
}

function p99(log: Log, spans: readonly (readonly [number, number])[]): number | null {
  const inside = log.times.filter(({ at }) => spans.some(([from, until]) => at >= from && at < until));
  return inside.length < 20
    ? null
    : quantile(
        inside.map(({ took }) => took),
        0.99,
      );
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
