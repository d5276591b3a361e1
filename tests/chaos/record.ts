/**
 * Keeps what runs found: `docs/chaos.json` holds the last one of each queue and seed, and `docs/chaos.md` tells it below
 * its heading "What ran". What stands above that heading is written by hand.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { PROJECT_FOLDER } from "../../core/project.ts";
import type { ChaosReport } from "./run.ts";

const KEPT = join(PROJECT_FOLDER, "docs/chaos.json");
const PAGE = join(PROJECT_FOLDER, "docs/chaos.md");
const HEADING = "## What ran\n";

/** Puts runs in the place of those of the same queue, seed and seconds. */
export async function record(reports: readonly ChaosReport[]): Promise<void> {
  const kept: ChaosReport[] = JSON.parse(await readFile(KEPT, "utf8").catch(() => "[]"));
  const runs = new Map([...kept, ...reports].map((run) => [`${run.queue} ${run.seed} ${run.seconds}`, run]));
  const sorted = [...runs.values()].sort(
    (a, b) => a.queue.localeCompare(b.queue) || a.seconds - b.seconds || a.seed - b.seed,
  );
  await writeFile(KEPT, await format(JSON.stringify(sorted), { parser: "json", printWidth: 110 }));
  const [byHand = ""] = (await readFile(PAGE, "utf8")).split(HEADING);
  const page = [byHand.trimEnd(), HEADING.trim(), ...pageOf(sorted)].join("\n\n");
  await writeFile(PAGE, await format(page, { parser: "markdown", printWidth: 110 }));
}

function pageOf(runs: readonly ChaosReport[]): string[] {
  const machines = [...new Set(runs.map(({ machine }) => machine))].join("; ");
  return [
    "Written by `npm run chaos -- --record` (`--keep FILE` for what `--json` said elsewhere). A run that broke a promise stands here as well. Load is the mean number of processes that wanted a core during the run, the run's own among them: times are to be read beside it.",
    `${machines}.`,
    table(
      [
        "queue",
        "seed",
        "seconds",
        "date",
        "minutes",
        "load",
        "faults",
        "votes",
        "sent again",
        "lost",
        "double",
        "invented",
      ],
      runs.map((run) => [
        run.queue,
        run.seed,
        run.seconds,
        run.date,
        run.minutes.toFixed(1),
        run.load.toFixed(1),
        Object.values(run.faults).reduce((sum, { times }) => sum + times, 0),
        run.votes,
        run.retries,
        run.broken.lost,
        run.broken.double,
        run.broken.invented,
      ]),
    ),
    table(
      [
        "queue",
        "seed",
        "seconds",
        "never acknowledged",
        "unlike a recomputation",
        "held beyond wanted",
        "jobs",
        "leases given on, slowest after",
        "all counted after",
        "map true after",
        "promises broken",
      ],
      runs.map((run) => [
        run.queue,
        run.seed,
        run.seconds,
        run.broken.unanswered,
        run.broken.unequal,
        Math.max(0, run.mostOver),
        run.jobsDone,
        `${run.leases.turns}, ${seconds(run.leases.slowest)}`,
        seconds(run.drainSeconds),
        seconds(run.mapSeconds),
        run.complaints.length === 0 ? "none" : `**${run.complaints.map(inShort).join("; ")}**`,
      ]),
    ),
    "Each class of faults over all of these runs. Healed: starting again what was ended, at most. Next vote: from then to the next acknowledged one. Sent again: from the fault's beginning to that vote.",
    table(
      ["fault", "times", "shown by", "healed in", "next vote, worst", "sent again, why"],
      classRows(runs),
    ),
    "Times that were promised and missed, the machine being as busy as it says:",
    missed(runs),
  ];
}

function classRows(runs: readonly ChaosReport[]): (string | number)[][] {
  const names = [...new Set(runs.flatMap(({ faults }) => Object.keys(faults)))].sort();
  return names.map((name) => {
    const all = runs.flatMap(({ faults }) => faults[name] ?? []);
    return [
      name,
      all.reduce((sum, { times }) => sum + times, 0),
      counts(all.map(({ bites }) => bites)),
      seconds(Math.max(...all.map(({ healing }) => healing))),
      seconds(Math.max(...all.map(({ recovery }) => recovery.worst))),
      counts(all.map(({ felt }) => felt)),
    ];
  });
}

function missed(runs: readonly ChaosReport[]): string {
  const lines = runs.flatMap((run) =>
    run.late.map((miss) => `- ${run.queue}, seed ${run.seed}, load ${run.load.toFixed(1)}: ${miss}`),
  );
  return lines.length === 0 ? "none." : lines.join("\n");
}

/** What was counted, most first. */
function counts(all: readonly Record<string, number>[]): string {
  const sums = new Map<string, number>();
  for (const one of all)
    for (const [what, count] of Object.entries(one)) sums.set(what, (sums.get(what) ?? 0) + count);
  return [...sums]
    .sort(([, a], [, b]) => b - a)
    .map(([what, count]) => `${what} ${count}`)
    .join(", ");
}

/** A complaint without what stands behind its colon: that is in `docs/chaos.json`. */
const inShort = (complaint: string) => complaint.split(": {")[0] ?? complaint;

const seconds = (value: number | null) => (value === null ? "never" : `${value.toFixed(1)} s`);

function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}
