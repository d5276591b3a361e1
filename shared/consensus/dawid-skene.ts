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
 *   task's vote shares count as one more reader (a = 1), who is never re-weighted. Where volunteers prove to be alike
 *   the crowd's table is made anew from what was learnt and weighs more: see `crowd-strength.ts`.
 * A task with a single vote teaches nothing: see `lone-tasks.ts`.
 *
 * @see Dawid & Skene, Applied Statistics 28 (1979) 20–28
 */
import { chooseCrowdStrength } from "./crowd-strength.ts";
import { cellsOf, clearCounts, countsByWorker, rankByActivity, runEmPass, type EmPass } from "./em-pass.ts";
import {
  countVoted,
  crowdTable,
  logPriorDensity,
  maximise,
  offsetsOf,
  startingPoint,
  tablesFromCounts,
  teachGold,
} from "./dawid-skene-steps.ts";
import { findLoneTasks, judgeLoneTasks } from "./lone-tasks.ts";
import type { LabelVotes } from "./votes.ts";

export type DawidSkeneOptions = {
  /** Fixed pseudo-counts where label = class, and elsewhere. */
  diagonal: number;
  offDiagonal: number;
  /** How many votes the crowd's own table weighs in each volunteer's, and whether more where volunteers hardly differ. */
  crowdStrength: number;
  findsStrength: boolean;
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
  findsStrength: false,
  anchor: 0,
  anchorSmoothing: 1,
  ...STOPPING,
};

export const ANCHORED: DawidSkeneOptions = {
  diagonal: 0,
  offDiagonal: 0,
  crowdStrength: 8,
  findsStrength: true,
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
  const { tasks, workers, classes: K, labels: L, start, weight } = votes;
  const rank = rankByActivity(votes.worker, workers);
  const cell = cellsOf(votes, rank);
  const silent = findLoneTasks(votes, gold);
  const { posterior, tables, mass, shared } = startingPoint(votes, cell, gold, silent, options);
  const logPrior = new Float64Array(K);
  const offsets = offsetsOf(votes, gold, shared);
  const pass = { start, cell, weight, tables, logPrior, offsets, silent, posterior, mass };
  maximise(pass, shared.pseudo, countVoted(votes, silent));
  let found = climb(votes, gold, pass, shared.pseudo, options, 0);
  if (options.findsStrength) {
    const counts = countsByWorker(tables, rank, L, K);
    const crowd = crowdTable(counts, K, L);
    const strength = chooseCrowdStrength(counts, crowd, K, options.crowdStrength);
    if (strength > options.crowdStrength) {
      shared.pseudo = crowd.map((share) => strength * share);
      found = climb(votes, gold, pass, shared.pseudo, options, found.iterations);
    }
  }
  shared.prior = Array.from(mass);
  if (silent !== null) found.logLikelihood += judgeLoneTasks(votes, pass, silent);
  for (let t = 0; t < tasks; t++) {
    if (votes.start[t] === votes.start[t + 1]) posterior.set(shared.prior, t * K);
  }
  const counts = countsByWorker(tables, rank, L, K);
  const table = tablesFromCounts(counts, shared.pseudo, K);
  return { shared, table, counts, posterior, ...found };
}

/** Runs E and M steps from the tables of `pass` until they rest. `before` iterations were run already. */
function climb(
  votes: LabelVotes,
  gold: Int16Array | null,
  pass: EmPass,
  pseudo: readonly number[],
  options: DawidSkeneOptions,
  before: number,
): Pick<DawidSkeneFit, "iterations" | "logLikelihood" | "objectives"> {
  const { tables, silent } = pass;
  const voted = countVoted(votes, silent);
  const objectives: number[] = [];
  let penalty = logPriorDensity(pass, pseudo);
  let logLikelihood = 0;
  let iterations = before;
  while (iterations < options.maxIterations) {
    iterations++;
    clearCounts(tables, votes.classes);
    pass.mass.fill(0);
    const sum = { logLikelihood: 0, moved: 0 };
    runEmPass(pass, 0, votes.tasks, sum);
    if (gold !== null) sum.logLikelihood += teachGold(votes, gold, pass.cell, options.goldWeight - 1, tables);
    logLikelihood = sum.logLikelihood;
    objectives.push(logLikelihood + penalty);
    penalty = maximise(pass, pseudo, voted);
    const rose = objectives.length < 2 ? Infinity : objectives.at(-1)! - objectives.at(-2)!;
    if (sum.moved < options.tolerance) break;
    if (options.gainPerVote > 0 && rose < options.gainPerVote * Math.max(1, votes.worker.length)) break;
  }
  return { iterations, logLikelihood, objectives };
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
