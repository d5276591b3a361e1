/**
 * What the product calls: votes in, one coherent consensus per building out.
 *
 * `fitCampaign` is the authority: it learns who may be trusted with what from all votes. `recountBuildings` is the
 * provisional answer between fits, from the tables of the last fit. Both end in the same code, so a recount right
 * after a fit gives the fit's own numbers to the byte. Pure; sums run in building order, volunteers ascending.
 */
import { DAWID_SKENE, fitDawidSkene, priorTable } from "./dawid-skene.ts";
import { BINS, DISPLACEMENT, fitDisplacement } from "./displacement.ts";
import { bracketVotes, classVotes, clusterWeights } from "./ballots.ts";
import { createJudge } from "./judge.ts";
import type {
  Ballots,
  BuildingConsensus,
  CampaignFit,
  ConsensusQuestion,
  FittedModel,
  Gold,
} from "./campaign.ts";

/** Names the method in every stored consensus; the version rises whenever the same votes could give other numbers. */
export const METHOD = { name: "aftermap-joint", version: "1" } as const;

/** Error correlation of volunteers on one building, for class and for window. */
export const RHO = { class: 0.3, window: 0.15 } as const;

/** Fits the whole campaign and judges every building. The caller sorts ballots by (building, volunteer). */
export function fitCampaign(question: ConsensusQuestion, ballots: Ballots, gold: Gold = []): CampaignFit {
  const model = emptyModel(question);
  const weight = clusterWeights(ballots);
  let iterations = 0;
  let logLikelihood = 0;
  const volunteers = ballots.keys.map((key) => ({ key, table: null, kernel: null, theta: null, votes: 0 }));
  const learnt: FittedModel["volunteers"] = volunteers;
  for (let v = 0; v < ballots.volunteer.length; v++) learnt[ballots.volunteer[v]!]!.votes += 1;

  if (question.asks.class && question.classes.length > 0) {
    const votes = classVotes(question, ballots, weight);
    const fit = fitDawidSkene(votes, goldClasses(ballots.buildings, gold), DAWID_SKENE);
    const cells = votes.labels * votes.classes;
    model.class = {
      rho: RHO.class,
      prior: Array.from(fit.prior),
      newcomer: Array.from(priorTable(votes.classes, votes.labels, DAWID_SKENE)),
      average: averageTable(fit.counts, votes.workers, votes.labels, votes.classes),
    };
    const seen = new Uint8Array(votes.workers);
    for (let v = 0; v < votes.worker.length; v++) seen[votes.worker[v]!] = 1;
    for (let w = 0; w < votes.workers; w++) {
      if (seen[w] === 1) learnt[w]!.table = Array.from(fit.table.subarray(w * cells, (w + 1) * cells));
    }
    iterations = fit.iterations;
    logLikelihood += fit.logLikelihood;
  }
  if (question.asks.window && question.sceneTimes.length > 0) {
    const votes = bracketVotes(question, ballots, weight);
    const fit = fitDisplacement(votes, goldWindows(question, ballots.buildings, gold), DISPLACEMENT);
    model.window = { rho: RHO.window, ...fit.shared };
    const seen = new Uint8Array(votes.workers);
    for (let v = 0; v < votes.worker.length; v++) seen[votes.worker[v]!] = 1;
    for (let w = 0; w < votes.workers; w++) {
      if (seen[w] !== 1) continue;
      learnt[w]!.kernel = Array.from(fit.kernels.subarray(w * BINS, (w + 1) * BINS));
      learnt[w]!.theta = fit.thetas[w]!;
    }
    iterations = Math.max(iterations, fit.iterations);
    logLikelihood += fit.logLikelihood;
  }
  model.volunteers = learnt;
  return { buildings: recountBuildings(question, ballots, model), model, iterations, logLikelihood };
}

/**
 * Judges these buildings with the tables of a fit; a volunteer the fit has not seen gets the newcomer's. A pure
 * function of each building's ballots and the model: other buildings in the call change nothing.
 */
export function recountBuildings(
  question: ConsensusQuestion,
  ballots: Ballots,
  model: FittedModel,
): BuildingConsensus[] {
  const judge = createJudge(question, ballots, model, clusterWeights(ballots));
  const judged: BuildingConsensus[] = [];
  let from = 0;
  for (let b = 0; b < ballots.buildings; b++) {
    let to = from;
    while (to < ballots.building.length && ballots.building[to] === b) to++;
    judged.push(judge.building(from, to));
    from = to;
  }
  return judged;
}

/** The model before any vote: even priors, newcomers only. Recounts work with it from the first vote on. */
export function emptyModel(question: ConsensusQuestion): FittedModel {
  const K = question.classes.length;
  const M = question.sceneTimes.length;
  const newcomer = Array.from(priorTable(K, K + 1, DAWID_SKENE));
  const noBrackets = { tasks: 0, workers: 0, scenes: M, start: new Int32Array(1), worker: new Int32Array(0) };
  const none = { ...noBrackets, low: new Int16Array(0), high: new Int16Array(0) };
  return {
    method: METHOD,
    class:
      question.asks.class && K > 0
        ? { rho: RHO.class, prior: newcomer.slice(0, K).map(() => 1 / K), newcomer, average: newcomer }
        : null,
    window:
      question.asks.window && M > 0
        ? { rho: RHO.window, ...fitDisplacement(none, null, DISPLACEMENT).shared }
        : null,
    volunteers: [],
  };
}

function goldClasses(buildings: number, gold: Gold): Int16Array | null {
  const known = new Int16Array(buildings).fill(-1);
  for (const one of gold) known[one.building] = one.class;
  return gold.length > 0 ? known : null;
}

function goldWindows(question: ConsensusQuestion, buildings: number, gold: Gold): Int16Array | null {
  const known = new Int16Array(2 * buildings).fill(-1);
  for (const one of gold) {
    if (one.lastIntact < 0 && one.firstDamaged < 0) continue;
    known[2 * one.building] = one.lastIntact + 1;
    known[2 * one.building + 1] = one.firstDamaged < 0 ? question.sceneTimes.length : one.firstDamaged;
  }
  return gold.length > 0 ? known : null;
}

/** P(l|k) over all votes, at l·K + k: what the next answer will probably be. */
function averageTable(counts: Float64Array, workers: number, L: number, K: number): number[] {
  const sum = Array.from(priorTable(K, L, DAWID_SKENE));
  for (let w = 0; w < workers; w++) for (let i = 0; i < L * K; i++) sum[i]! += counts[w * L * K + i]!;
  for (let k = 0; k < K; k++) {
    let total = 0;
    for (let l = 0; l < L; l++) total += sum[l * K + k]!;
    for (let l = 0; l < L; l++) sum[l * K + k]! /= total;
  }
  return sum;
}
