/** Every label model behind one door: votes in, probabilities out. What `aftermap consensus labels` runs. */
import { calibrateRho, taskWeight } from "./calibrate.ts";
import { findCopying, weightsOfClusters, type Copying } from "./collusion.ts";
import { CROWDKIT, fitCrowdkit } from "./crowdkit.ts";
import { ANCHORED, fitDawidSkene, MAP, type DawidSkeneFit, type DawidSkeneOptions } from "./dawid-skene.ts";
import { measureRho } from "./dependence.ts";
import { temperature, temperedSoftmax } from "./temper.ts";
import type { LabelVotes } from "./votes.ts";

export const LABEL_MODELS = ["auto", "dawid-skene", "one-coin", "majority", "crowdkit-ds"] as const;
export type LabelModel = (typeof LABEL_MODELS)[number];

/** Models that know neither gold nor labels that are never true. */
export const PLAIN_MODELS: readonly LabelModel[] = ["one-coin", "crowdkit-ds"];

export type LabelOptions = {
  model: LabelModel;
  /** Exactly so many iterations; null: until the model's own stopping rule. */
  iterations: number | null;
  /** Known class by task, −1 where unknown; null: none. */
  gold: Int16Array | null;
};

export type LabelResult = {
  /** P(class) at t·K + k. */
  p: Float64Array;
  iterations: number;
  /** Natural log likelihood of the votes. */
  logLikelihood: number;
  /** Error correlation used, where the model is calibrated. */
  rho: number | null;
  /** Accounts that copy each other, where the model looks for them: each cluster counted as one voter. */
  copying: Copying | null;
};

/** ρ of MAP Dawid–Skene for all data: the best single value on 23 public sets. */
const MAP_RHO = 0.3;

/** Runs the model. Gold tasks come out certain; only `auto` and `dawid-skene` learn from them. */
export function fitLabels(votes: LabelVotes, options: LabelOptions): LabelResult {
  const result = RUN[options.model](votes, options);
  const K = votes.classes;
  const { gold } = options;
  if (gold === null) return result;
  for (let t = 0; t < votes.tasks; t++) {
    if (gold[t]! < 0) continue;
    result.p.fill(0, t * K, (t + 1) * K);
    result.p[t * K + gold[t]!] = 1;
  }
  return result;
}

const RUN: Record<LabelModel, (votes: LabelVotes, options: LabelOptions) => LabelResult> = {
  auto: (votes, options) => {
    const copying = findCopying(votes, ANCHORED);
    const weight = copying.clusters > 0 ? weightsOfClusters(votes, copying.cluster) : undefined;
    return { ...calibrated({ ...votes, weight }, options, ANCHORED, measureRho), copying };
  },
  "dawid-skene": (votes, options) => calibrated(votes, options, MAP, () => MAP_RHO),
  "one-coin": (votes, options) => crowdkit(votes, options, true),
  majority: (votes) => majority(votes),
  "crowdkit-ds": (votes, options) => crowdkit(votes, options, false),
};

function calibrated(
  votes: LabelVotes,
  options: LabelOptions,
  usual: DawidSkeneOptions,
  rhoOf: (votes: LabelVotes, fit: DawidSkeneFit) => number,
): LabelResult {
  const resting = { tolerance: -1, gainPerVote: 0, findsStrength: false };
  const exact = { ...usual, ...resting, maxIterations: options.iterations ?? 0 };
  const settings = options.iterations === null ? usual : exact;
  const fit = fitDawidSkene(votes, options.gold, settings);
  const rho = calibrateRho(votes, options.gold, fit, settings, rhoOf(votes, fit));
  const K = votes.classes;
  const logits = new Float64Array(K);
  for (let t = 0; t < votes.tasks; t++) {
    const own = fit.posterior.subarray(t * K, (t + 1) * K);
    // The posterior is normalised, so its log serves as logits; 1e-300 stands for what underflowed.
    for (let k = 0; k < K; k++) logits[k] = Math.log(Math.max(1e-300, own[k]!));
    temperedSoftmax(logits, temperature(taskWeight(votes, t), rho, settings.anchor), own);
  }
  return {
    p: fit.posterior,
    iterations: fit.iterations,
    logLikelihood: fit.logLikelihood,
    rho,
    copying: null,
  };
}

function crowdkit(votes: LabelVotes, options: LabelOptions, oneCoin: boolean): LabelResult {
  const settings =
    options.iterations === null ? CROWDKIT : { maxIterations: options.iterations, tolerance: -Infinity };
  const fit = fitCrowdkit(votes, { ...settings, oneCoin });
  return {
    p: fit.posterior,
    iterations: fit.evidence.length,
    logLikelihood: fit.logLikelihood,
    rho: null,
    copying: null,
  };
}

/** Shares of the votes that name a class; even where none does. Ties go to the first label. */
function majority(votes: LabelVotes): LabelResult {
  const { tasks, classes: K, start, label } = votes;
  const p = new Float64Array(tasks * K);
  let logLikelihood = 0;
  for (let t = 0; t < tasks; t++) {
    let named = 0;
    for (let v = start[t]!; v < start[t + 1]!; v++) {
      if (label[v]! >= K) continue;
      p[t * K + label[v]!]! += 1;
      named++;
    }
    for (let k = 0; k < K; k++) {
      const votesFor = p[t * K + k]!;
      if (votesFor > 0) logLikelihood += votesFor * Math.log(votesFor / named);
      p[t * K + k] = named === 0 ? 1 / K : votesFor / named;
    }
  }
  return { p, iterations: 0, logLikelihood, rho: null, copying: null };
}
