/**
 * One Dawid–Skene fit for the `consensus` benchmark, in crowd-kit's own terms, with the built product on plain Node.
 * In: votes file, tasks, votes a task, workers, classes, iterations, file for the posteriors or "". Out: JSON.
 */
import { closeSync, openSync, readSync, writeFileSync } from "node:fs";
import { fitCrowdkit } from "../../dist/shared/consensus/crowdkit.js";

const [path, ...numbers] = process.argv.slice(2);
const [tasks, votesPerTask, workers, classes, iterations] = numbers.slice(0, 5).map(Number);
const out = numbers[5] ?? "";
const rows = tasks * votesPerTask;

/** A column of int32, read in pieces so that nothing is held twice. */
function readColumn(column, into) {
  const file = openSync(path, "r");
  const piece = new Int32Array(1 << 18);
  for (let row = 0; row < rows; row += piece.length) {
    const count = Math.min(piece.length, rows - row);
    readSync(file, piece, 0, count * 4, (column * rows + row) * 4);
    into.set(count === piece.length ? piece : piece.subarray(0, count), row);
  }
  closeSync(file);
  return into;
}

// The file is in task order, every task with as many votes.
const votes = {
  tasks,
  workers,
  classes,
  labels: classes,
  start: Int32Array.from({ length: tasks + 1 }, (_, t) => t * votesPerTask),
  worker: readColumn(1, new Int32Array(rows)),
  label: readColumn(2, new Uint16Array(rows)),
};
const fitFor = (count) => fitCrowdkit(votes, { maxIterations: count, tolerance: -Infinity, oneCoin: false });
const secondsFor = (count) => {
  const began = process.cpuUsage();
  fitFor(count);
  const { user, system } = process.cpuUsage(began);
  globalThis.gc();
  return (user + system) / 1e6;
};
secondsFor(1);
// The difference of two fits leaves out what is done once: cells, ranks, the start.
const few = secondsFor(1);
const many = secondsFor(1 + iterations);
if (out !== "") writeFileSync(out, new Uint8Array(fitFor(iterations).posterior.buffer));
console.log(JSON.stringify({ secondsPerIteration: (many - few) / iterations, fitSeconds: many }));
