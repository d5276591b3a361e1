/**
 * One Dawid–Skene fit for the `consensus` benchmark, in crowd-kit's own terms.
 * In: votes file, tasks, votes a task, workers, classes, iterations, file for the posteriors or "". Out: JSON.
 */
import { writeFile } from "node:fs/promises";
import { fitCrowdkit } from "../../shared/consensus/crowdkit.ts";
import { readVotes } from "./consensus-votes.ts";

const [path = "", tasks, votesPerTask, workers, classes, iterations, out = ""] = process.argv.slice(2);
const size = {
  tasks: Number(tasks),
  votesPerTask: Number(votesPerTask),
  workers: Number(workers),
  classes: Number(classes),
};
const votes = await readVotes(path, size);
const fitFor = (count: number) =>
  fitCrowdkit(votes, { maxIterations: count, tolerance: -Infinity, oneCoin: false });
// The difference of two fits leaves out what is done once: cells, ranks, the start.
fitFor(1);
const seconds = (count: number): number => {
  const began = process.cpuUsage();
  fitFor(count);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
};
const few = seconds(1);
const many = seconds(1 + Number(iterations));
if (out !== "") await writeFile(out, new Uint8Array(fitFor(Number(iterations)).posterior.buffer));
console.log(JSON.stringify({ secondsPerIteration: (many - few) / Number(iterations), fitSeconds: many }));
