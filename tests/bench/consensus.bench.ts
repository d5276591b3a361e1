/** See `promises.md`, `consensus`: a full Dawid–Skene fit beside a pandas one that is built as crowd-kit builds it. */
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeVotes, type Size } from "./consensus-votes.ts";
import { CORES, report, timed, type Timed } from "./peers.ts";

export const work =
  "a Dawid–Skene fit of 2·10⁶ and 10⁷ votes, four classes, beside pandas built as crowd-kit";

const SMALL: Size = { tasks: 5_000, votesPerTask: 20, workers: 1_000, classes: 4 };
const MIDDLE: Size = { tasks: 100_000, votesPerTask: 20, workers: 10_000, classes: 4 };
const LARGE: Size = { tasks: 1_000_000, votesPerTask: 10, workers: 50_000, classes: 4 };
const ITERATIONS = 20;
/** The peer takes seconds for one: fewer suffice to time it, and to compare results. */
const PEER_ITERATIONS = { middle: 3, large: 1 };

type Run = Timed & { secondsPerIteration: number };

export async function run(options: readonly string[]): Promise<void> {
  const log = (line: string) => console.error(line);
  const python = needPandas(log);
  const folder = await mkdtemp(path.join(tmpdir(), "aftermap-consensus-"));
  try {
    const votes = (name: string) => path.join(folder, name);
    for (const [name, size] of Object.entries({ small: SMALL, middle: MIDDLE, large: LARGE })) {
      log(`making ${size.tasks * size.votesPerTask} votes`);
      await writeVotes(votes(name), size);
    }
    log("ours");
    const small = await ours(votes("small"), SMALL, ITERATIONS * 10);
    const middle = await ours(votes("middle"), MIDDLE, ITERATIONS);
    const large = await ours(votes("large"), LARGE, ITERATIONS);
    log("pandas, 2 million votes");
    const peerOut = votes("peer.f64");
    const peerMiddle = await peer(python, votes("middle"), MIDDLE, PEER_ITERATIONS.middle, peerOut);
    const ownOut = votes("ours.f64");
    await ours(votes("middle"), MIDDLE, PEER_ITERATIONS.middle, ownOut);
    const gap = await largestGap(ownOut, peerOut);
    log("pandas, 10 million votes");
    const peerLarge = await peer(python, votes("large"), LARGE, PEER_ITERATIONS.large);

    const perVote = (one: Run, size: Size) =>
      (one.secondsPerIteration / (size.tasks * size.votesPerTask)) * 1e9;
    const faster = Math.min(
      peerMiddle.secondsPerIteration / middle.secondsPerIteration,
      peerLarge.secondsPerIteration / large.secondsPerIteration,
    );
    const memory = large.peakMB / peerLarge.peakMB;
    const growth = perVote(large, LARGE) / perVote(small, SMALL);
    const figures = {
      "seconds an iteration, 2 million votes": middle.secondsPerIteration,
      "the same by pandas": peerMiddle.secondsPerIteration,
      "seconds an iteration, 10 million votes": large.secondsPerIteration,
      "the same by pandas ": peerLarge.secondsPerIteration,
      "peak MB, 2 million votes": middle.peakMB,
      "the same by pandas  ": peerMiddle.peakMB,
      "peak MB, 10 million votes": large.peakMB,
      "the same by pandas   ": peerLarge.peakMB,
      "ns a vote and iteration, 10⁵ votes": perVote(small, SMALL),
      "ns a vote and iteration, 10⁷ votes": perVote(large, LARGE),
      "largest difference of a posterior": gap,
    };
    report(options.includes("--json"), figures, [
      {
        promise: "an iteration beside pandas",
        goal: "≥ 20×",
        measured: `${faster.toFixed(0)}×`,
        holds: faster >= 20,
      },
      {
        promise: "memory at 10⁷ votes beside pandas",
        goal: "≤ 1/10",
        measured: `1/${(1 / memory).toFixed(1)}`,
        holds: memory <= 0.1,
      },
      { promise: "same posteriors", goal: "≤ 1e-9", measured: gap.toExponential(1), holds: gap <= 1e-9 },
      {
        promise: "a vote at 10⁷ beside one at 10⁵",
        goal: "≤ 3×",
        measured: `${growth.toFixed(2)}×`,
        holds: growth <= 3,
      },
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function argumentsOf(file: string, size: Size, iterations: number, out: string): string[] {
  return [file, size.tasks, size.votesPerTask, size.workers, size.classes, iterations, out].map(String);
}

async function ours(file: string, size: Size, iterations: number, out = ""): Promise<Run> {
  const entry = path.join(import.meta.dirname, "consensus-ours.mjs");
  const line = ["--expose-gc", entry, ...argumentsOf(file, size, iterations, out)];
  return withRate(await timed(CORES.subject, process.execPath, line));
}

async function peer(python: string, file: string, size: Size, iterations: number, out = ""): Promise<Run> {
  const entry = path.join(import.meta.dirname, "consensus-peer.py");
  return withRate(await timed(CORES.subject, python, [entry, ...argumentsOf(file, size, iterations, out)]));
}

function withRate(one: Timed): Run {
  const said: unknown = JSON.parse(one.stdout);
  if (typeof said === "object" && said !== null && "secondsPerIteration" in said) {
    return { ...one, secondsPerIteration: Number(said.secondsPerIteration) };
  }
  throw new Error(`no figures in ${one.stdout}`);
}

async function largestGap(one: string, other: string): Promise<number> {
  const [a, b] = await Promise.all(
    [one, other].map(async (file) => new Float64Array((await readFile(file)).buffer)),
  );
  if (a === undefined || b === undefined || a.length !== b.length)
    throw new Error("posteriors differ in number");
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
  return worst;
}

/** A Python with pandas: the system's, with Debian's package where that is missing. */
function needPandas(log: (line: string) => void): string {
  const pythons = ["/usr/bin/python3", "python3"];
  const hasPandas = (python: string) => spawnSync(python, ["-c", "import pandas"]).status === 0;
  const ready = pythons.find(hasPandas);
  if (ready !== undefined) return ready;
  if (process.getuid?.() === 0) {
    log("installing python3-pandas");
    spawnSync("apt-get", ["update", "-q"], { stdio: "ignore" });
    spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", "python3-pandas"], {
      stdio: "ignore",
    });
  }
  const installed = pythons.find(hasPandas);
  if (installed === undefined) throw new Error("install first: apt-get install python3-pandas");
  return installed;
}
