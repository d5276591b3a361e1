/** The Reliability table, held against what a run measured. */
import type { ChaosReport } from "./run.ts";
import type { Stack } from "./stack.ts";
import type { Log } from "./volunteers.ts";
import type { HoldingWatch } from "./watchers.ts";

/** Times that are promised, seconds. */
const WITHIN = { counted: 90, map: 5, lease: 30 } as const;
/** The 99th percentile with Redis away may be so many times the calm one. */
const REDIS_AWAY_P99 = 1.5;

/** Every promise that this run broke, in words. */
export function complaintsOf(
  report: ChaosReport,
  stack: Stack,
  log: Log,
  jobFaults: readonly string[],
  holding: Pick<HoldingWatch, "looks" | "detail">,
): string[] {
  const found: string[] = [];
  for (const [what, count] of Object.entries(report.broken)) if (count > 0) found.push(`${count} ${what}`);
  if (report.mostOver > 0)
    found.push(`a building was held by ${report.mostOver} more than it wanted: ${holding.detail}`);
  if (holding.looks === 0) found.push("nobody could look at how many hold a building");
  if (report.leases.amiss > 0) found.push(`${report.leases.amiss} leases came too early or lasted wrongly`);
  if (report.drainSeconds === null) found.push("votes were never counted");
  if (report.mapSeconds === null) found.push("an open map never showed the truth after its line was cut");
  if (log.refusals.length > 0) found.push(`${log.refusals.length} refused, such as: ${log.refusals[0]}`);
  if (jobFaults.length > 0) found.push(`${jobFaults.length} jobs went wrong, such as: ${jobFaults[0]}`);
  for (const [name, { times, blunt }] of Object.entries(report.faults))
    if (blunt === times) found.push(`the fault ${name} broke nothing: it shows nothing`);
  const full = report.faults["disk-full"];
  if (full !== undefined && (full.felt["503 unavailable"] ?? 0) === 0)
    found.push("with PostgreSQL's disk full, nobody was told 503");
  for (const [reason, times] of Object.entries(log.idle))
    found.push(`volunteers were given nothing ${times} times, because: ${reason}`);
  const logged = stack.apis
    .map((api) => api.lastLines())
    .join("\n")
    .match(/.*request failed.*/);
  if (logged !== null) found.push(`an API logged: ${logged[0]}`);
  for (const child of [...stack.apis, ...stack.workers])
    for (const end of child.unexpectedEnds()) found.push(`${child.name} ended by itself: ${end}`);
  return found;
}

/** Promised times that were missed, in words. */
export function latenessOf(report: ChaosReport): string[] {
  const { drainSeconds, mapSeconds, leases, p99Ms } = report;
  const found: string[] = [];
  const beyond = (what: string, seconds: number | null, promised: number) => {
    if (seconds !== null && seconds > promised)
      found.push(`${what} after ${seconds.toFixed(1)} s, promised within ${promised} s`);
  };
  beyond("all counted", drainSeconds, WITHIN.counted);
  beyond("a map cut off was true again", mapSeconds, WITHIN.map);
  beyond("a lease that had ended was given on", leases.slowest, WITHIN.lease);
  if (p99Ms.calm !== null && p99Ms.redisAway !== null && p99Ms.redisAway > REDIS_AWAY_P99 * p99Ms.calm) {
    const ratio = (p99Ms.redisAway / p99Ms.calm).toFixed(1);
    found.push(`99 % of votes took ${ratio} times as long with Redis away, promised ${REDIS_AWAY_P99}`);
  }
  return found;
}
