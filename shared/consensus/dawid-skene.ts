/**
 * Dawid–Skene with a rectangular table, regularised: who confuses what with what, and what is true.
 *
 * Truth k of K classes; a vote carries one of L ≥ K labels, so that "can't tell" is evidence without being a truth.
 *   E step   log z_tk = log π_k + a·log s_tk + Σ_v log C_w(v)[y_v|k]
 *   M step   C_w[l|k] ∝ N_w[l,k] + A[l|k],  π_k = (Σ_t z_tk + 1) / (T + K)
 * A are pseudo-counts, s_tk the smoothed shares of the task's own votes. The objective, log likelihood + Σ A log C
 * + Σ log π, rises at every step.
 *
 * Plain Dawid–Skene, run until it converges, drifts: volunteers who agree with a drifting table gain weight and
 * pull it further, and on real damage votes it ends below majority. Two settings hold it:
 * - `MAP`: pseudo-counts 4 on the diagonal, 1 elsewhere, no anchor;
 * - `ANCHORED`: pseudo-counts are the crowd's own confusions as the vote shares show them, worth 8 votes, and the
 *   task's vote shares count as one more reader (a = 1), who is never re-weighted.
 *
 * @see Dawid & Skene, Applied Statistics 28 (1979) 20–28
 */
import type { LabelVotes } from "./votes.ts";

export type DawidSkeneOptions = {
  /** Fixed pseudo-counts where label = class, and elsewhere. */
  diagonal: number;
  offDiagonal: number;
  /** How many votes the crowd's own table weighs in each volunteer's. */
  crowdStrength: number;
  /** Weight a of the vote shares as one more reader, and how many votes of the overall shares smooth them. */
  anchor: number;
  anchorSmoothing: number;
  /** A gold task's votes count this often. */
  goldWeight: number;
  maxIterations: number;
  /** Stops when no posterior moved by more. */
  tolerance: number;
  /** Stops when the objective rose by less than this per vote. */
  gainPerVote: number;
};

const STOPPING = { goldWeight: 5, maxIterations: 200, tolerance: 1e-4, gainPerVote: 1e-7 };

export const MAP: DawidSkeneOptions = {
  diagonal: 4,
  offDiagonal: 1,
  crowdStrength: 0,
  anchor: 0,
  anchorSmoothing: 1,
  ...STOPPING,
};

export const ANCHORED: DawidSkeneOptions = {
  diagonal: 0,
  offDiagonal: 0,
  crowdStrength: 8,
  anchor: 1,
  anchorSmoothing: 1,
  ...STOPPING,
};

/** What all volunteers share. Plain arrays, so that it survives JSON unchanged. */
export type DawidSkeneShared = {
  /** π, length K. */
  prior: number[];
  /** Pseudo-counts A[l|k] at l·K + k; normalised by column they are the table of somebody unknown. */
  pseudo: number[];
  /** Overall share of each class among votes that name one, and how the anchor uses it. */
  shares: number[];
  anchor: number;
  anchorSmoothing: number;
};

export type DawidSkeneFit = {
  shared: DawidSkeneShared;
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
  const { tasks, classes: K } = votes;
  const model = startModel(votes, gold, options);
  const posterior = model.posterior;
  const anchorLogs = options.anchor === 0 ? null : anchorTerms(votes, model.shared);
  const objectives: number[] = [];
  const voted = countVoted(votes);
  let penalty = maximise(model, voted);
  let logLikelihood = 0;
  let iterations = 0;
  while (iterations < options.maxIterations) {
    iterations++;
    model.counts.fill(0);
    model.mass.fill(0);
    const step = { logLikelihood: 0, moved: 0 };
    for (let t = 0; t < tasks; t++) {
      const known = gold === null ? -1 : gold[t]!;
      // A task without votes teaches nothing; counting its prior as a posterior would only slow the fit.
      if (votes.start[t] === votes.start[t + 1]) continue;
      if (known >= 0) stepGold(model, t, known, step);
      else stepTask(model, t, anchorLogs, step);
    }
    logLikelihood = step.logLikelihood;
    objectives.push(logLikelihood + penalty);
    penalty = maximise(model, voted);
    const rose = objectives.length < 2 ? Infinity : objectives.at(-1)! - objectives.at(-2)!;
    if (step.moved < options.tolerance) break;
    if (options.gainPerVote > 0 && rose < options.gainPerVote * Math.max(1, votes.worker.length)) break;
  }
  const { shared, table, counts } = model;
  shared.prior = Array.from(model.mass);
  for (let t = 0; t < tasks; t++) {
    if (votes.start[t] === votes.start[t + 1]) posterior.set(shared.prior, t * K);
  }
  return { shared, table, counts, posterior, iterations, logLikelihood, objectives };
}

/** The table of somebody who has not answered yet: C[l|k], at l·K + k. */
export function newcomerTable(shared: DawidSkeneShared): number[] {
  const K = shared.prior.length;
  const L = shared.pseudo.length / K;
  const table = [...shared.pseudo];
  for (let k = 0; k < K; k++) {
    let total = 0;
    for (let l = 0; l < L; l++) total += table[l * K + k]!;
    for (let l = 0; l < L; l++) table[l * K + k]! /= total;
  }
  return table;
}

/**
 * Adds the anchor's log term of one task to `logits`: `named[k]` is the weight of its votes for class k; nothing
 * without such votes. Shared by the fit and by recounts, so that both give the same bytes.
 */
export function addAnchor(logits: Float64Array, named: Float64Array, shared: DawidSkeneShared): void {
  if (shared.anchor === 0) return;
  let votes = 0;
  for (let k = 0; k < named.length; k++) votes += named[k]!;
  if (votes === 0) return;
  const total = votes + shared.anchorSmoothing;
  for (let k = 0; k < named.length; k++) {
    logits[k]! += shared.anchor * Math.log((named[k]! + shared.anchorSmoothing * shared.shares[k]!) / total);
  }
}

/** What is shared before any vote: even priors, the options' own pseudo-counts. */
export function sharedWithoutVotes(K: number, L: number, options: DawidSkeneOptions): DawidSkeneShared {
  const even = Array.from({ length: K }, () => 1 / K);
  const { anchor, anchorSmoothing } = options;
  return {
    prior: even,
    pseudo: pseudoCounts(new Float64Array(L * K), K, options),
    shares: [...even],
    anchor,
    anchorSmoothing,
  };
}

/** A fit under way. `mass` holds Σ z per class during a pass and π after it. */
type Model = {
  votes: LabelVotes;
  options: DawidSkeneOptions;
  shared: DawidSkeneShared;
  /** Where each row's column of a table begins. */
  cell: Int32Array;
  counts: Float64Array;
  table: Float64Array;
  logTable: Float64Array;
  mass: Float64Array;
  logPrior: Float64Array;
  posterior: Float64Array;
  sums: Float64Array;
};

function countVoted(votes: LabelVotes): number {
  let voted = 0;
  for (let t = 0; t < votes.tasks; t++) if (votes.start[t] !== votes.start[t + 1]) voted++;
  return voted;
}

/** Posteriors from the vote shares, and the first counts from them. */
function startModel(votes: LabelVotes, gold: Int16Array | null, options: DawidSkeneOptions): Model {
  const { tasks, workers, classes: K, labels: L, start, worker, label, weight } = votes;
  const cell = new Int32Array(worker.length);
  for (let v = 0; v < cell.length; v++) cell[v] = (worker[v]! * L + label[v]!) * K;
  const shares = overallShares(votes);
  const posterior = voteShares(votes, gold, shares);
  const counts = new Float64Array(workers * L * K);
  const mass = new Float64Array(K);
  const crowd = new Float64Array(L * K);
  for (let t = 0; t < tasks; t++) {
    const times = gold !== null && gold[t]! >= 0 ? options.goldWeight : 1;
    const at = t * K;
    if (start[t] === start[t + 1]) continue;
    for (let k = 0; k < K; k++) mass[k]! += posterior[at + k]!;
    for (let v = start[t]!; v < start[t + 1]!; v++) {
      const one = weight === undefined ? 1 : weight[v]!;
      const c = cell[v]!;
      for (let k = 0; k < K; k++) {
        const share = times * one * posterior[at + k]!;
        counts[c + k]! += share;
        crowd[label[v]! * K + k]! += share;
      }
    }
  }
  const shared: DawidSkeneShared = {
    prior: [],
    pseudo: pseudoCounts(crowd, K, options),
    shares,
    anchor: options.anchor,
    anchorSmoothing: options.anchorSmoothing,
  };
  const table = new Float64Array(counts.length);
  const logTable = new Float64Array(counts.length);
  const scratch = { logPrior: new Float64Array(K), sums: new Float64Array(K) };
  return { votes, options, shared, cell, counts, table, logTable, mass, posterior, ...scratch };
}

/** Fixed pseudo-counts plus the crowd's own table; the crowd's rests on 4 and 1 where it has seen nothing. */
function pseudoCounts(crowd: Float64Array, K: number, options: DawidSkeneOptions): number[] {
  const L = crowd.length / K;
  const pseudo = Array.from(crowd);
  for (let k = 0; k < K; k++) {
    let total = 0;
    for (let l = 0; l < L; l++) total += crowd[l * K + k]! + (l === k ? 4 : 1);
    for (let l = 0; l < L; l++) {
      const share = (crowd[l * K + k]! + (l === k ? 4 : 1)) / total;
      pseudo[l * K + k] = options.crowdStrength * share + (l === k ? options.diagonal : options.offDiagonal);
    }
  }
  return pseudo;
}

/** Share of each class among all votes that name one, with one vote spread evenly. */
function overallShares(votes: LabelVotes): number[] {
  const { classes: K, label, weight } = votes;
  const named = new Float64Array(K).fill(1 / K);
  let total = 1;
  for (let v = 0; v < label.length; v++) {
    if (label[v]! >= K) continue;
    const one = weight === undefined ? 1 : weight[v]!;
    named[label[v]!]! += one;
    total += one;
  }
  return Array.from(named, (n) => n / total);
}

/** Share of each class among a task's votes that name one; the overall shares where none does. Gold is one-hot. */
function voteShares(votes: LabelVotes, gold: Int16Array | null, overall: readonly number[]): Float64Array {
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
    for (let k = 0; k < K; k++) share[t * K + k] = named > 0 ? share[t * K + k]! / named : overall[k]!;
  }
  return share;
}

function anchorTerms(votes: LabelVotes, shared: DawidSkeneShared): Float64Array {
  const { tasks, classes: K, start, label, weight } = votes;
  const terms = new Float64Array(tasks * K);
  const named = new Float64Array(K);
  for (let t = 0; t < tasks; t++) {
    named.fill(0);
    for (let v = start[t]!; v < start[t + 1]!; v++) {
      if (label[v]! < K) named[label[v]!]! += weight === undefined ? 1 : weight[v]!;
    }
    addAnchor(terms.subarray(t * K, t * K + K), named, shared);
  }
  return terms;
}

/** E step of one task, its posterior going straight into the next counts. */
function stepTask(
  model: Model,
  t: number,
  anchorLogs: Float64Array | null,
  step: { logLikelihood: number; moved: number },
): void {
  const { votes, cell, logTable, counts, mass, logPrior, posterior, sums } = model;
  const { classes: K, start, weight } = votes;
  const from = start[t]!;
  const to = start[t + 1]!;
  const at = t * K;
  for (let k = 0; k < K; k++)
    sums[k] = anchorLogs === null ? logPrior[k]! : logPrior[k]! + anchorLogs[at + k]!;
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
  step.logLikelihood += top + Math.log(total);
  for (let k = 0; k < K; k++) {
    const z = sums[k]! / total;
    const change = Math.abs(z - posterior[at + k]!);
    if (change > step.moved) step.moved = change;
    posterior[at + k] = z;
    sums[k] = z;
    mass[k]! += z;
  }
  for (let v = from; v < to; v++) {
    const c = cell[v]!;
    if (weight === undefined) for (let k = 0; k < K; k++) counts[c + k]! += sums[k]!;
    else for (let k = 0; k < K; k++) counts[c + k]! += weight[v]! * sums[k]!;
  }
}

/** A gold task's truth is given: it only teaches. */
function stepGold(model: Model, t: number, known: number, step: { logLikelihood: number }): void {
  const { votes, cell, logTable, counts, mass, logPrior, options } = model;
  step.logLikelihood += logPrior[known]!;
  mass[known]! += 1;
  for (let v = votes.start[t]!; v < votes.start[t + 1]!; v++) {
    const share = votes.weight === undefined ? options.goldWeight : options.goldWeight * votes.weight[v]!;
    step.logLikelihood += share * logTable[cell[v]! + known]!;
    counts[cell[v]! + known]! += share;
  }
}

/** The M step, in place: counts → tables, summed posteriors → prior. Returns the log prior density of the result. */
function maximise(model: Model, voted: number): number {
  const { votes, shared, counts, table, logTable, mass, logPrior } = model;
  const { workers, classes: K, labels: L } = votes;
  const { pseudo } = shared;
  let penalty = 0;
  for (let k = 0; k < K; k++) {
    mass[k] = (mass[k]! + 1) / (voted + K);
    logPrior[k] = Math.log(mass[k]!);
    penalty += logPrior[k]!;
  }
  const base = new Float64Array(K);
  for (let i = 0; i < L * K; i++) base[i % K]! += pseudo[i]!;
  for (let w = 0; w < workers; w++) {
    const at = w * L * K;
    for (let k = 0; k < K; k++) {
      let total = base[k]!;
      for (let l = 0; l < L; l++) total += counts[at + l * K + k]!;
      for (let l = 0; l < L; l++) {
        const i = at + l * K + k;
        const c = (counts[i]! + pseudo[l * K + k]!) / total;
        const log = Math.log(c);
        table[i] = c;
        logTable[i] = log;
        penalty += pseudo[l * K + k]! * log;
      }
    }
  }
  return penalty;
}
