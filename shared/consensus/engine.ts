/**
 * What the product calls: votes in, one coherent consensus per building out.
 *
 * `fitCampaign` is the authority: it learns who may be trusted with what from all votes. `recountBuildings` is the
 * provisional answer between fits, from the tables of the last fit. Both end in the same code, so a recount right
 * after a fit gives the fit's own numbers to the byte. Pure; sums run in building order, volunteers ascending.
 */
import { sharedWithoutVotes } from "./dawid-skene-steps.ts";
import { ANCHORED, fitDawidSkene, newcomerTable } from "./dawid-skene.ts";
import { measureRho, USUAL_RHO } from "./dependence.ts";
import { BINS, WINDOW_RHO } from "./displacement.ts";
import { DISPLACEMENT, fitDisplacement } from "./fit-displacement.ts";
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
    const fit = fitDawidSkene(votes, goldClasses(ballots.buildings, gold), ANCHORED);
    const cells = votes.labels * votes.classes;
    model.class = {
      ...fit.shared,
      rho: measureRho(votes, fit.table, fit.posterior),
      average: averageTable(fit.counts, fit.shared.pseudo, votes.classes),
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
    model.window = { rho: WINDOW_RHO, ...fit.shared };
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
  const classes = sharedWithoutVotes(K, K + 1, ANCHORED);
  const nobody = { tasks: 0, workers: 0, scenes: M, start: new Int32Array(1), worker: new Int32Array(0) };
  const none = { ...nobody, low: new Int16Array(0), high: new Int16Array(0) };
  const asksClass = question.asks.class && K > 0;
  const asksWindow = question.asks.window && M > 0;
  return {
    method: METHOD,
    class: asksClass ? { ...classes, rho: USUAL_RHO, average: newcomerTable(classes) } : null,
    window: asksWindow ? { rho: WINDOW_RHO, ...fitDisplacement(none, null, DISPLACEMENT).shared } : null,
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
function averageTable(counts: Float64Array, pseudo: readonly number[], K: number): number[] {
  const cells = pseudo.length;
  const sum = [...pseudo];
  for (let i = 0; i < counts.length; i++) sum[i % cells]! += counts[i]!;
  for (let k = 0; k < K; k++) {
    let total = 0;
    for (let i = k; i < cells; i += K) total += sum[i]!;
    for (let i = k; i < cells; i += K) sum[i]! /= total;
  }
  return sum;
}
