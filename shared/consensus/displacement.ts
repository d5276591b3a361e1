/**
 * Displacement Dawid–Skene: when a building changed, from brackets that are early, late, wide or not meant at all.
 *
 * Truth c of 0 … M is the number of scenes before the change (M: never). A vote claims c ∈ [low, high]. Its
 * displacement d is 0 inside, else the signed distance from c to the bracket, clipped to ±3.
 *   P(v|c,w) = θ_w · K_w[d] / size_d · g(width) + (1 − θ_w) · u(v)
 * K_w: the volunteer's displacements, 7 bins, drawn to the crowd's with the weight of 8 votes; g: how often each
 * bracket width occurs; u: how often each bracket occurs at all, which is what somebody votes who does not look
 * (a slider left at its start); size: 1, and (M − 4)/2 positions share each tail.
 *
 * Accuracy was measured on simulations only: no public set has date votes with truth.
 */
import { temperature, temperedSoftmax } from "./temper.ts";
import type { BracketVotes } from "./votes.ts";

export const BINS = 7;
const REACH = 3;
/** Displacements −3 … 3 of a careful crowd, before any vote has been seen. */
export const CAREFUL: readonly number[] = [0.01, 0.03, 0.08, 0.76, 0.08, 0.03, 0.01];

export type DisplacementOptions = {
  /** How many votes the crowd's kernel weighs in a volunteer's, and the careful kernel in the crowd's. */
  crowdStrength: number;
  carefulStrength: number;
  /** Beta prior of θ: votes meant and not meant. */
  meant: number;
  notMeant: number;
  goldWeight: number;
  maxIterations: number;
  tolerance: number;
};

export const DISPLACEMENT: DisplacementOptions = {
  crowdStrength: 8,
  carefulStrength: 50,
  meant: 8.5,
  notMeant: 1.5,
  goldWeight: 5,
  maxIterations: 60,
  tolerance: 1e-3,
};

/** What all volunteers share. Plain arrays, so that it survives JSON unchanged. */
export type DisplacementShared = {
  scenes: number;
  /** Log prior over intervals 0 … M. */
  logPrior: number[];
  /** The crowd's kernel, and the chance that a newcomer means his vote. */
  kernel: number[];
  theta: number;
  /** g by width − 1, length M + 1. */
  widths: number[];
  /** u by low·(M+1) + high. */
  brackets: number[];
};

export type DisplacementFit = {
  shared: DisplacementShared;
  /** K_w at w·7, θ_w at w. */
  kernels: Float64Array;
  thetas: Float64Array;
  iterations: number;
  logLikelihood: number;
  objectives: number[];
};

/** Positions that share a displacement bin. */
export function binSize(bin: number, scenes: number): number {
  return bin === 0 || bin === BINS - 1 ? Math.max(1, (scenes - 4) / 2) : 1;
}

/** Bin of a vote that claims low … high when the truth is c. */
export function binOf(c: number, low: number, high: number): number {
  if (c < low) return REACH + Math.min(REACH, low - c);
  return c > high ? REACH - Math.min(REACH, c - high) : REACH;
}

/** Writes P(v | bin, w) for the seven bins into `out`. */
export function voteLikelihood(
  shared: DisplacementShared,
  kernel: ArrayLike<number>,
  kernelAt: number,
  theta: number,
  low: number,
  high: number,
  out: Float64Array,
): void {
  const M = shared.scenes;
  const g = shared.widths[high - low]!;
  const u = (1 - theta) * shared.brackets[low * (M + 1) + high]!;
  for (let d = 0; d < BINS; d++) out[d] = ((theta * kernel[kernelAt + d]!) / binSize(d, M)) * g + u;
}

/** Multiplies the likelihood of one vote, given per bin, into `state` over intervals 0 … M. */
export function multiplyVote(state: Float64Array, like: Float64Array, low: number, high: number): void {
  const M = state.length - 1;
  for (let c = 0; c < low; c++) state[c]! *= like[REACH + (low - c < REACH ? low - c : REACH)]!;
  for (let c = low; c <= high; c++) state[c]! *= like[REACH]!;
  for (let c = high + 1; c <= M; c++) state[c]! *= like[REACH - (c - high < REACH ? c - high : REACH)]!;
}

/** Below this, a running product is rescaled before it can underflow: 1e-12 is the smallest factor. */
const SMALL = 1e-150;

/** Rescales `state` to a maximum of 1 when it has become small; returns the log of what was taken out. */
export function rescale(state: Float64Array): number {
  let top = 0;
  for (let c = 0; c < state.length; c++) if (state[c]! > top) top = state[c]!;
  if (top > SMALL) return 0;
  for (let c = 0; c < state.length; c++) state[c]! /= top;
  return Math.log(top);
}

/**
 * Fits kernels and θ by expectation–maximisation from the soft mode of brackets. `gold` gives the intervals that
 * are true of a task (low, high at 2t, 2t+1), or −1 where unknown.
 */
export function fitDisplacement(
  votes: BracketVotes,
  gold: Int16Array | null,
  options: DisplacementOptions,
): DisplacementFit {
  const { tasks, workers, scenes: M, start, worker, low, high, weight } = votes;
  const C = M + 1;
  const shared = sharedFrequencies(votes);
  shared.theta = options.meant / (options.meant + options.notMeant);
  const kernels = new Float64Array(workers * BINS);
  const thetas = new Float64Array(workers).fill(shared.theta);
  for (let w = 0; w < workers; w++) kernels.set(shared.kernel, w * BINS);
  const mostVotes = largestBlock(start);
  const likes = new Float64Array(mostVotes * BINS);
  const like = new Float64Array(BINS);
  const state = new Float64Array(C);
  const running = new Float64Array(C + 1);
  const sums = new Float64Array(BINS);
  const prior = new Float64Array(C).fill(1 / C);
  const nextPrior = new Float64Array(C);
  const counts = new Float64Array(workers * BINS);
  const meant = new Float64Array(workers);
  const given = new Float64Array(workers);
  const share = rowShares(votes, gold, options.goldWeight);
  for (let v = 0; v < worker.length; v++) given[worker[v]!]! += share[v]!;
  const posterior = new Float64Array(tasks * C).fill(-1);
  const objectives: number[] = [];
  let iterations = 0;
  let logLikelihood = 0;
  while (iterations < options.maxIterations) {
    iterations++;
    counts.fill(0);
    meant.fill(0);
    nextPrior.fill(0);
    logLikelihood = 0;
    let moved = 0;
    for (let t = 0; t < tasks; t++) {
      const from = start[t]!;
      const to = start[t + 1]!;
      const known = gold !== null && gold[2 * t]! >= 0;
      let scale = 0;
      for (let c = 0; c < C; c++)
        state[c] = known && (c < gold[2 * t]! || c > gold[2 * t + 1]!) ? 0 : prior[c]!;
      for (let v = from; v < to; v++) {
        const w = worker[v]!;
        voteLikelihood(shared, kernels, w * BINS, thetas[w]!, low[v]!, high[v]!, like);
        likes.set(like, (v - from) * BINS);
        if (weight !== undefined && weight[v]! !== 1)
          for (let d = 0; d < BINS; d++) like[d] = like[d]! ** weight[v]!;
        multiplyVote(state, like, low[v]!, high[v]!);
        scale += rescale(state);
      }
      let total = 0;
      for (let c = 0; c < C; c++) total += state[c]!;
      logLikelihood += scale + Math.log(total);
      running[0] = 0;
      for (let c = 0; c < C; c++) {
        const z = state[c]! / total;
        const change = Math.abs(z - posterior[t * C + c]!);
        if (change > moved) moved = change;
        posterior[t * C + c] = z;
        state[c] = z;
        nextPrior[c]! += z;
        running[c + 1] = running[c]! + z;
      }
      for (let v = from; v < to; v++) {
        const w = worker[v]!;
        massPerBin(state, running, low[v]!, high[v]!, sums);
        const at = (v - from) * BINS;
        const u = (1 - thetas[w]!) * shared.brackets[low[v]! * C + high[v]!]!;
        for (let d = 0; d < BINS; d++) {
          const r = share[v]! * sums[d]! * (1 - u / likes[at + d]!);
          counts[w * BINS + d]! += r;
          meant[w]! += r;
        }
      }
    }
    objectives.push(logLikelihood);
    updateTables(counts, meant, given, shared, kernels, thetas, options);
    for (let c = 0; c < C; c++) prior[c] = (nextPrior[c]! + 1) / (tasks + C);
    if (moved < options.tolerance) break;
  }
  shared.logPrior = Array.from(prior, Math.log);
  return { shared, kernels, thetas, iterations, logLikelihood, objectives };
}

/** How much each row counts in its volunteer's table: its weight, times the gold weight on a gold task. */
function rowShares(votes: BracketVotes, gold: Int16Array | null, goldWeight: number): Float64Array {
  const share = new Float64Array(votes.worker.length);
  for (let t = 0; t < votes.tasks; t++) {
    const times = gold !== null && gold[2 * t]! >= 0 ? goldWeight : 1;
    for (let v = votes.start[t]!; v < votes.start[t + 1]!; v++) {
      share[v] = times * (votes.weight === undefined ? 1 : votes.weight[v]!);
    }
  }
  return share;
}

/** How much errors correlate within a building: see `temper.ts`. */
export const WINDOW_RHO = 0.15;

/** Writes the calibrated posterior over intervals 0 … M of one task into `out`. */
export function posteriorOfBrackets(
  votes: BracketVotes,
  fit: DisplacementFit,
  t: number,
  out: Float64Array,
): void {
  const like = new Float64Array(BINS);
  for (let c = 0; c < out.length; c++) out[c] = Math.exp(fit.shared.logPrior[c]!);
  let counted = 0;
  for (let v = votes.start[t]!; v < votes.start[t + 1]!; v++) {
    const w = votes.worker[v]!;
    const one = votes.weight === undefined ? 1 : votes.weight[v]!;
    voteLikelihood(fit.shared, fit.kernels, w * BINS, fit.thetas[w]!, votes.low[v]!, votes.high[v]!, like);
    if (one !== 1) for (let d = 0; d < BINS; d++) like[d] = like[d]! ** one;
    multiplyVote(out, like, votes.low[v]!, votes.high[v]!);
    rescale(out);
    counted += one;
  }
  temperProduct(out, temperature(counted, WINDOW_RHO));
}

/** Normalises a product of likelihoods, raised to `tau`, in place. */
export function temperProduct(q: Float64Array, tau: number): void {
  const logits = q.map((x) => (x > 0 ? Math.log(x) : -745));
  temperedSoftmax(logits, tau, q);
}

/** Posterior mass of each displacement bin for one vote, from prefix sums. */
function massPerBin(
  z: Float64Array,
  running: Float64Array,
  low: number,
  high: number,
  out: Float64Array,
): void {
  const C = z.length;
  out[REACH] = running[high + 1]! - running[low]!;
  out[4] = low >= 1 ? z[low - 1]! : 0;
  out[5] = low >= 2 ? z[low - 2]! : 0;
  out[6] = low >= 3 ? running[low - 2]! : 0;
  out[2] = high + 1 < C ? z[high + 1]! : 0;
  out[1] = high + 2 < C ? z[high + 2]! : 0;
  out[0] = high + 3 < C ? running[C]! - running[high + 3]! : 0;
}

function updateTables(
  counts: Float64Array,
  meant: Float64Array,
  given: Float64Array,
  shared: DisplacementShared,
  kernels: Float64Array,
  thetas: Float64Array,
  options: DisplacementOptions,
): void {
  const workers = thetas.length;
  const crowd = new Float64Array(BINS);
  let all = 0;
  for (let w = 0; w < workers; w++) for (let d = 0; d < BINS; d++) crowd[d]! += counts[w * BINS + d]!;
  for (let d = 0; d < BINS; d++) all += crowd[d]!;
  for (let d = 0; d < BINS; d++) {
    shared.kernel[d] = (crowd[d]! + CAREFUL[d]! * options.carefulStrength) / (all + options.carefulStrength);
  }
  let meantAll = 0;
  let givenAll = 0;
  for (let w = 0; w < workers; w++) {
    let own = 0;
    for (let d = 0; d < BINS; d++) own += counts[w * BINS + d]!;
    for (let d = 0; d < BINS; d++) {
      kernels[w * BINS + d] =
        (counts[w * BINS + d]! + options.crowdStrength * shared.kernel[d]!) / (own + options.crowdStrength);
    }
    thetas[w] = (meant[w]! + options.meant) / (given[w]! + options.meant + options.notMeant);
    meantAll += meant[w]!;
    givenAll += given[w]!;
  }
  shared.theta = (meantAll + options.meant) / (givenAll + options.meant + options.notMeant);
}

/** Frequencies of widths and of brackets, each with one vote's worth spread evenly so that nothing is impossible. */
function sharedFrequencies(votes: BracketVotes): DisplacementShared {
  const C = votes.scenes + 1;
  const rows = votes.low.length;
  const possible = (C * (C + 1)) / 2;
  const widths = Array.from({ length: C }, () => 0);
  const brackets = Array.from({ length: C * C }, () => 0);
  for (let v = 0; v < rows; v++) {
    widths[votes.high[v]! - votes.low[v]!]! += 1;
    brackets[votes.low[v]! * C + votes.high[v]!]! += 1;
  }
  return {
    scenes: votes.scenes,
    logPrior: Array.from({ length: C }, () => -Math.log(C)),
    kernel: [...CAREFUL],
    theta: 0,
    widths: widths.map((n) => (n + 1 / C) / (rows + 1)),
    brackets: brackets.map((n) => (n + 1 / possible) / (rows + 1)),
  };
}

function largestBlock(start: Int32Array): number {
  let most = 0;
  for (let t = 0; t + 1 < start.length; t++) most = Math.max(most, start[t + 1]! - start[t]!);
  return most;
}
