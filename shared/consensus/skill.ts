/**
 * How much a volunteer's answers tell: 0 when they do not depend on the truth, 1 when each class gets its own answer.
 *
 *   S_w = 1/(K(K−1)) Σ_{k<k'} Σ_l (C_w[l|k] − C_w[l|k'])²
 *
 * Shown with its bound and the number of votes, never a ban by itself: a spammer and a newcomer may share a point
 * estimate, but not a bound.
 *
 * @see Raykar & Yu, Ranking annotators for crowdsourced labeling tasks, NIPS 2011
 */
import { drawNormal, seededRandom, type Random } from "./random.ts";

export type Skill = {
  skill: number;
  /** Central 90 % of its posterior. */
  low: number;
  high: number;
};

const DRAWS = 400;
const SEED = 1;

/** `table` is C[l|k] at l·K + k, `support[k]` the answers that column k rests on. The same input gives the same bound. */
export function volunteerSkill(table: readonly number[], support: readonly number[]): Skill {
  const K = support.length;
  const L = table.length / K;
  const random = seededRandom(SEED);
  const draws: number[] = [];
  const drawn = table.slice();
  for (let i = 0; i < DRAWS; i++) {
    for (let k = 0; k < K; k++) {
      let total = 0;
      for (let l = 0; l < L; l++) {
        drawn[l * K + k] = drawGamma(random, Math.max(1e-3, table[l * K + k]! * support[k]!));
        total += drawn[l * K + k]!;
      }
      for (let l = 0; l < L; l++) drawn[l * K + k]! /= total;
    }
    draws.push(skillOf(drawn, K, L));
  }
  draws.sort((a, b) => a - b);
  return { skill: skillOf(table, K, L), low: draws[DRAWS * 0.05]!, high: draws[DRAWS * 0.95 - 1]! };
}

/** The same without its bound, a thousand times as fast: for counting many volunteers. */
export function pointSkill(table: readonly number[], support: readonly number[]): number {
  return skillOf(table, support.length, table.length / support.length);
}

function skillOf(table: readonly number[], K: number, L: number): number {
  let sum = 0;
  for (let a = 0; a < K; a++) {
    for (let b = a + 1; b < K; b++) {
      for (let l = 0; l < L; l++) sum += (table[l * K + a]! - table[l * K + b]!) ** 2;
    }
  }
  return K < 2 ? 0 : sum / (K * (K - 1));
}

/** Gamma(shape, 1): Marsaglia & Tsang, ACM TOMS 26 (2000) 363–372; shapes below 1 by their boost. */
function drawGamma(random: Random, shape: number): number {
  if (shape < 1) return drawGamma(random, shape + 1) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
