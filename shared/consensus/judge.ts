/** Judges one building from its ballots and the tables of a fit: the last step of fit and recount alike. */
import { bracketHigh, bracketLow, hasBracket, hasClassLabel } from "./ballots.ts";
import type { Ballots, BuildingConsensus, ConsensusQuestion, FittedModel } from "./campaign.ts";
import { credibleSet, type CredibleSet } from "./credible.ts";
import { addAnchor } from "./dawid-skene-steps.ts";
import { newcomerTable } from "./dawid-skene.ts";
import { binOf, binSize, createDriftState, intervalPosterior, positionLikelihood } from "./displacement.ts";
import { expectedInformation } from "./information.ts";
import { joinClassAndWindow } from "./join.ts";
import { settleStatus, wantedVotes } from "./settle.ts";
import { argmax, temperature, temperedSoftmax } from "./temper.ts";

const CREDIBLE_SHARE = 0.9;

/** Everything one building's judgement needs, prepared once for many buildings. */
export type Judge = { building: (from: number, to: number) => BuildingConsensus };

/** Prepares tables and scratch space. `building(from, to)` judges the ballots' rows from … to − 1, one building's. */
export function createJudge(
  question: ConsensusQuestion,
  ballots: Ballots,
  model: FittedModel,
  weight: Float64Array | undefined,
): Judge {
  const classOf = createClassJudge(question, ballots, model, weight);
  const windowOf = createWindowJudge(question, ballots, model, weight);
  const damaged = question.classes.map((one) => one.damaged);
  const gainOf = createGain(model);

  return {
    building(from, to) {
      const votes = countVoters(ballots, from, to);
      const classes = classOf === null ? null : classOf(from, to);
      const window = windowOf === null ? null : windowOf(from, to);
      if (classes !== null && window !== null) {
        joinClassAndWindow(classes.p, damaged, window.q, classes.votes, window.votes);
      }
      const best = classes === null ? -1 : argmax(classes.p);
      const probability = classes === null ? 0 : classes.p[best]!;
      const set = window === null ? null : credibleSet(window.q, question.sceneTimes, CREDIBLE_SHARE);
      const evidence = {
        votes,
        classProbability: classes === null ? null : probability,
        window: set === null ? null : { set, canShrink: canShrink(question, ballots, from, to, set) },
      };
      const status = settleStatus(evidence, question.redundancy);
      const wanted = wantedVotes(votes, status, question.redundancy);
      const gain = wanted === 0 ? 0 : gainOf(classes?.p ?? null, window?.q ?? null);
      return {
        status,
        class: best,
        probability,
        probabilities: classes?.p ?? new Float64Array(0),
        window: window === null ? null : mostProbable(window.q),
        intervals: window?.q ?? new Float64Array(0),
        credible90: set,
        votes,
        wanted,
        gain,
      };
    },
  };
}

/** Distinct volunteers. */
function countVoters(ballots: Ballots, from: number, to: number): number {
  let voters = 0;
  for (let v = from; v < to; v++)
    if (v === from || ballots.volunteer[v] !== ballots.volunteer[v - 1]) voters++;
  return voters;
}

type ClassJudge = (from: number, to: number) => { p: Float64Array; votes: number };

function createClassJudge(
  question: ConsensusQuestion,
  ballots: Ballots,
  model: FittedModel,
  weight: Float64Array | undefined,
): ClassJudge | null {
  const shared = model.class;
  if (shared === null) return null;
  const K = question.classes.length;
  const logPrior = shared.prior.map(Math.log);
  const newcomer = newcomerTable(shared).map(Math.log);
  const known = new Map(model.volunteers.map((one) => [one.key, one.table]));
  const tables = ballots.keys.map((key) => known.get(key)?.map(Math.log) ?? newcomer);
  const logits = new Float64Array(K);
  const named = new Float64Array(K);
  return (from, to) => {
    for (let k = 0; k < K; k++) logits[k] = logPrior[k]!;
    named.fill(0);
    let votes = 0;
    for (let v = from; v < to; v++) {
      if (!hasClassLabel(ballots, v)) continue;
      const label = ballots.class[v]! >= 0 ? ballots.class[v]! : K;
      const table = tables[ballots.volunteer[v]!]!;
      const one = weight === undefined ? 1 : weight[v]!;
      for (let k = 0; k < K; k++) logits[k]! += one * table[label * K + k]!;
      if (label < K) named[label]! += one;
      votes += one;
    }
    addAnchor(logits, named, shared);
    const p = new Float64Array(K);
    temperedSoftmax(logits, temperature(votes, shared.rho, shared.anchor), p);
    return { p, votes };
  };
}

type WindowJudge = (from: number, to: number) => { q: Float64Array; votes: number };

function createWindowJudge(
  question: ConsensusQuestion,
  ballots: Ballots,
  model: FittedModel,
  weight: Float64Array | undefined,
): WindowJudge | null {
  const shared = model.window;
  if (shared === null) return null;
  const M = question.sceneTimes.length;
  const known = new Map(model.volunteers.map((one) => [one.key, one]));
  const newcomer = { kernel: shared.kernel, theta: shared.theta };
  const tables = ballots.keys.map((key) => {
    const { kernel, theta } = known.get(key) ?? { kernel: null, theta: null };
    return kernel === null || theta === null ? newcomer : { kernel, theta };
  });
  const state = createDriftState(M);
  const like = new Float64Array(M + 1);
  return (from, to) => {
    state.reset(shared.prior, shared);
    let votes = 0;
    for (let v = from; v < to; v++) {
      if (!hasBracket(ballots, v)) continue;
      const one = weight === undefined ? 1 : weight[v]!;
      const table = tables[ballots.volunteer[v]!]!;
      positionLikelihood(
        shared,
        table.kernel,
        0,
        table.theta,
        bracketLow(ballots, v),
        bracketHigh(ballots, v, M),
        like,
        0,
      );
      state.multiply(like, 0, one);
      votes += one;
    }
    const q = new Float64Array(M + 1);
    intervalPosterior(state, votes, shared.rho, q);
    return { q, votes };
  };
}

function mostProbable(q: Float64Array): { lastIntact: number; firstDamaged: number; probability: number } {
  const c = argmax(q);
  return { lastIntact: c - 1, firstDamaged: c === q.length - 1 ? -1 : c, probability: q[c]! };
}

/**
 * A set of several intervals cannot shrink when the scenes inside it show nothing: then most volunteers whose
 * bracket touches it span all of it themselves.
 */
function canShrink(
  question: ConsensusQuestion,
  ballots: Ballots,
  from: number,
  to: number,
  set: CredibleSet,
): boolean {
  let touching = 0;
  let spanning = 0;
  for (let v = from; v < to; v++) {
    if (!hasBracket(ballots, v)) continue;
    const low = bracketLow(ballots, v);
    const high = bracketHigh(ballots, v, question.sceneTimes.length);
    if (high < set.from || low > set.to) continue;
    touching++;
    if (low <= set.from && high >= set.to) spanning++;
  }
  return spanning * 2 <= touching;
}

/**
 * Expected information of one more answer. Class and window share one bit, damaged or not, so the window's part
 * counts only inside "damaged" when both are asked.
 */
function createGain(model: FittedModel): (p: Float64Array | null, q: Float64Array | null) => number {
  const { class: classes, window } = model;
  const all = window === null ? new Float64Array(0) : bracketAnswers(window, window.scenes + 1);
  const inside = window === null ? new Float64Array(0) : bracketAnswers(window, window.scenes);
  return (p, q) => {
    const byClass =
      p === null || classes === null ? 0 : expectedInformation(p, classes.average, p.length + 1);
    if (q === null) return byClass;
    if (p === null) return expectedInformation(q, all, q.length);
    const M = q.length - 1;
    const damagedMass = 1 - q[M]!;
    if (damagedMass <= 0) return byClass;
    const given = q.subarray(0, M).map((x) => x / damagedMass);
    return byClass + damagedMass * expectedInformation(given, inside, M);
  };
}

/** P(claims interval l | c) of the crowd's kernel with one-interval brackets, over the first `size` intervals. */
function bracketAnswers(window: NonNullable<FittedModel["window"]>, size: number): Float64Array {
  const answers = new Float64Array(size * size);
  for (let c = 0; c < size; c++) {
    let total = 0;
    for (let l = 0; l < size; l++) {
      const d = binOf(c, l, l);
      const chance =
        (window.theta * window.kernel[d]!) / binSize(d, window.scenes) + (1 - window.theta) / size;
      answers[l * size + c] = chance;
      total += chance;
    }
    for (let l = 0; l < size; l++) answers[l * size + c]! /= total;
  }
  return answers;
}
