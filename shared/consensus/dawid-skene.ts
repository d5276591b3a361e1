/**
 * Maximum a posteriori Dawid–Skene with a rectangular table: who confuses what with what, and what is true.
 *
 * Truth k of K classes; a vote carries one of L ≥ K labels, so that "can't tell" is evidence without being a truth.
 *   prior    π ~ Dir(2), C_w[·|k] ~ Dir(A0 + 1), A0 = 4 where label = class, 1 elsewhere
 *   E step   log z_bk = log π_k + Σ_v log C_w(v)[y_v|k]
 *   M step   C_w[l|k] ∝ N_w[l,k] + A0[l|k],  π_k = (Σ_b z_bk + 1) / (B + K)
 * The objective, log likelihood + Σ A0 log C + Σ log π, rises at every step.
 *
 * @see Dawid & Skene, Applied Statistics 28 (1979) 20–28; the regularisation is what keeps it above majority.
 */
import type { LabelVotes } from "./votes.ts";

export type DawidSkeneOptions = {
  /** Pseudo-counts on the diagonal and off it. */
  diagonal: number;
  offDiagonal: number;
  /** A gold task's votes count this often. */
  goldWeight: number;
  maxIterations: number;
  /** Stops when no posterior moved by more. */
  tolerance: number;
  /** Stops when the objective rose by less than this per vote. */
  gainPerVote: number;
};

export const DAWID_SKENE: DawidSkeneOptions = {
  diagonal: 4,
  offDiagonal: 1,
  goldWeight: 5,
  maxIterations: 200,
  tolerance: 1e-4,
  gainPerVote: 1e-7,
};

export type DawidSkeneFit = {
  /** Class prior π, length K. */
  prior: Float64Array;
  /** C_w[l|k] at (w·L + l)·K + k. */
  table: Float64Array;
  /** Expected counts N_w[l,k], same layout: what the table rests on. */
  counts: Float64Array;
  /** Posterior z at t·K + k, gold clamped. */
  posterior: Float64Array;
  iterations: number;
  /** Natural log likelihood of the votes under the tables before the last update. */
  logLikelihood: number;
  /** The objective at each iteration, to show that it rises. */
  objectives: number[];
};

/** Fits the tables by expectation–maximisation from the vote shares. `gold[t]` is a class, or −1 where unknown. */
export function fitDawidSkene(
  votes: LabelVotes,
  gold: Int16Array | null,
  options: DawidSkeneOptions,
): DawidSkeneFit {
  const { tasks, workers, classes: K, labels: L, start, worker, label, weight } = votes;
  const rows = worker.length;
  const cell = new Int32Array(rows);
  for (let v = 0; v < rows; v++) cell[v] = (worker[v]! * L + label[v]!) * K;
  const posterior = voteShares(votes, gold);
  const counts = new Float64Array(workers * L * K);
  const table = new Float64Array(counts.length);
  const logTable = new Float64Array(counts.length);
  const prior = new Float64Array(K);
  const logPrior = new Float64Array(K);
  const sums = new Float64Array(K);

  // The start: tables from the vote shares.
  for (let t = 0; t < tasks; t++) {
    const times = gold !== null && gold[t]! >= 0 ? options.goldWeight : 1;
    for (let k = 0; k < K; k++) prior[k]! += posterior[t * K + k]!;
    for (let v = start[t]!; v < start[t + 1]!; v++) {
      const share = weight === undefined ? times : times * weight[v]!;
      for (let k = 0; k < K; k++) counts[cell[v]! + k]! += share * posterior[t * K + k]!;
    }
  }
  let penalty = maximise(counts, prior, tasks, { workers, K, L }, options, table, logTable, logPrior);

  const objectives: number[] = [];
  let logLikelihood = 0;
  let iterations = 0;
  while (iterations < options.maxIterations) {
    iterations++;
    counts.fill(0);
    prior.fill(0);
    logLikelihood = 0;
    let moved = 0;
    for (let t = 0; t < tasks; t++) {
      const from = start[t]!;
      const to = start[t + 1]!;
      const at = t * K;
      const known = gold === null ? -1 : gold[t]!;
      if (known >= 0) {
        logLikelihood += logPrior[known]!;
        prior[known]! += 1;
        for (let v = from; v < to; v++) {
          const share = weight === undefined ? options.goldWeight : options.goldWeight * weight[v]!;
          logLikelihood += share * logTable[cell[v]! + known]!;
          counts[cell[v]! + known]! += share;
        }
        continue;
      }
      for (let k = 0; k < K; k++) sums[k] = logPrior[k]!;
      for (let v = from; v < to; v++) {
        const c = cell[v]!;
        if (weight === undefined) for (let k = 0; k < K; k++) sums[k]! += logTable[c + k]!;
        else for (let k = 0; k < K; k++) sums[k]! += weight[v]! * logTable[c + k]!;
      }
      let top = sums[0]!;
      for (let k = 1; k < K; k++) if (sums[k]! > top) top = sums[k]!;
      let total = 0;
      for (let k = 0; k < K; k++) {
        sums[k] = Math.exp(sums[k]! - top);
        total += sums[k]!;
      }
      logLikelihood += top + Math.log(total);
      for (let k = 0; k < K; k++) {
        const z = sums[k]! / total;
        const change = Math.abs(z - posterior[at + k]!);
        if (change > moved) moved = change;
        posterior[at + k] = z;
        sums[k] = z;
        prior[k]! += z;
      }
      for (let v = from; v < to; v++) {
        const c = cell[v]!;
        if (weight === undefined) for (let k = 0; k < K; k++) counts[c + k]! += sums[k]!;
        else for (let k = 0; k < K; k++) counts[c + k]! += weight[v]! * sums[k]!;
      }
    }
    objectives.push(logLikelihood + penalty);
    penalty = maximise(counts, prior, tasks, { workers, K, L }, options, table, logTable, logPrior);
    const rose = objectives.length < 2 ? Infinity : objectives.at(-1)! - objectives.at(-2)!;
    if (moved < options.tolerance || rose < options.gainPerVote * Math.max(1, rows)) break;
  }
  return { prior, table, counts, posterior, iterations, logLikelihood, objectives };
}

/** The prior's table for somebody who has not answered yet: C[l|k], at l·K + k. */
export function priorTable(K: number, L: number, options: DawidSkeneOptions): Float64Array {
  const table = new Float64Array(L * K);
  const total = options.diagonal + (L - 1) * options.offDiagonal;
  for (let l = 0; l < L; l++)
    for (let k = 0; k < K; k++) table[l * K + k] = (l === k ? options.diagonal : options.offDiagonal) / total;
  return table;
}

/** Share of each class among a task's votes that name one; uniform where none does. Gold is one-hot. */
function voteShares(votes: LabelVotes, gold: Int16Array | null): Float64Array {
  const { tasks, classes: K, start, label, weight } = votes;
  const share = new Float64Array(tasks * K);
  for (let t = 0; t < tasks; t++) {
    const known = gold === null ? -1 : gold[t]!;
    if (known >= 0) {
      share[t * K + known] = 1;
      continue;
    }
    let named = 0;
    for (let v = start[t]!; v < start[t + 1]!; v++) {
      if (label[v]! >= K) continue;
      const one = weight === undefined ? 1 : weight[v]!;
      share[t * K + label[v]!]! += one;
      named += one;
    }
    for (let k = 0; k < K; k++) share[t * K + k] = named > 0 ? share[t * K + k]! / named : 1 / K;
  }
  return share;
}

/** The M step, in place: counts → tables, summed posteriors → prior. Returns the log prior density of the result. */
function maximise(
  counts: Float64Array,
  prior: Float64Array,
  tasks: number,
  size: { workers: number; K: number; L: number },
  options: DawidSkeneOptions,
  table: Float64Array,
  logTable: Float64Array,
  logPrior: Float64Array,
): number {
  const { workers, K, L } = size;
  let penalty = 0;
  for (let k = 0; k < K; k++) {
    prior[k] = (prior[k]! + 1) / (tasks + K);
    logPrior[k] = Math.log(prior[k]!);
    penalty += logPrior[k]!;
  }
  const base = options.diagonal + (L - 1) * options.offDiagonal;
  for (let w = 0; w < workers; w++) {
    const at = w * L * K;
    for (let k = 0; k < K; k++) {
      let total = base;
      for (let l = 0; l < L; l++) total += counts[at + l * K + k]!;
      for (let l = 0; l < L; l++) {
        const pseudo = l === k ? options.diagonal : options.offDiagonal;
        const c = (counts[at + l * K + k]! + pseudo) / total;
        const log = Math.log(c);
        table[at + l * K + k] = c;
        logTable[at + l * K + k] = log;
        penalty += pseudo * log;
      }
    }
  }
  return penalty;
}
