/** What one pass over the brackets adds up, and the tables made from it: the M step of `fit-displacement.ts`. */
import { BINS, CAREFUL, DRIFT_CHANCES, DRIFTS, FOLLOWING } from "./displacement.ts";
import type { DisplacementFit, DisplacementOptions } from "./fit-displacement.ts";
import type { BracketVotes } from "./votes.ts";

/** Expected counts by volunteer and bin, and of everything that volunteers share. */
export type Tally = {
  counts: Float64Array;
  intact: Float64Array;
  meant: Float64Array;
  given: Float64Array;
  prior: Float64Array;
  drifts: Float64Array;
  followed: number;
  followable: number;
  voted: number;
  moved: number;
  logLikelihood: number;
  /** Scratch: the states of one task that matter. */
  likely: Int32Array;
  /** DRIFTS, typed. */
  by: Int32Array;
};

/** An empty tally for one pass. */
export function createTally(votes: BracketVotes): Tally {
  return {
    counts: new Float64Array(votes.workers * BINS),
    intact: new Float64Array(BINS),
    meant: new Float64Array(votes.workers),
    given: new Float64Array(votes.workers),
    prior: new Float64Array(votes.scenes + 1),
    drifts: new Float64Array(DRIFTS.length),
    followed: 0,
    followable: 0,
    voted: 0,
    moved: 0,
    logLikelihood: 0,
    likely: new Int32Array((votes.scenes + 1) * DRIFTS.length),
    by: Int32Array.from(DRIFTS),
  };
}

/** The M step, in place. */
export function maximiseTables(fit: DisplacementFit, tally: Tally, options: DisplacementOptions): void {
  const { shared, kernels, thetas } = fit;
  const crowd = new Float64Array(BINS);
  for (let i = 0; i < tally.counts.length; i++) crowd[i % BINS]! += tally.counts[i]!;
  shared.kernel = drawnTo(crowd, CAREFUL, options.carefulStrength);
  shared.intactKernel = drawnTo(tally.intact, CAREFUL, options.carefulStrength);
  shared.drifts = drawnTo(tally.drifts, DRIFT_CHANCES, options.driftStrength);
  shared.following =
    (tally.followed + FOLLOWING * options.followStrength) / (tally.followable + options.followStrength);
  const C = tally.prior.length;
  shared.prior = Array.from(tally.prior, (mass) => (mass + 1) / (tally.voted + C));
  const certain = options.meant + options.notMeant;
  let meant = 0;
  let given = 0;
  for (let w = 0; w < thetas.length; w++) {
    const own = tally.counts.subarray(w * BINS, (w + 1) * BINS);
    kernels.set(drawnTo(own, shared.kernel, options.crowdStrength), w * BINS);
    thetas[w] = (tally.meant[w]! + options.meant) / (tally.given[w]! + certain);
    meant += tally.meant[w]!;
    given += tally.given[w]!;
  }
  shared.theta = (meant + options.meant) / (given + certain);
}

/** Counts as frequencies, with `strength` more counts in the usual proportions. */
function drawnTo(counts: Float64Array, usual: readonly number[], strength: number): number[] {
  let total = strength;
  for (let i = 0; i < counts.length; i++) total += counts[i]!;
  return usual.map((share, i) => (counts[i]! + strength * share) / total);
}
