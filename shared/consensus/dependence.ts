/**
 * How much volunteers err together, measured from the votes alone, and what that does to probabilities.
 *
 * The residual of a vote is what was said minus what the volunteer's table expects of him for the task's leading
 * class, among votes that name one: to find the same image unreadable is no shared error. If votes were independent, residuals of one task would not correlate; hard or ambiguous tasks make them.
 * The intraclass correlation of residuals, mean over tasks of Σ_{i<j} r_i·r_j / Σ_{i<j} √(V_i V_j), sets ρ:
 *   ρ = 0.15 + 3 · correlation, at least 0.15,
 * drawn to ρ = 0.3 by the weight of 20 tasks. The line was fitted by eye on ten public sets (mean calibration
 * error .042 against .056 with 0.3 for all); the truth of a new set is never looked at.
 */
import type { LabelVotes } from "./votes.ts";

const LEAST_RHO = 0.15;
const SLOPE = 3;
const USUAL_CORRELATION = 0.05;
const USUAL_TASKS = 20;
/** ρ before any vote. */
export const USUAL_RHO = LEAST_RHO + SLOPE * USUAL_CORRELATION;

/** ρ for these votes, given the fitted tables (C_w[l|k] at (w·L + l)·K + k) and posteriors. */
export function measureRho(votes: LabelVotes, table: Float64Array, posterior: Float64Array): number {
  const { tasks, classes: K, labels: L, start, worker, label, weight } = votes;
  const sums = new Float64Array(K);
  let shared = 0;
  let possible = 0;
  let counted = 0;
  for (let t = 0; t < tasks; t++) {
    const from = start[t]!;
    const to = start[t + 1]!;
    let leader = 0;
    for (let k = 1; k < K; k++) if (posterior[t * K + k]! > posterior[t * K + leader]!) leader = k;
    sums.fill(0);
    let squares = 0;
    let variance = 0;
    let deviation = 0;
    let named = 0;
    for (let v = from; v < to; v++) {
      if (label[v]! >= K) continue;
      const one = weight === undefined ? 1 : weight[v]!;
      const at = worker[v]! * L * K + leader;
      let naming = 0;
      for (let l = 0; l < K; l++) naming += table[at + l * K]!;
      let own = 0;
      for (let l = 0; l < K; l++) {
        const p = table[at + l * K]! / naming;
        const r = one * ((label[v] === l ? 1 : 0) - p);
        sums[l]! += r;
        squares += r * r;
        own += p * (1 - p);
      }
      variance += one * one * own;
      deviation += one * Math.sqrt(own);
      named++;
    }
    if (named < 2) continue;
    let together = -squares;
    for (let l = 0; l < K; l++) together += sums[l]! * sums[l]!;
    const pairs = named * (named - 1);
    shared += together / pairs;
    possible += (deviation * deviation - variance) / pairs;
    counted++;
  }
  const usual = counted === 0 ? 1 : (possible / counted) * USUAL_TASKS;
  const correlation = (shared + USUAL_CORRELATION * usual) / Math.max(1e-12, possible + usual);
  return LEAST_RHO + SLOPE * Math.min(1, Math.max(0, correlation));
}
