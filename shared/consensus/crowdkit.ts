/**
 * Two models exactly as the Python library crowd-kit 1.4.1 computes them, for comparison only: Dawid–Skene and
 * one-coin Dawid–Skene without priors. Their quirks are kept: only observed (worker, label) pairs are normalised,
 * everything is clipped at 1e-10, and the evidence that decides when to stop counts the log prior once per vote,
 * so that the default settings often stop after two iterations.
 *
 * @see https://github.com/Toloka/crowd-kit (Ustalov, Pavlichenko & Tseitlin, JOSS 9 (2024) 6227)
 */
import { cellsOf, inWorkerOrder, rankByActivity, runEmPass, type EmPass } from "./em-pass.ts";
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
  errors: Float64Array;
  observed: Uint8Array;
  given: Float64Array;
  prior: Float64Array;
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
    pass.counts.fill(0);
    pass.mass.fill(0);
    runEmPass(pass, 0, tasks, { logLikelihood: 0, moved: 0 });
    updateErrors(model, tasks, K);
    if (!stopsEarly && i + 1 < options.maxIterations) {
      evidence.push(Number.NaN);
      continue;
    }
    evidence.push(itsEvidence(model, start, K) / votes.worker.length);
    if (evidence.length > 1 && evidence.at(-1)! - evidence.at(-2)! < options.tolerance) break;
  }
  const posterior = pass.posterior.map((z) => Math.max(EPS, z));
  const final = { logLikelihood: 0, moved: 0 };
  runEmPass({ ...pass, posterior: new Float64Array(posterior.length) }, 0, tasks, final);
  return {
    posterior,
    prior,
    errors: inWorkerOrder(model.errors, rank, K * K),
    skills: model.skills === null ? null : inWorkerOrder(model.skills, rank, 1),
    evidence,
    logLikelihood: final.logLikelihood,
  };
}

/** Posteriors are the vote shares, tables made from them. */
function startModel(votes: LabelVotes, rank: Int32Array, oneCoin: boolean): Model {
  const { tasks, workers, labels: K, start, worker, label } = votes;
  const ranked = worker.map((w) => rank[w]!);
  const cell = cellsOf(ranked, label, K, K);
  const counts = new Float64Array(workers * K * K);
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
      for (let k = 0; k < K; k++) counts[cell[v]! + k]! += posterior[t * K + k]!;
      observed[ranked[v]! * K + label[v]!] = 1;
      given[ranked[v]!]! += 1;
    }
  }
  const logTable = new Float64Array(counts.length);
  const logPrior = new Float64Array(K);
  return {
    pass: { start, cell, weight: undefined, logTable, logPrior, offsets: null, posterior, counts, mass },
    errors: new Float64Array(counts.length),
    observed,
    given,
    prior: new Float64Array(K),
    skills: oneCoin ? new Float64Array(workers) : null,
  };
}

/** Its M step: counts of the last pass → errors, and the prior as the mean posterior. */
function updateErrors(model: Model, tasks: number, K: number): void {
  const { pass, errors, observed, given, prior, skills } = model;
  for (let k = 0; k < K; k++) {
    prior[k] = Math.max(EPS, pass.mass[k]! / tasks);
    pass.logPrior[k] = Math.log(prior[k]!);
  }
  for (let w = 0; w < given.length; w++) {
    if (skills !== null) {
      let right = 0;
      for (let l = 0; l < K; l++) right += pass.counts[(w * K + l) * K + l]!;
      skills[w] = right / given[w]!;
    }
    for (let k = 0; k < K; k++) {
      let total = 0;
      for (let l = 0; l < K; l++) {
        if (observed[w * K + l] === 1) total += Math.max(EPS, pass.counts[(w * K + l) * K + k]!);
      }
      for (let l = 0; l < K; l++) {
        if (observed[w * K + l] !== 1) continue;
        const at = (w * K + l) * K + k;
        errors[at] =
          skills === null ? Math.max(EPS, pass.counts[at]!) / total : oneCoinError(skills[w]!, l === k, K);
        pass.logTable[at] = Math.log(errors[at]);
      }
    }
  }
}

function oneCoinError(skill: number, right: boolean, K: number): number {
  const chance = right ? skill : (1 - skill) / Math.max(1, K - 1);
  return Math.min(1 - EPS, Math.max(EPS, chance));
}

/** Σ_votes Σ_k z (ln C + ln π) + entropy: the prior is counted once per vote, as there. */
function itsEvidence(model: Model, start: Int32Array, K: number): number {
  const { counts, logTable, logPrior, posterior } = model.pass;
  let sum = 0;
  for (let i = 0; i < counts.length; i++) if (counts[i]! > 0) sum += counts[i]! * logTable[i]!;
  for (let t = 0; t + 1 < start.length; t++) {
    const votes = start[t + 1]! - start[t]!;
    for (let k = 0; k < K; k++) {
      const z = Math.max(EPS, posterior[t * K + k]!);
      sum += z * (votes * logPrior[k]! - Math.log(z));
    }
  }
  return sum;
}
