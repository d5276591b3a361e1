/**
 * Keeps what benchmarks measured: `docs/benchmarks.json` holds the last run of each, `docs/benchmarks.md` is the same for
 * people. One run replaces its own entry alone, so that dear ones need not be run again with cheap ones.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { format } from "prettier";
import { z } from "zod";
import { PROJECT_FOLDER } from "../../core/project.ts";

const Measured = z.object({
  figures: z.record(z.string(), z.unknown()),
  verdicts: z.array(
    z.object({ promise: z.string(), goal: z.string(), measured: z.string(), holds: z.boolean() }),
  ),
});

const Run = Measured.extend({
  work: z.string(),
  command: z.string(),
  date: z.string(),
  machine: z.string(),
  /** Processes that wanted a core in the minute before, ours not among them. */
  loadBefore: z.number(),
  minutes: z.number(),
});
type Run = z.infer<typeof Run>;

const Runs = z.record(z.string(), Run);
/** The last run of each benchmark, by name. */
export type Runs = z.infer<typeof Runs>;

const FOLDER = join(PROJECT_FOLDER, "docs");
const KEPT = join(FOLDER, "benchmarks.json");
const PAGE = join(FOLDER, "benchmarks.md");

export async function readRuns(): Promise<Runs> {
  const text = await readFile(KEPT, "utf8").catch(() => "{}");
  return Runs.parse(JSON.parse(text));
}

/**
 * Runs a benchmark in a process of its own and keeps what it says.
 *
 * @throws Error when it fails: the entry before stays
 */
export async function record(name: string, work: string, options: readonly string[]): Promise<void> {
  const loadBefore = Math.round((loadavg()[0] ?? 0) * 10) / 10;
  const from = performance.now();
  const loader = ["--import", import.meta.resolve("tsx"), join(import.meta.dirname, "main.ts")];
  const child = spawn(process.execPath, [...loader, name, ...options, "--json"], {
    cwd: PROJECT_FOLDER,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`the benchmark ${name} ended with ${code}`);
  const run = Run.parse({
    ...Measured.parse(JSON.parse(said)),
    work,
    command: ["npm run bench --", name, ...options].join(" "),
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    loadBefore,
    minutes: Math.round((performance.now() - from) / 6_000) / 10,
  });
  const runs = { ...(await readRuns()), [name]: run };
  await writeFile(KEPT, await format(JSON.stringify(runs), { parser: "json", printWidth: 110 }));
  await writeFile(PAGE, await pageOf(runs));
}

function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors.length} × ${processors[0]?.model.trim() ?? "unknown processor"}, ${memory} GiB, Node ${process.versions.node}`;
}

/** The page, as it stands in `docs`. */
export function pageOf(runs: Runs): Promise<string> {
  const entries = Object.entries(runs).sort(([one], [other]) => one.localeCompare(other));
  const rows = entries.flatMap(([name, run]) =>
    run.verdicts.map(
      ({ promise, goal, measured, holds }) =>
        `| ${name} | ${promise} | ${goal} | ${measured} | ${holds ? "holds" : "**missed**"} |`,
    ),
  );
  return format(
    [
      "# Benchmarks",
      "Written by `npm run bench -- <name> --record`, each beside its peer in the same run on the same machine: ratios carry over to other machines, absolute figures do not. What a run replaces is its own entry alone.",
      "| benchmark | promise | goal | measured | |\n| --- | --- | --- | --- | --- |\n" + rows.join("\n"),
      ...entries.map(([name, run]) => section(name, run)),
    ].join("\n\n"),
    { parser: "markdown", printWidth: 110 },
  );
}

function section(name: string, run: Run): string {
  const figures = Object.entries(run.figures).map(([what, value]) => `| ${what} | ${textOf(value)} |`);
  return [
    `## ${name}`,
    `${run.work[0]?.toUpperCase()}${run.work.slice(1)}.`,
    `\`${run.command}\`, ${run.date}, ${run.minutes} min; load before it ${run.loadBefore}. ${run.machine}.`,
    `| figure | value |\n| --- | --- |\n${figures.join("\n")}`,
  ].join("\n\n");
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  if (typeof value === "object" && value !== null)
    return Object.entries(value)
      .map(([name, part]) => `${name} ${textOf(part)}`)
      .join("; ");
  return String(value);
}
