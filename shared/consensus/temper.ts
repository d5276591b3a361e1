/**
 * How much a posterior may be believed when its votes are not independent.
 *
 * Volunteers look at the same pixels, so their errors come together and the product of their likelihoods is
 * too sure of itself. With `n` votes whose errors correlate by `rho`, the effective number is
 * n / (1 + (n − 1)·rho) (Kish's design effect, Survey Sampling, 1965): the log posterior is scaled by that share.
 * An anchor that repeats the same votes as `anchor` more of them is no evidence of its own, and is taken out again.
 */
export function temperature(votes: number, rho: number, anchor: number): number {
  if (votes === 0) return 1;
  return votes / (votes + anchor) / (1 + Math.max(0, votes - 1) * rho);
}

/**
 * Writes the tempered, normalised posterior p ∝ exp(tau · logits) into `out`, and returns the natural log of the
 * untempered normaliser Σ exp(logits): the building's log evidence.
 */
export function temperedSoftmax(logits: Float64Array, tau: number, out: Float64Array): number {
  let top = -Infinity;
  for (let k = 0; k < logits.length; k++) if (logits[k]! > top) top = logits[k]!;
  let sum = 0;
  let evidence = 0;
  for (let k = 0; k < logits.length; k++) {
    const gap = logits[k]! - top;
    const weight = Math.exp(gap * tau);
    evidence += Math.exp(gap);
    out[k] = weight;
    sum += weight;
  }
  for (let k = 0; k < logits.length; k++) out[k] = out[k]! / sum;
  return top + Math.log(evidence);
}

/** Shannon entropy of a distribution, nats. */
export function entropy(p: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < p.length; k++) if (p[k]! > 0) sum -= p[k]! * Math.log(p[k]!);
  return sum;
}

/** Index of the greatest value; the first of equals, so that ties break the same way everywhere. */
export function argmax(p: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < p.length; k++) if (p[k]! > p[best]!) best = k;
  return best;
}
