/**
 * Runs one benchmark of the promises, beside its peer in the same run on the same machine.
 *
 * In: `<name> [--json | --record] …options of the benchmark`. Out: a table for people, or with `--json` one JSON document
 * on stdout; with `--record` the result is kept in `docs/benchmarks.md`; progress goes to stderr. Without a name, lists
 * what there is. Exit 0 done, 1 failed, 2 no such benchmark.
 *
 * A benchmark is a file `<name>.bench.ts` beside this one that exports `work`, one line that says what is measured
 * beside what, and `run`, which gets the options that follow the name.
 */
import { readdir } from "node:fs/promises";
import { record } from "./record.ts";

type Bench = { work: string; run(options: readonly string[]): Promise<void> };

const ENDING = ".bench.ts";

const names = (await readdir(import.meta.dirname))
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length));
const [name, ...options] = process.argv.slice(2);

if (name === undefined || name.startsWith("-")) {
  for (const known of names) console.log(`${known.padEnd(12)} ${(await load(known)).work}`);
} else if (names.includes(name)) {
  const bench = await load(name);
  const rest = options.filter((option) => option !== "--record");
  if (rest.length < options.length) await record(name, bench.work, rest);
  else await bench.run(options);
} else {
  console.error(`There is no benchmark "${name}". There are: ${names.join(", ")}`);
  process.exitCode = 2;
}

async function load(bench: string): Promise<Bench> {
  const module: unknown = await import(`./${bench}${ENDING}`);
  if (isBench(module)) return module;
  throw new Error(`tests/bench/${bench}${ENDING} must export work (a line of text) and run (a function)`);
}

function isBench(module: unknown): module is Bench {
  return typeof module === "object" && module !== null && "work" in module && "run" in module;
}
