/**
 * What one more answer is expected to teach: H(p) − Σ_l P(l)·H(p|l), with P(l) = Σ_k p_k·C̄[l|k]; nats.
 *
 * @see Lindley, On a measure of the information provided by an experiment, Ann. Math. Stat. 27 (1956) 986–1005
 */
import { entropy } from "./temper.ts";

/** `answer[l·K + k]` = P(l|k) of an average volunteer; its columns need not be complete: what is missing teaches nothing. */
export function expectedInformation(p: Float64Array, answer: ArrayLike<number>, labels: number): number {
  const K = p.length;
  const after = new Float64Array(K);
  const before = entropy(p);
  let left = 0;
  let covered = 0;
  for (let l = 0; l < labels; l++) {
    let chance = 0;
    for (let k = 0; k < K; k++) {
      after[k] = p[k]! * answer[l * K + k]!;
      chance += after[k]!;
    }
    if (chance <= 0) continue;
    for (let k = 0; k < K; k++) after[k] = after[k]! / chance;
    left += chance * entropy(after);
    covered += chance;
  }
  return Math.max(0, covered * before - left);
}
