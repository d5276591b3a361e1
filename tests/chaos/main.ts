/**
 * `npm run chaos -- [--seconds N] [--seed S] [--queue postgres|redis|both] [--faults a,b] [--volunteers N] [--json] [--record] [--keep FILE,…]`: breaks
 * the real stack while simulated volunteers vote, heals it, and holds the table against their log. Exit 0: no promise
 * was broken (a time that was missed is told as LATE); 1: some were, each in words; 2: wrong usage.
 * `--record` keeps what it found in `docs/chaos.md`; `--keep` keeps what `--json` wrote into files, and breaks nothing.
 */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { FAULTS } from "./faults.ts";
import { record } from "./record.ts";
import { runChaos, type ChaosReport } from "./run.ts";

const usage = (why: string): never => {
  console.error(why);
  console.error(`Faults: ${FAULTS.map(({ name }) => name).join(", ")}`);
  process.exit(2);
};

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
    queue: { type: "string", default: "both" },
    faults: { type: "string" },
    volunteers: { type: "string", default: "12" },
    json: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
    keep: { type: "string" },
  },
});
const whole = (name: string, text: string): number =>
  /^\d{1,6}$/.test(text) ? Number(text) : usage(`--${name} takes a whole number, not "${text}"`);
const seconds = whole("seconds", values.seconds);
const seed = whole("seed", values.seed);
const volunteers = whole("volunteers", values.volunteers);
if (!["postgres", "redis", "both"].includes(values.queue)) usage("--queue is postgres, redis or both");
const faults = values.faults?.split(",");
for (const name of faults ?? [])
  if (!FAULTS.some((fault) => fault.name === name)) usage(`There is no fault "${name}"`);

if (values.keep !== undefined) {
  const files = await Promise.all(values.keep.split(",").map((file) => readFile(file, "utf8")));
  await record(files.flatMap((text) => JSON.parse(text).reports));
  process.exit(0);
}

const reports: ChaosReport[] = [];
for (const queue of ["postgres", "redis"] as const) {
  if (values.queue !== "both" && values.queue !== queue) continue;
  const report = await runChaos({
    seconds,
    seed,
    queue,
    volunteers,
    say: (line) => console.error(line),
    ...(faults === undefined ? {} : { faults }),
  });
  reports.push(report);
  if (!values.json) print(report);
}
if (values.record) await record(reports);
if (values.json) console.log(JSON.stringify({ reports }));
process.exit(reports.some(({ complaints }) => complaints.length > 0) ? 1 : 0);

function print(report: ChaosReport): void {
  const duration = (value: number | null) => (value === null ? "not in time" : `${value.toFixed(1)} s`);
  const ms = (value: number | null) => (value === null ? "too few" : `${value.toFixed(0)} ms`);
  const rows: [string, string][] = [
    ["queue on, seed, seconds", `${report.queue}, ${report.seed}, ${report.seconds}`],
    ["votes acknowledged, sendings repeated", `${report.votes}, ${report.retries}`],
    ["lost, double, invented", `${report.broken.lost}, ${report.broken.double}, ${report.broken.invented}`],
    ["never acknowledged", String(report.broken.unanswered)],
    ["consensus unlike a recomputation", String(report.broken.unequal)],
    ["held beyond what was wanted, at most", String(report.mostOver)],
    ["imports and exports ended well", String(report.jobsDone)],
    [
      "leases given on, at most so long after their end",
      `${report.leases.turns}, ${duration(report.leases.slowest)}`,
    ],
    [
      "99 % of votes answered within, calm and without Redis",
      `${ms(report.p99Ms.calm)}, ${ms(report.p99Ms.redisAway)}`,
    ],
    ["all counted after", duration(report.drainSeconds)],
    ["a map cut off true again after", duration(report.mapSeconds)],
    ["minutes, mean load of the machine", `${report.minutes.toFixed(1)}, ${report.load.toFixed(1)}`],
    ...Object.entries(report.faults).map(([name, { times, recovery, healing }]): [string, string] => [
      `${name}: times, next vote after (median, worst), healing`,
      `${times}, ${duration(recovery.median)}, ${duration(recovery.worst)}, ${duration(healing)}`,
    ]),
    ...Object.entries(report.impossible).map(([name, why]): [string, string] => [`not done: ${name}`, why]),
  ];
  for (const [what, figure] of rows) console.log(`${what.padEnd(66)} ${figure}`);
  for (const complaint of report.complaints) console.log(`BROKEN  ${complaint}`);
  for (const miss of report.late) console.log(`LATE    ${miss}`);
  if (report.complaints.length === 0) console.log("every promise held");
  console.log();
}
