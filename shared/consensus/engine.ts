/**
 * What the product calls: votes in, one coherent consensus per building out.
 *
 * `fitCampaign` is the authority: it learns who may be trusted with what from all votes. `recountBuildings` is the
 * provisional answer between fits, from the tables of the last fit. Both end in the same code, so a recount right
 * after a fit gives the fit's own numbers to the byte. Pure; sums run in building order, volunteers ascending.
 */
import { sharedWithoutVotes } from "./dawid-skene-steps.ts";
import {
  ANCHORED,
  fitDawidSkene,
  newcomerTable,
  type DawidSkeneFit,
  type DawidSkeneOptions,
} from "./dawid-skene.ts";
import { measureRho, USUAL_RHO, type Measured } from "./dependence.ts";
import { BINS, WINDOW_RHO } from "./displacement.ts";
import { DISPLACEMENT, fitDisplacement, type DisplacementFit } from "./fit-displacement.ts";
import { bracketVotes, classVotes, clusterWeights, goldBracket } from "./ballots.ts";
import { calibrateRho } from "./calibrate.ts";
import { createJudge } from "./judge.ts";
import type {
  Ballots,
  BuildingConsensus,
  CampaignFit,
  ConsensusQuestion,
  FitDecisions,
  FittedModel,
  Gold,
} from "./campaign.ts";
import { clusterPairs, findCopying, type Copying } from "./collusion.ts";
import { findWindowCopying } from "./window-copying.ts";

/** Names the method in every stored consensus; the version rises whenever the same votes could give other numbers. */
export const METHOD = { name: "aftermap-joint", version: "7" } as const;

/** How many votes a vote on a gold building counts for, and how many times that while accounts look like copies. */
const GOLD_WEIGHT = 5;
const ALARMED = 20;

const NOTHING_DECIDED: FitDecisions = { cleared: new Set() };

/** Fits the whole campaign and judges every building. The caller sorts ballots by (building, volunteer). */
export function fitCampaign(
  question: ConsensusQuestion,
  ballots: Ballots,
  gold: Gold = [],
  decisions: FitDecisions = NOTHING_DECIDED,
): CampaignFit {
  const model = emptyModel(question);
  const copying = copyingOf(question, ballots, decisions);
  const weight = clusterWeights(ballots, copying.cluster);
  model.volunteers = ballots.keys.map((key, w) => ({
    key,
    table: null,
    support: null,
    kernel: null,
    theta: null,
    votes: 0,
    cluster: copying.cluster[w]!,
  }));
  model.copying = copying.pairs.map(({ first, second, common, agreed, expected, z }) => {
    return { first: ballots.keys[first]!, second: ballots.keys[second]!, common, agreed, expected, z };
  });
  // Copies may be most of the crowd, and then look like the best of it: who is right is left to what experts know.
  if (copying.pairs.length > 0) model.goldWeight *= ALARMED;
  for (let v = 0; v < ballots.volunteer.length; v++) model.volunteers[ballots.volunteer[v]!]!.votes += 1;
  const byClass = model.class === null ? null : fitClasses(question, ballots, weight, gold, model);
  const byWindow = model.window === null ? null : fitWindow(question, ballots, weight, gold, model);
  return {
    buildings: recountBuildings(question, ballots, model),
    model,
    iterations: Math.max(byClass?.iterations ?? 0, byWindow?.iterations ?? 0),
    logLikelihood: (byClass?.logLikelihood ?? 0) + (byWindow?.logLikelihood ?? 0),
  };
}

/** Copies show in the classes they give; where those are not asked, in the windows. */
function copyingOf(question: ConsensusQuestion, ballots: Ballots, decisions: FitDecisions): Copying {
  const found = searchCopying(question, ballots);
  const isCleared = (w: number): boolean => decisions.cleared.has(ballots.keys[w]!);
  return clusterPairs(
    ballots.volunteers,
    found.pairs.filter(({ first, second }) => !isCleared(first) && !isCleared(second)),
  );
}

function searchCopying({ asks, classes, sceneTimes }: ConsensusQuestion, ballots: Ballots): Copying {
  if (asks.class && classes.length > 1)
    return findCopying(classVotes({ classes }, ballots, undefined), ANCHORED);
  if (asks.window && sceneTimes.length > 0)
    return findWindowCopying(bracketVotes({ sceneTimes }, ballots, undefined), ANCHORED);
  return clusterPairs(ballots.volunteers, []);
}

/** Fits the class tables into `model`. */
function fitClasses(
  question: ConsensusQuestion,
  ballots: Ballots,
  weight: Float64Array | undefined,
  gold: Gold,
  model: FittedModel,
): DawidSkeneFit {
  const votes = classVotes(question, ballots, weight);
  const known = goldClasses(ballots.buildings, gold);
  const options = { ...ANCHORED, goldWeight: model.goldWeight };
  const fit = fitDawidSkene(votes, known, options);
  const { classes: K, labels: L } = votes;
  const usual = measureRho(votes, fit, fitEarly(question, ballots, weight, known, options));
  model.class = {
    ...fit.shared,
    rho: calibrateRho(votes, known, fit, options, usual),
    average: averageTable(fit.counts, fit.shared.pseudo, K),
  };
  for (const w of new Set(votes.worker)) {
    const counts = fit.counts.subarray(w * L * K, (w + 1) * L * K);
    const own = model.volunteers[w]!;
    own.table = Array.from(fit.table.subarray(w * L * K, (w + 1) * L * K));
    own.support = Array.from({ length: K }, (_, k) => {
      let total = 0;
      for (let i = k; i < L * K; i += K) total += counts[i]! + fit.shared.pseudo[i]!;
      return total;
    });
  }
  return fit;
}

/** The answers that were not asked because of others, and their own fit; undefined where that is all of them. */
function fitEarly(
  question: ConsensusQuestion,
  ballots: Ballots,
  weight: Float64Array | undefined,
  known: Int16Array | null,
  options: DawidSkeneOptions,
): Measured | undefined {
  if (ballots.early === undefined || !ballots.early.includes(0)) return undefined;
  const votes = classVotes(question, ballots, weight, ballots.early);
  return { votes, fit: fitDawidSkene(votes, known, options) };
}

/** Fits the displacement tables into `model`. */
function fitWindow(
  question: ConsensusQuestion,
  ballots: Ballots,
  weight: Float64Array | undefined,
  gold: Gold,
  model: FittedModel,
): DisplacementFit {
  const votes = bracketVotes(question, ballots, weight);
  const options = { ...DISPLACEMENT, goldWeight: model.goldWeight };
  const fit = fitDisplacement(votes, goldWindows(question, ballots.buildings, gold), options);
  model.window = { rho: WINDOW_RHO, ...fit.shared };
  for (const w of new Set(votes.worker)) {
    const own = model.volunteers[w]!;
    own.kernel = Array.from(fit.kernels.subarray(w * BINS, (w + 1) * BINS));
    own.theta = fit.thetas[w]!;
  }
  return fit;
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
  const clusters = new Map(model.volunteers.map(({ key, cluster }) => [key, cluster]));
  const found = ballots.keys.map((key) => clusters.get(key) ?? -1);
  const judge = createJudge(question, ballots, model, clusterWeights(ballots, found));
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
    goldWeight: GOLD_WEIGHT,
    class: asksClass ? { ...classes, rho: USUAL_RHO, average: newcomerTable(classes) } : null,
    window: asksWindow ? { rho: WINDOW_RHO, ...fitDisplacement(none, null, DISPLACEMENT).shared } : null,
    volunteers: [],
    copying: [],
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
    const bracket = goldBracket(one, question.sceneTimes.length);
    if (bracket === null) continue;
    known[2 * one.building] = bracket.low;
    known[2 * one.building + 1] = bracket.high;
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
