/**
 * When a building changed, from brackets that are early, late, wide or not meant at all: the likelihood.
 *
 * Truth c of 0 … M is the number of scenes before the change (M: never). A volunteer perceives a position p and
 * votes a bracket low … high. Its displacement d is 0 when p lies inside, else the signed distance from p to the
 * bracket, clipped to ±3.
 *   P(v|p,w) = θ_w · K_w[d] / size_d · g(width) + (1 − θ_w) · u(v)
 * K_w: the volunteer's displacements, 7 bins, drawn to the crowd's with the weight of 8 votes; one kernel of the
 * crowd's serves for p = M, since nobody dates a change that he does not see; g: how often each bracket width
 * occurs; u: how often each bracket occurs at all, which is what somebody votes who does not look (a slider left
 * at its start); size: 1, and (M − 4)/2 positions share each tail.
 *
 * Some buildings mislead many in the same way: a roof that goes first, walls that fall later, a cloud edge. Each
 * building has a drift δ, usually 0; where it is not, a share β of its votes perceives c + δ instead of c. Without
 * the drift the model is too sure of what many got wrong together (its 90 % sets held .93 where it stated .98).
 *
 * Accuracy was measured on simulations only: no public set has date votes with truth.
 */
import { temperature, temperedSoftmax } from "./temper.ts";
import type { BracketVotes } from "./votes.ts";

export const BINS = 7;
const REACH = 3;
/** Displacements −3 … 3 of a careful crowd, before any vote has been seen. */
export const CAREFUL: readonly number[] = [0.01, 0.03, 0.08, 0.76, 0.08, 0.03, 0.01];
/** Drifts that a building may have, and how common each is before any vote has been seen. */
export const DRIFTS: readonly number[] = [0, -2, -1, 1, 2];
export const DRIFT_CHANCES: readonly number[] = [0.8, 0.03, 0.07, 0.07, 0.03];
/** Share of votes that follow a building's drift, before any vote has been seen. */
export const FOLLOWING = 0.5;
/** What error correlation the drift leaves unexplained: see `temper.ts`. */
export const WINDOW_RHO = 0.03;
const LEAST_LIKELIHOOD = 1e-12;

/** What all volunteers share. Plain arrays, so that it survives JSON unchanged. */
export type DisplacementShared = {
  scenes: number;
  /** Prior over intervals 0 … M. */
  prior: number[];
  /** The crowd's kernel; the one for never damaged; the chance that a newcomer means his vote. */
  kernel: number[];
  intactKernel: number[];
  theta: number;
  /** g by width − 1, length M + 1. */
  widths: number[];
  /** u by low·(M+1) + high. */
  brackets: number[];
  /** Chance of each of DRIFTS, and β. */
  drifts: number[];
  following: number;
};

/** Positions that share a displacement bin. */
export function binSize(bin: number, scenes: number): number {
  return bin === 0 || bin === BINS - 1 ? Math.max(1, (scenes - 4) / 2) : 1;
}

/** Bin of a vote that claims low … high when the position is p. */
export function binOf(p: number, low: number, high: number): number {
  if (p < low) return REACH + Math.min(REACH, low - p);
  return p > high ? REACH - Math.min(REACH, p - high) : REACH;
}

/**
 * Writes P(v | p) of one vote for every position p = 0 … M into `out` from `at` on. The volunteer's kernel begins
 * at kernel[kernelAt]. Runs once per vote and iteration, so it is written in runs of equal bins.
 */
export function positionLikelihood(
  shared: DisplacementShared,
  kernel: ArrayLike<number>,
  kernelAt: number,
  theta: number,
  low: number,
  high: number,
  out: Float64Array,
  at: number,
): void {
  const M = shared.scenes;
  const meant = theta * shared.widths[high - low]!;
  const notMeant = (1 - theta) * shared.brackets[low * (M + 1) + high]! + LEAST_LIKELIHOOD;
  const tail = M <= 6 ? 1 : (M - 4) / 2;
  const late = (meant * kernel[kernelAt + 6]!) / tail + notMeant;
  const inside = meant * kernel[kernelAt + 3]! + notMeant;
  const early = (meant * kernel[kernelAt]!) / tail + notMeant;
  for (let p = at; p < at + low - 2; p++) out[p] = late;
  if (low >= 2) out[at + low - 2] = meant * kernel[kernelAt + 5]! + notMeant;
  if (low >= 1) out[at + low - 1] = meant * kernel[kernelAt + 4]! + notMeant;
  for (let p = at + low; p <= at + high; p++) out[p] = inside;
  if (high + 1 <= M) out[at + high + 1] = meant * kernel[kernelAt + 2]! + notMeant;
  if (high + 2 <= M) out[at + high + 2] = meant * kernel[kernelAt + 1]! + notMeant;
  for (let p = at + high + 3; p <= at + M; p++) out[p] = early;
  const bin = binOf(M, low, high);
  out[at + M] = (meant * shared.intactKernel[bin]!) / binSize(bin, M) + notMeant;
}

/** One building's joint posterior over (drift, interval), built up vote by vote. At i·(M+1) + c for drift i. */
export type DriftState = {
  values: Float64Array;
  reset: (prior: ArrayLike<number>, shared: DisplacementShared) => void;
  /** Multiplies in a vote given by position, at like[at … at + M]; a weight below 1 is a share of a vote. */
  multiply: (like: Float64Array, at: number, weight: number) => void;
  /** Normalises in place and returns the log of what was taken out since the reset. */
  normalise: () => number;
};

/** After this many votes the product is rescaled, long before 1e-12 each could underflow it. */
const RESCALE_EVERY = 16;

export function createDriftState(scenes: number): DriftState {
  const C = scenes + 1;
  const drifts = Int32Array.from(DRIFTS);
  const values = new Float64Array(C * drifts.length);
  const before = new Float64Array(C * drifts.length);
  // Intervals from[i] … to[i] − 1 stay inside 0 … M under drift i.
  const from = Int32Array.from(DRIFTS, (by) => Math.min(Math.max(1, -by), Math.max(1, scenes)));
  const to = Int32Array.from(DRIFTS, (by, i) => Math.max(from[i]!, Math.min(scenes, scenes + 1 - by)));
  let following = 0;
  let multiplied = 0;
  let log = 0;
  const normalise = (): number => {
    let total = 0;
    for (let s = 0; s < values.length; s++) total += values[s]!;
    for (let s = 0; s < values.length; s++) values[s] = values[s]! / total;
    log += Math.log(total);
    return log;
  };
  return {
    values,
    reset(prior, shared) {
      following = shared.following;
      multiplied = 0;
      log = 0;
      // Before the first scene and after the last there is nothing to drift from.
      for (let i = 0; i < drifts.length; i++) {
        for (let c = 0; c < C; c++) {
          const edge = c === 0 || c === scenes;
          values[i * C + c] = prior[c]! * (edge ? (i === 0 ? 1 : 0) : shared.drifts[i]!);
        }
      }
    },
    multiply(like, at, weight) {
      if (weight !== 1) before.set(values);
      for (let c = 0; c < C; c++) values[c]! *= like[at + c]!;
      const straying = 1 - following;
      for (let i = 1; i < drifts.length; i++) {
        const seen = at + drifts[i]!;
        const row = i * C;
        for (let c = from[i]!; c < to[i]!; c++) {
          values[row + c]! *= straying * like[at + c]! + following * like[seen + c]!;
        }
        // A drift past either end is seen at the end.
        for (let c = 1; c < from[i]!; c++)
          values[row + c]! *= straying * like[at + c]! + following * like[at]!;
        for (let c = to[i]!; c < scenes; c++) {
          values[row + c]! *= straying * like[at + c]! + following * like[at + scenes]!;
        }
      }
      if (weight !== 1) {
        for (let s = 0; s < values.length; s++) {
          if (before[s]! > 0) values[s] = before[s]! * (values[s]! / before[s]!) ** weight;
        }
      }
      multiplied++;
      if (multiplied % RESCALE_EVERY === 0) normalise();
    },
    normalise,
  };
}

/** Writes the calibrated posterior over intervals 0 … M into `out`: drifts summed, tempered for `votes` votes. */
export function intervalPosterior(state: DriftState, votes: number, rho: number, out: Float64Array): void {
  state.normalise();
  const C = out.length;
  for (let c = 0; c < C; c++) {
    let sum = 0;
    for (let i = 0; i < DRIFTS.length; i++) sum += state.values[i * C + c]!;
    out[c] = sum > 0 ? Math.log(sum) : -745;
  }
  temperedSoftmax(out.slice(), temperature(votes, rho, 0), out);
}

/** What is shared before any vote, or where only frequencies are known. Each frequency holds one vote spread evenly. */
export function sharedFrequencies(votes: BracketVotes, theta: number): DisplacementShared {
  const C = votes.scenes + 1;
  const rows = votes.low.length;
  const possible = (C * (C + 1)) / 2;
  const widths = Array.from({ length: C }, () => 1 / C);
  const brackets = Array.from({ length: C * C }, () => 1 / possible);
  for (let v = 0; v < rows; v++) {
    widths[votes.high[v]! - votes.low[v]!]! += 1;
    brackets[votes.low[v]! * C + votes.high[v]!]! += 1;
  }
  return {
    scenes: votes.scenes,
    prior: Array.from({ length: C }, () => 1 / C),
    kernel: [...CAREFUL],
    intactKernel: [...CAREFUL],
    theta,
    widths: widths.map((n) => n / (rows + 1)),
    brackets: brackets.map((n) => n / (rows + 1)),
    drifts: [...DRIFT_CHANCES],
    following: FOLLOWING,
  };
}
