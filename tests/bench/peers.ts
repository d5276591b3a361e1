/** Programs that benchmarks stand beside: installed on demand, run on given cores, measured as the system counts. */
import { execFile, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Debian package of each program. */
const PACKAGES = {
  nginx: "nginx",
  wrk: "wrk",
  gdalwarp: "gdal-bin",
  ogr2ogr: "gdal-bin",
  taskset: "util-linux",
  pgbench: "postgresql-15",
} as const;

/**
 * Makes sure that the programs are there, with apt-get where that is possible.
 *
 * @throws Error that names what to install
 */
export function needPrograms(
  programs: readonly (keyof typeof PACKAGES)[],
  log: (line: string) => void,
): void {
  const missing = programs.filter((program) => spawnSync("which", [program]).status !== 0);
  if (missing.length === 0) return;
  const packages = missing.map((program) => PACKAGES[program]);
  if (process.getuid?.() !== 0) throw new Error(`install first: apt-get install ${packages.join(" ")}`);
  log(`installing ${packages.join(" ")}`);
  spawnSync("apt-get", ["update", "-q"], { stdio: "ignore" });
  const installed = spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages]);
  if (installed.status !== 0) throw new Error(`could not install ${packages.join(" ")}`);
}

/** The core of what is measured, and the core of who drives it (the same on a machine with one). */
export const CORES = { subject: 0, driver: Math.min(1, availableParallelism() - 1) };

/**
 * The command line that runs a program on one core (`null`: on any), ahead of whatever else the machine is doing where
 * that is allowed (root): both sides of a comparison run so.
 */
export function onCore(core: number | null, command: string, ...args: string[]): [string, string[]] {
  const ahead = process.getuid?.() === 0 ? ["nice", "-n", "-15"] : [];
  const pinned = core === null ? [] : ["taskset", "-c", String(core)];
  const [first = command, ...rest] = [...pinned, ...ahead, command, ...args];
  return [first, rest];
}

/** Seconds by the wall clock and of processor time (children included), and the peak memory of the largest process. */
export type Timed = { seconds: number; processorSeconds: number; peakMB: number; stdout: string };

/** Runs a program to its end on one core; `null`: on any. */
export async function timed(core: number | null, command: string, args: readonly string[]): Promise<Timed> {
  const start = performance.now();
  const [program, line] = onCore(core, "sh", "-c", PEAK, "sh", command, ...args);
  const { stdout, stderr } = await run(program, line, { maxBuffer: 16_777_216 });
  const seconds = (performance.now() - start) / 1_000;
  // The shell's own two figures come first, then those of its children: user and system.
  const times = (/TIMES\n([^]*)/.exec(stderr)?.[1] ?? "").matchAll(/(\d+)m([\d.]+)s/g);
  const used = [...times]
    .slice(2)
    .reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
  return {
    seconds,
    processorSeconds: used,
    peakMB: Number(/PEAK (\d+)/.exec(stderr)?.[1] ?? Number.NaN) / 1_024,
    stdout,
  };
}

/** Runs the rest of its arguments and prints the largest VmHWM seen of it and of its children. */
const PEAK = `
"$@" & pid=$!
peak=0
while kill -0 $pid 2>/dev/null; do
  for one in $pid $(cat /proc/$pid/task/*/children 2>/dev/null); do
    now=$(sed -n 's/^VmHWM:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/$one/status 2>/dev/null)
    [ "\${now:-0}" -gt $peak ] && peak=$now
  done
  sleep 0.1
done
wait $pid; code=$?
echo "PEAK $peak" >&2
echo TIMES >&2
times >&2
exit $code
`;

/** Processor time that a process and its children have used so far, seconds. */
export async function processorSeconds(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  let ticks = 0;
  for (const one of [String(pid), ...children.split(" ").filter((child) => child !== "")]) {
    const stat = await readFile(`/proc/${one}/stat`, "utf8").catch(() => "");
    // The last two are of children that have ended: sessions of a database come and go.
    const [, ...used] = /\) (?:\S+ ){11}(\d+) (\d+) (\d+) (\d+)/.exec(stat) ?? [];
    ticks += used.reduce((sum, value) => sum + Number(value), 0);
  }
  return ticks / 100;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** A goal of the promises, what was measured, and whether it holds. */
export type Verdict = { promise: string; goal: string; measured: string; holds: boolean };

/** Prints the verdicts for people on stdout, or everything as one JSON document. */
export function report(json: boolean, figures: Record<string, unknown>, verdicts: readonly Verdict[]): void {
  if (json) {
    console.log(JSON.stringify({ figures, verdicts }, null, 2));
    return;
  }
  for (const [name, value] of Object.entries(figures))
    console.log(`${name.padEnd(44)} ${JSON.stringify(value)}`);
  console.log("");
  for (const { promise, goal, measured, holds } of verdicts) {
    console.log(`${holds ? "holds " : "MISSED"}  ${promise.padEnd(40)} ${measured.padEnd(16)} goal ${goal}`);
  }
}
