/** Faults one after the other, and what each did to the volunteers. */
import { setTimeout as pause } from "node:timers/promises";
import { seededRandom } from "../../shared/consensus/random.ts";
import { FAULTS, type Fault } from "./faults.ts";
import type { ChaosOptions } from "./run.ts";
import { shuffled } from "./shuffled.ts";
import type { Stack } from "./stack.ts";
import type { Log } from "./volunteers.ts";

/** One class of faults over a run. */
export type Struck = {
  times: number;
  /** How often nothing showed that anything was broken. */
  blunt: number;
  /** What showed it, and how often. */
  bites: Record<string, number>;
  /** Sendings that had to be repeated from its beginning to the next acknowledged vote, and why. */
  felt: Record<string, number>;
  /** Seconds that starting again took, at most. */
  healing: number;
  /** Seconds from its end to the next acknowledged vote: median and worst. */
  recovery: { median: number; worst: number };
};

type Span = readonly [from: number, until: number];

export type Inflicted = {
  faults: Record<string, Struck>;
  impossible: Record<string, string>;
  /** When Redis was away, and the undisturbed moments before. */
  redisAway: Span[];
  calm: Span[];
};

/** Undisturbed before and again after each fault of Redis, at least, to be compared with, milliseconds. */
const CALM_MS = 1_000;
/** A vote that is not acknowledged by then is waited for no longer. */
const RECOVERY_PATIENCE_SECONDS = 60;

/** A shuffled order, each class as often as any other, until time is over and each has been at least once. */
export async function inflict(
  stack: Stack,
  log: Log,
  { seconds, faults, seed }: ChaosOptions,
  say: (line: string) => void,
): Promise<Inflicted> {
  const random = seededRandom(seed);
  const chosen = FAULTS.filter(({ name }) => faults?.includes(name) ?? true);
  const result: Inflicted = { faults: {}, impossible: {}, redisAway: [], calm: [] };
  const possible = chosen.filter(({ name, impossible }) => {
    const why = impossible?.(stack) ?? null;
    if (why !== null) result.impossible[name] = why;
    return why === null;
  });
  const recoveries = new Map<string, number[]>();
  const until = performance.now() + seconds * 1000;
  let deck: Fault[] = [];
  while (performance.now() < until || recoveries.size < possible.length) {
    if (deck.length === 0) deck = shuffled(possible, random);
    const fault = deck.pop();
    if (fault === undefined) break;
    const [shortest, longest] = fault.lasting;
    const lasting = shortest + random() * (longest - shortest);
    const isOfRedis = fault.name.startsWith("redis-");
    // As long as the fault, half of it on each side: the machine does other things too, now more, now less.
    const calm = async () => {
      const calmFrom = performance.now();
      await pause(Math.max(CALM_MS, lasting * 500));
      result.calm.push([calmFrom, performance.now()]);
    };
    if (isOfRedis) await calm();
    const left = Math.max(0, (until - performance.now()) / 1000).toFixed(0);
    say(`${left.padStart(5)} s left  ${fault.name} for ${lasting.toFixed(1)} s`);
    const struck = (result.faults[fault.name] ??= unstruck());
    const before = { ...log.retriedFor };
    const begunAt = performance.now();
    const begun = await fault.begin(stack, random);
    await pause(lasting * 1000);
    if (isOfRedis) result.redisAway.push([begunAt, performance.now()]);
    const bite = await begun.bite();
    const healing = performance.now();
    await begun.heal();
    const healed = (performance.now() - healing) / 1000;
    const recovery = await untilAcknowledged(log);
    if (isOfRedis) await calm();
    const all = [...(recoveries.get(fault.name) ?? []), recovery];
    recoveries.set(fault.name, all);
    struck.times += 1;
    if (bite === null) struck.blunt += 1;
    else struck.bites[bite] = (struck.bites[bite] ?? 0) + 1;
    for (const [why, count] of Object.entries(log.retriedFor)) {
      const more = count - (before[why] ?? 0);
      if (more > 0) struck.felt[why] = (struck.felt[why] ?? 0) + more;
    }
    struck.healing = Math.max(struck.healing, healed);
    struck.recovery = { median: quantile(all, 0.5), worst: Math.max(...all) };
    say(
      `        ${bite ?? "NOTHING SHOWS IT"}; healed in ${healed.toFixed(1)} s, a vote ${recovery.toFixed(1)} s later`,
    );
    await pause(300 + random() * 1_200);
  }
  return result;
}

const unstruck = (): Struck => ({
  times: 0,
  blunt: 0,
  bites: {},
  felt: {},
  healing: 0,
  recovery: { median: 0, worst: 0 },
});

/** Seconds until another vote is acknowledged. */
async function untilAcknowledged(log: Log): Promise<number> {
  const from = performance.now();
  const before = log.times.length;
  const seconds = () => (performance.now() - from) / 1000;
  while (log.times.length === before && seconds() < RECOVERY_PATIENCE_SECONDS) await pause(10);
  return seconds();
}

/** The 99th percentile of what acknowledged requests took that were sent in these spans, milliseconds; null of too few. */
export function p99(log: Log, spans: readonly Span[]): number | null {
  const inside = log.times.filter(({ at }) => spans.some(([from, until]) => at >= from && at < until));
  return inside.length < 100
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
