/** Fits the displacement model of `displacement.ts` to a campaign's brackets, by expectation–maximisation. */
import {
  BINS,
  binOf,
  createDriftState,
  intervalPosterior,
  positionLikelihood,
  sharedFrequencies,
  WINDOW_RHO,
  type DisplacementShared,
  type DriftState,
} from "./displacement.ts";
import { createTally, maximiseTables, type Tally } from "./displacement-tally.ts";
import type { BracketVotes } from "./votes.ts";

export type DisplacementOptions = {
  /** How many votes the crowd's kernel weighs in a volunteer's, and the careful kernel in the crowd's. */
  crowdStrength: number;
  carefulStrength: number;
  /** Beta prior of θ: votes meant and not meant. */
  meant: number;
  notMeant: number;
  /** How many buildings the starting drift chances weigh, and how many votes the starting β. */
  driftStrength: number;
  followStrength: number;
  goldWeight: number;
  /** Exactness no longer changed after 15 iterations on six simulated campaigns. */
  maxIterations: number;
  tolerance: number;
};

export const DISPLACEMENT: DisplacementOptions = {
  crowdStrength: 8,
  carefulStrength: 50,
  meant: 8.5,
  notMeant: 1.5,
  driftStrength: 20,
  followStrength: 50,
  goldWeight: 5,
  maxIterations: 20,
  tolerance: 1e-3,
};

export type DisplacementFit = {
  shared: DisplacementShared;
  /** K_w at w·7, θ_w at w. */
  kernels: Float64Array;
  thetas: Float64Array;
  iterations: number;
  logLikelihood: number;
};

/** States with less posterior than this teach nothing. */
const NEGLIGIBLE = 1e-6;

/** `gold` gives the intervals that are true of a task (low, high at 2t, 2t + 1), or −1 where unknown. */
export function fitDisplacement(
  votes: BracketVotes,
  gold: Int16Array | null,
  options: DisplacementOptions,
): DisplacementFit {
  const fit: DisplacementFit = {
    shared: sharedFrequencies(votes, options.meant / (options.meant + options.notMeant)),
    kernels: new Float64Array(votes.workers * BINS),
    thetas: new Float64Array(votes.workers),
    iterations: 0,
    logLikelihood: 0,
  };
  fit.thetas.fill(fit.shared.theta);
  for (let w = 0; w < votes.workers; w++) fit.kernels.set(fit.shared.kernel, w * BINS);
  const share = rowShares(votes, gold, options.goldWeight);
  const before = new Float64Array(votes.tasks * (votes.scenes + 1));
  const like = new Float64Array(largestBlock(votes.start) * (votes.scenes + 1));
  const state = createDriftState(votes.scenes);
  while (fit.iterations < options.maxIterations) {
    fit.iterations++;
    const tally = createTally(votes);
    for (let t = 0; t < votes.tasks; t++) {
      if (votes.start[t] === votes.start[t + 1]) continue;
      expectTask(votes, gold, fit, t, state, like, tally);
      teachTask(votes, fit, t, state, like, share, before, tally);
    }
    fit.logLikelihood = tally.logLikelihood;
    maximiseTables(fit, tally, options);
    if (tally.moved < options.tolerance) break;
  }
  return fit;
}

/** Writes the calibrated posterior over intervals 0 … M of one task into `out`. */
export function posteriorOfBrackets(
  votes: BracketVotes,
  fit: DisplacementFit,
  t: number,
  state: DriftState,
  out: Float64Array,
): void {
  const like = new Float64Array(votes.scenes + 1);
  state.reset(fit.shared.prior, fit.shared);
  for (let v = votes.start[t]!; v < votes.start[t + 1]!; v++) {
    voteLikelihood(votes, fit, v, like, 0);
    state.multiply(like, 0, weightOf(votes, v));
  }
  intervalPosterior(state, votes.start[t + 1]! - votes.start[t]!, WINDOW_RHO, out);
}

function voteLikelihood(
  votes: BracketVotes,
  fit: DisplacementFit,
  v: number,
  out: Float64Array,
  at: number,
): void {
  const w = votes.worker[v]!;
  positionLikelihood(
    fit.shared,
    fit.kernels,
    w * BINS,
    fit.thetas[w]!,
    votes.low[v]!,
    votes.high[v]!,
    out,
    at,
  );
}

function weightOf(votes: BracketVotes, v: number): number {
  return votes.weight === undefined ? 1 : votes.weight[v]!;
}

/** E step of one task: its votes' likelihoods into `like`, its joint posterior into `state`. */
function expectTask(
  votes: BracketVotes,
  gold: Int16Array | null,
  fit: DisplacementFit,
  t: number,
  state: DriftState,
  like: Float64Array,
  tally: Tally,
): void {
  const C = votes.scenes + 1;
  const from = votes.start[t]!;
  state.reset(fit.shared.prior, fit.shared);
  if (gold !== null && gold[2 * t]! >= 0) {
    for (let s = 0; s < state.values.length; s++) {
      const c = s % C;
      if (c < gold[2 * t]! || c > gold[2 * t + 1]!) state.values[s] = 0;
    }
  }
  for (let v = from; v < votes.start[t + 1]!; v++) {
    voteLikelihood(votes, fit, v, like, (v - from) * C);
    state.multiply(like, (v - from) * C, weightOf(votes, v));
  }
  tally.logLikelihood += state.normalise();
}

/** Adds what one task's posterior says of its volunteers, of the prior and of drifts. */
function teachTask(
  votes: BracketVotes,
  fit: DisplacementFit,
  t: number,
  state: DriftState,
  like: Float64Array,
  share: Float64Array,
  before: Float64Array,
  tally: Tally,
): void {
  const C = votes.scenes + 1;
  const M = votes.scenes;
  const { values } = state;
  const from = votes.start[t]!;
  // Looked up once: the loops below run hundreds of millions of times in a large campaign.
  const drifts = tally.by;
  const bin = binOf;
  const reached = tally.likely;
  let likely = 0;
  tally.voted++;
  for (let c = 0; c < C; c++) {
    let z = 0;
    for (let i = 0; i < drifts.length; i++) {
      const r = values[i * C + c]!;
      z += r;
      if (c > 0 && c < M) tally.drifts[i]! += r;
      if (r > NEGLIGIBLE) reached[likely++] = i * C + c;
    }
    tally.prior[c]! += z;
    const change = Math.abs(z - before[t * C + c]!);
    if (change > tally.moved) tally.moved = change;
    before[t * C + c] = z;
  }
  const { following } = fit.shared;
  for (let v = from; v < votes.start[t + 1]!; v++) {
    const w = votes.worker[v]!;
    const at = (v - from) * C;
    const low = votes.low[v]!;
    const high = votes.high[v]!;
    const notMeant = (1 - fit.thetas[w]!) * fit.shared.brackets[low * C + high]!;
    const ownCounts = w * BINS;
    let meant = 0;
    for (let j = 0; j < likely; j++) {
      const s = reached[j]!;
      const c = s % C;
      const mass = share[v]! * values[s]!;
      let follows = 0;
      if (s >= C) {
        const by = drifts[(s - c) / C]!;
        const seen = c + by < 0 ? 0 : c + by > M ? M : c + by;
        const followed = following * like[at + seen]!;
        follows = followed / ((1 - following) * like[at + c]! + followed);
        const r = mass * follows * (1 - notMeant / like[at + seen]!);
        if (seen === M) tally.intact[bin(M, low, high)]! += r;
        else tally.counts[ownCounts + bin(seen, low, high)]! += r;
        meant += r;
        tally.followed += mass * follows;
        tally.followable += mass;
      }
      const r = mass * (1 - follows) * (1 - notMeant / like[at + c]!);
      if (c === M) tally.intact[bin(M, low, high)]! += r;
      else tally.counts[ownCounts + bin(c, low, high)]! += r;
      meant += r;
    }
    tally.meant[w]! += meant;
    tally.given[w]! += share[v]!;
  }
}

/** How much each row counts in its volunteer's table: its weight, times the gold weight on a gold task. */
function rowShares(votes: BracketVotes, gold: Int16Array | null, goldWeight: number): Float64Array {
  const share = new Float64Array(votes.worker.length);
  for (let t = 0; t < votes.tasks; t++) {
    const times = gold !== null && gold[2 * t]! >= 0 ? goldWeight : 1;
    for (let v = votes.start[t]!; v < votes.start[t + 1]!; v++) {
      share[v] = times * weightOf(votes, v);
    }
  }
  return share;
}

function largestBlock(start: Int32Array): number {
  let most = 0;
  for (let t = 0; t + 1 < start.length; t++) most = Math.max(most, start[t + 1]! - start[t]!);
  return most;
}
