/**
 * How far the errors of one task's voters correlate, given its truth.
 *
 * With y_i the vote as a vector of zeros and a one, and C_i[·|k] what its volunteer's table expects under truth k,
 *   r = Σ_t Σ_k p_tk Σ_{i<j} (y_i − C_i)·(y_j − C_j) / Σ_t Σ_k p_tk Σ_{i<j} (1 − C_i·C_j)
 * with p_t the posterior of all the task's votes. Where volunteers err independently its expectation is 0, however it was
 * decided whom to ask and when to stop: given the truth, each further vote adds a sum whose expectation is 0; weighing
 * every *pair* alike, not every task, keeps it so. It is the score of overdispersion at independence.
 *
 * Drawn to 0 by the weight of so many disagreeing tasks. Labels that name no class, and accounts that share a vote, are
 * left out.
 *
 * @see Dean, Testing for overdispersion in Poisson and binomial regression models, JASA 87 (1992) 451–457
 */
import type { DawidSkeneFit } from "./dawid-skene.ts";
import type { LabelVotes } from "./votes.ts";

/** So many tasks, evenly spread, are enough. */
const MOST_TASKS = 20_000;
/** Truths with less posterior than this tell nothing. */
const NEGLIGIBLE = 1e-6;

type Fit = Pick<DawidSkeneFit, "table" | "posterior">;

/** r, drawn to 0 as if `usualEvidence` tasks had been seen on which no two voters agree. */
export function residualCorrelation(votes: LabelVotes, fit: Fit, usualEvidence: number): number {
  const K = votes.classes;
  const stride = Math.max(1, Math.ceil(votes.tasks / MOST_TASKS));
  const tables = givenNamed(votes, fit.table);
  let together = 0;
  let room = 0;
  let evidence = 0;
  for (let t = 0; t < votes.tasks; t += stride) {
    const rows = countedRows(votes, t);
    if (rows.length < 2) continue;
    const pairs = (rows.length * (rows.length - 1)) / 2;
    evidence += 1 - agreeingPairs(votes, rows) / pairs;
    for (let k = 0; k < K; k++) {
      const p = fit.posterior[t * K + k]!;
      if (p < NEGLIGIBLE) continue;
      const own = ofTruth(votes, rows, tables, k);
      together += p * own.together;
      room += p * (pairs - own.expected);
    }
  }
  return room > 0 ? ((together / room) * evidence) / (evidence + usualEvidence) : 0;
}

/** Σ over pairs of the residuals' products, and of how often both are expected to name the same class. */
function ofTruth(
  { classes: K, worker, label }: LabelVotes,
  rows: readonly number[],
  tables: Float64Array,
  k: number,
): { together: number; expected: number } {
  let together = 0;
  let expected = 0;
  for (let l = 0; l < K; l++) {
    let rest = 0;
    let restSquares = 0;
    let mean = 0;
    let meanSquares = 0;
    for (const v of rows) {
      const chance = tables[(worker[v]! * K + l) * K + k]!;
      const left = (label[v] === l ? 1 : 0) - chance;
      rest += left;
      restSquares += left * left;
      mean += chance;
      meanSquares += chance * chance;
    }
    together += (rest * rest - restSquares) / 2;
    expected += (mean * mean - meanSquares) / 2;
  }
  return { together, expected };
}

/** P(l | k, some class is named) at (w·K + l)·K + k. */
function givenNamed({ workers, classes: K, labels: L }: LabelVotes, table: Float64Array): Float64Array {
  const given = new Float64Array(workers * K * K);
  for (let w = 0; w < workers; w++) {
    for (let k = 0; k < K; k++) {
      let naming = 0;
      for (let l = 0; l < K; l++) naming += table[(w * L + l) * K + k]!;
      for (let l = 0; l < K; l++) given[(w * K + l) * K + k] = table[(w * L + l) * K + k]! / naming;
    }
  }
  return given;
}

function countedRows({ classes: K, start, label, weight }: LabelVotes, t: number): number[] {
  const rows: number[] = [];
  for (let v = start[t]!; v < start[t + 1]!; v++)
    if (label[v]! < K && (weight === undefined || weight[v]! >= 1)) rows.push(v);
  return rows;
}

function agreeingPairs({ classes: K, label }: LabelVotes, rows: readonly number[]): number {
  const named = new Int32Array(K);
  let agreeing = 0;
  for (const v of rows) {
    agreeing += named[label[v]!]!;
    named[label[v]!]! += 1;
  }
  return agreeing;
}
