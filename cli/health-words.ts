import type { Health, HealthTrouble } from "../shared/health.ts";

/** One line of what the doctor says. */
export type Finding = { part: string; ok: boolean; says: string };

const REMEDIES: Record<HealthTrouble, string> = {
  no_worker: "work waits and no worker runs: aftermap worker, or npm start for both",
  work_waits: "work waits although workers run: start another aftermap worker, or look at its log",
  jobs_failed: "jobs were given up in the last day: the workers' log says why",
  disk_nearly_full: "the disk is nearly full: make room, or move DATA_DIR",
  connections_nearly_used: "nearly all connections of PostgreSQL are used: raise max_connections",
  redis_away: "Redis does not answer: votes are kept, but workers wake up to 30 s late",
  errors: "requests failed inside Aftermap: the server's log says why",
};

/** What the health page shows, in lines; each trouble is a line of its own with its remedy. */
export function describeHealth(health: Health): Finding[] {
  const { queues, workers, disk, database, troubles } = health;
  const waiting = queues.filter((queue) => queue.waiting + queue.running + queue.failed > 0);
  const lines: Finding[] = [
    well(
      "queues",
      waiting
        .map(({ name, waiting: count, running, failed, oldestSeconds }) =>
          [
            `${name} ${count} waiting`,
            ...(oldestSeconds === null ? [] : [`for ${Math.round(oldestSeconds)} s`]),
            `${running} running, ${failed} given up`,
          ].join(" "),
        )
        .join("; ") || "nothing waits",
    ),
    well(
      "workers",
      workers
        .map(({ process, isAlive, seenAt, doing }) =>
          isAlive ? `${process} at ${doing.join(", ") || "rest"}` : `${process} not seen since ${seenAt}`,
        )
        .join("; ") || "none runs now",
    ),
    well("disk", `${bytes(disk.freeBytes)} free of ${bytes(disk.totalBytes)}, ${bytes(disk.usedBytes)} ours`),
    well(
      "PostgreSQL",
      `${database.version}, ${bytes(database.bytes)}, ${database.connections} of ${database.maxConnections} connections`,
    ),
  ];
  return [...lines, ...troubles.map((trouble) => ({ part: trouble, ok: false, says: REMEDIES[trouble] }))];
}

const well = (part: string, says: string): Finding => ({ part, ok: true, says });

function bytes(count: number | null): string {
  if (count === null) return "?";
  return count < 1e9 ? `${(count / 1e6).toFixed(0)} MB` : `${(count / 1e9).toFixed(1)} GB`;
}
