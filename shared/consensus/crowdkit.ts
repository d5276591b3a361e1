/**
 * Two models exactly as the Python library crowd-kit 1.4.1 computes them, for comparison only: Dawid–Skene and
 * one-coin Dawid–Skene without priors. Their quirks are kept: only observed (worker, label) pairs are normalised,
 * everything is clipped at 1e-10, and the evidence that decides when to stop counts the log prior once per vote,
 * so that the default settings often stop after two iterations.
 *
 * @see https://github.com/Toloka/crowd-kit (Ustalov, Pavlichenko & Tseitlin, JOSS 9 (2024) 6227)
 */
import { cellsOf, clearCounts, rankByActivity, runEmPass, type EmPass } from "./em-pass.ts";
import { temperedSoftmax } from "./temper.ts";
import type { LabelVotes } from "./votes.ts";

const EPS = 1e-10;

export type CrowdkitOptions = {
  maxIterations: number;
  /** Stops when the evidence per vote rose by less; −Infinity: never. */
  tolerance: number;
  oneCoin: boolean;
};

/** The library's defaults. */
export const CROWDKIT = { maxIterations: 100, tolerance: 1e-5 } as const;

export type CrowdkitFit = {
  /** P(class) at t·K + k, clipped. */
  posterior: Float64Array;
  prior: Float64Array;
  /** C_w[l|k] at (w·K + l)·K + k; pairs never observed are 0. */
  errors: Float64Array;
  /** One-coin only: share of right answers by worker. */
  skills: Float64Array | null;
  /** Its own evidence per vote after each iteration. */
  evidence: number[];
  /** Natural log likelihood of the votes under the final tables: the library does not give it, people ask for it. */
  logLikelihood: number;
};

type Model = {
  pass: EmPass;
  /** By rank and label: whether the pair was observed; by rank: votes given. */
  observed: Uint8Array;
  given: Float64Array;
  prior: Float64Array;
  /** By rank; null where there are whole tables. */
  skills: Float64Array | null;
};

/** Every label is a class here, as there. Every task needs a vote. */
export function fitCrowdkit(votes: LabelVotes, options: CrowdkitOptions): CrowdkitFit {
  const { tasks, workers, labels: K, start } = votes;
  const rank = rankByActivity(votes.worker, workers);
  const model = startModel(votes, rank, options.oneCoin);
  const { pass, prior } = model;
  const evidence: number[] = [];
  const stopsEarly = options.tolerance > -Infinity;
  updateErrors(model, tasks, K);
  for (let i = 0; i < options.maxIterations; i++) {
    clearCounts(pass.tables, K);
    pass.mass.fill(0);
    runEmPass(pass, 0, tasks, { logLikelihood: 0, moved: 0 });
    updateErrors(model, tasks, K);
    evidence.push(stopsEarly ? itsEvidence(model, start, K) / votes.worker.length : Number.NaN);
    if (evidence.length > 1 && evidence.at(-1)! - evidence.at(-2)! < options.tolerance) break;
  }
  const { posterior } = pass;
  for (let i = 0; i < posterior.length; i++) if (posterior[i]! < EPS) posterior[i] = EPS;
  const { skills } = model;
  return {
    posterior,
    prior,
    errors: errorsByWorker(model, rank, K),
    skills: skills === null ? null : Float64Array.from(rank, (r) => skills[r]!),
    evidence,
    logLikelihood: logLikelihoodOf(pass, tasks),
  };
}

/** Posteriors are the vote shares, tables made from them. */
function startModel(votes: LabelVotes, rank: Int32Array, oneCoin: boolean): Model {
  const { tasks, workers, labels: K, start, worker, label } = votes;
  const cell = cellsOf({ ...votes, classes: K }, rank);
  const tables = new Float64Array(workers * K * K * 2);
  const mass = new Float64Array(K);
  const posterior = new Float64Array(tasks * K);
  const observed = new Uint8Array(workers * K);
  const given = new Float64Array(workers);
  for (let t = 0; t < tasks; t++) {
    const from = start[t]!;
    const to = start[t + 1]!;
    for (let v = from; v < to; v++) posterior[t * K + label[v]!]! += 1;
    for (let k = 0; k < K; k++) {
      posterior[t * K + k]! /= to - from;
      mass[k]! += posterior[t * K + k]!;
    }
    for (let v = from; v < to; v++) {
      const r = rank[worker[v]!]!;
      for (let k = 0; k < K; k++) tables[cell[v]! + K + k]! += posterior[t * K + k]!;
      observed[r * K + label[v]!] = 1;
      given[r]! += 1;
    }
  }
  const logPrior = new Float64Array(K);
  return {
    pass: { start, cell, weight: undefined, tables, logPrior, offsets: null, silent: null, posterior, mass },
    observed,
    given,
    prior: new Float64Array(K),
    skills: oneCoin ? new Float64Array(workers) : null,
  };
}

/** Its M step: counts of the last pass → logs of errors, and the prior as the mean posterior. */
function updateErrors(model: Model, tasks: number, K: number): void {
  const { pass, observed, given, prior, skills } = model;
  const { tables } = pass;
  for (let k = 0; k < K; k++) {
    prior[k] = Math.max(EPS, pass.mass[k]! / tasks);
    pass.logPrior[k] = Math.log(prior[k]!);
  }
  for (let r = 0; r < given.length; r++) {
    if (skills !== null) {
      let right = 0;
      for (let l = 0; l < K; l++) right += tables[(r * K + l) * 2 * K + K + l]!;
      skills[r] = right / given[r]!;
    }
    for (let k = 0; k < K; k++) {
      let total = 0;
      for (let l = 0; l < K; l++) {
        if (observed[r * K + l] === 1) total += Math.max(EPS, tables[(r * K + l) * 2 * K + K + k]!);
      }
      for (let l = 0; l < K; l++) {
        if (observed[r * K + l] !== 1) continue;
        const at = (r * K + l) * 2 * K + k;
        const error =
          skills === null ? Math.max(EPS, tables[at + K]!) / total : oneCoinError(skills[r]!, l === k, K);
        tables[at] = Math.log(error);
      }
    }
  }
}

function oneCoinError(skill: number, right: boolean, K: number): number {
  const chance = right ? skill : (1 - skill) / Math.max(1, K - 1);
  return Math.min(1 - EPS, Math.max(EPS, chance));
}

function errorsByWorker(model: Model, rank: Int32Array, K: number): Float64Array {
  const errors = new Float64Array(rank.length * K * K);
  for (let w = 0; w < rank.length; w++) {
    for (let l = 0; l < K; l++) {
      if (model.observed[rank[w]! * K + l] !== 1) continue;
      const from = (rank[w]! * K + l) * 2 * K;
      for (let k = 0; k < K; k++) errors[(w * K + l) * K + k] = Math.exp(model.pass.tables[from + k]!);
    }
  }
  return errors;
}

/** Σ_votes Σ_k z (ln C + ln π) + entropy: the prior is counted once per vote, as there. */
function itsEvidence(model: Model, start: Int32Array, K: number): number {
  const { tables, logPrior, posterior } = model.pass;
  let sum = 0;
  for (let at = 0; at < tables.length; at += 2 * K) {
    for (let k = 0; k < K; k++) if (tables[at + K + k]! > 0) sum += tables[at + K + k]! * tables[at + k]!;
  }
  for (let t = 0; t + 1 < start.length; t++) {
    const votes = start[t + 1]! - start[t]!;
    for (let k = 0; k < K; k++) {
      const z = Math.max(EPS, posterior[t * K + k]!);
      sum += z * (votes * logPrior[k]! - Math.log(z));
    }
  }
  return sum;
}

function logLikelihoodOf(pass: EmPass, tasks: number): number {
  const K = pass.logPrior.length;
  const sums = new Float64Array(K);
  const p = new Float64Array(K);
  let total = 0;
  for (let t = 0; t < tasks; t++) {
    sums.set(pass.logPrior);
    for (let v = pass.start[t]!; v < pass.start[t + 1]!; v++) {
      for (let k = 0; k < K; k++) sums[k]! += pass.tables[pass.cell[v]! + k]!;
    }
    total += temperedSoftmax(sums, 1, p);
  }
  return total;
}
