/**
 * Two models exactly as the Python library crowd-kit 1.4.1 computes them, for comparison only: Dawid–Skene and
 * one-coin Dawid–Skene without priors. Their quirks are kept: base-2 logs, only observed (worker, label) pairs are
 * normalised, everything is clipped at 1e-10, and the evidence that decides when to stop counts the log prior once
 * per vote, so that the default settings often stop after two iterations.
 *
 * @see https://github.com/Toloka/crowd-kit (Ustalov, Pavlichenko & Tseitlin, JOSS 9 (2024) 6227)
 */
import { temperedSoftmax } from "./temper.ts";
import type { LabelVotes } from "./votes.ts";

const EPS = 1e-10;

export type CrowdkitOptions = {
  maxIterations: number;
  /** Stops when the evidence per vote rose by less. */
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

/** Every label is a class here, as there. */
export function fitCrowdkit(votes: LabelVotes, options: CrowdkitOptions): CrowdkitFit {
  const { tasks, workers, labels: K, start, worker, label } = votes;
  const rows = worker.length;
  const posterior = new Float64Array(tasks * K);
  for (let t = 0; t < tasks; t++) {
    const from = start[t]!;
    const to = start[t + 1]!;
    for (let v = from; v < to; v++) posterior[t * K + label[v]!]! += 1;
    for (let k = 0; k < K; k++) posterior[t * K + k]! /= to - from;
  }
  const fit: CrowdkitFit = {
    posterior,
    prior: new Float64Array(K),
    errors: new Float64Array(workers * K * K),
    skills: options.oneCoin ? new Float64Array(workers) : null,
    evidence: [],
    logLikelihood: 0,
  };
  const observed = new Uint8Array(workers * K);
  const given = new Float64Array(workers);
  for (let v = 0; v < rows; v++) {
    observed[worker[v]! * K + label[v]!] = 1;
    given[worker[v]!]! += 1;
  }
  const logErrors = new Float64Array(fit.errors.length);
  meanPosterior(fit, tasks, K);
  if (fit.skills === null) updateErrors(votes, fit, observed);
  else updateSkills(votes, fit, fit.skills, observed, given);
  let before = -Infinity;
  for (let i = 0; i < options.maxIterations; i++) {
    for (let c = 0; c < logErrors.length; c++)
      logErrors[c] = fit.errors[c]! > 0 ? Math.log2(fit.errors[c]!) : 0;
    expect(votes, fit, logErrors);
    meanPosterior(fit, tasks, K);
    if (fit.skills === null) updateErrors(votes, fit, observed);
    else updateSkills(votes, fit, fit.skills, observed, given);
    for (let c = 0; c < posterior.length; c++) if (posterior[c]! < EPS) posterior[c] = EPS;
    for (let k = 0; k < K; k++) if (fit.prior[k]! < EPS) fit.prior[k] = EPS;
    const now = itsEvidence(votes, fit) / rows;
    fit.evidence.push(now);
    if (now - before < options.tolerance) break;
    before = now;
  }
  fit.logLikelihood = logLikelihood(votes, fit);
  return fit;
}

function meanPosterior(fit: CrowdkitFit, tasks: number, K: number): void {
  fit.prior.fill(0);
  for (let t = 0; t < tasks; t++) for (let k = 0; k < K; k++) fit.prior[k]! += fit.posterior[t * K + k]!;
  for (let k = 0; k < K; k++) fit.prior[k]! /= tasks;
}

function updateErrors(votes: LabelVotes, fit: CrowdkitFit, observed: Uint8Array): void {
  const { tasks, workers, labels: K, start, worker, label } = votes;
  fit.errors.fill(0);
  for (let t = 0; t < tasks; t++) {
    for (let v = start[t]!; v < start[t + 1]!; v++) {
      const at = (worker[v]! * K + label[v]!) * K;
      for (let k = 0; k < K; k++) fit.errors[at + k]! += fit.posterior[t * K + k]!;
    }
  }
  for (let w = 0; w < workers; w++) {
    for (let k = 0; k < K; k++) {
      let total = 0;
      for (let l = 0; l < K; l++) {
        const at = (w * K + l) * K + k;
        if (observed[w * K + l] !== 1) continue;
        if (fit.errors[at]! < EPS) fit.errors[at] = EPS;
        total += fit.errors[at]!;
      }
      for (let l = 0; l < K; l++) if (observed[w * K + l] === 1) fit.errors[(w * K + l) * K + k]! /= total;
    }
  }
}

function updateSkills(
  votes: LabelVotes,
  fit: CrowdkitFit,
  skills: Float64Array,
  observed: Uint8Array,
  given: Float64Array,
): void {
  const { tasks, workers, labels: K, start, worker, label } = votes;
  skills.fill(0);
  for (let t = 0; t < tasks; t++) {
    for (let v = start[t]!; v < start[t + 1]!; v++) skills[worker[v]!]! += fit.posterior[t * K + label[v]!]!;
  }
  for (let w = 0; w < workers; w++) {
    skills[w]! /= given[w]!;
    for (let l = 0; l < K; l++) {
      if (observed[w * K + l] !== 1) continue;
      for (let k = 0; k < K; k++) {
        const chance = l === k ? skills[w]! : (1 - skills[w]!) / Math.max(1, K - 1);
        fit.errors[(w * K + l) * K + k] = Math.min(1 - EPS, Math.max(EPS, chance));
      }
    }
  }
}

function expect(votes: LabelVotes, fit: CrowdkitFit, logErrors: Float64Array): void {
  const { tasks, labels: K, start, worker, label } = votes;
  const sums = new Float64Array(K);
  for (let t = 0; t < tasks; t++) {
    sums.fill(0);
    for (let v = start[t]!; v < start[t + 1]!; v++) {
      const at = (worker[v]! * K + label[v]!) * K;
      for (let k = 0; k < K; k++) sums[k]! += logErrors[at + k]!;
    }
    let top = -Infinity;
    for (let k = 0; k < K; k++) {
      sums[k]! += Math.log2(fit.prior[k]!);
      if (sums[k]! > top) top = sums[k]!;
    }
    let total = 0;
    for (let k = 0; k < K; k++) {
      sums[k] = 2 ** (sums[k]! - top);
      total += sums[k]!;
    }
    for (let k = 0; k < K; k++) fit.posterior[t * K + k] = sums[k]! / total;
  }
}

/** Σ_votes Σ_k z (ln C + ln π) + entropy: the prior is counted once per vote, as there. */
function itsEvidence(votes: LabelVotes, fit: CrowdkitFit): number {
  const { tasks, labels: K, start, worker, label } = votes;
  let joint = 0;
  let entropy = 0;
  for (let t = 0; t < tasks; t++) {
    for (let k = 0; k < K; k++) {
      const z = fit.posterior[t * K + k]!;
      entropy -= z * Math.log(z);
      const logPrior = Math.log(fit.prior[k]!);
      for (let v = start[t]!; v < start[t + 1]!; v++) {
        joint += z * (Math.log(fit.errors[(worker[v]! * K + label[v]!) * K + k]!) + logPrior);
      }
    }
  }
  return joint + entropy;
}

function logLikelihood(votes: LabelVotes, fit: CrowdkitFit): number {
  const { tasks, labels: K, start, worker, label } = votes;
  const sums = new Float64Array(K);
  const p = new Float64Array(K);
  let total = 0;
  for (let t = 0; t < tasks; t++) {
    for (let k = 0; k < K; k++) {
      sums[k] = Math.log(fit.prior[k]!);
      for (let v = start[t]!; v < start[t + 1]!; v++) {
        sums[k]! += Math.log(Math.max(1e-300, fit.errors[(worker[v]! * K + label[v]!) * K + k]!));
      }
    }
    total += temperedSoftmax(sums, 1, p);
  }
  return total;
}
