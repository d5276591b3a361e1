/**
 * Sets ρ from tasks whose truth is known: the value under which the tempered posteriors lose least, by log loss,
 * with a log-normal prior around what the votes alone suggested. With few such tasks the prior stands.
 */
import { addAnchor } from "./dawid-skene-steps.ts";
import type { DawidSkeneFit, DawidSkeneOptions } from "./dawid-skene.ts";
import { temperature, temperedSoftmax } from "./temper.ts";
import type { LabelVotes } from "./votes.ts";

/** Fewer gold tasks than this do not move ρ. */
export const LEAST_GOLD = 50;
/** Standard deviation of ln ρ before gold is seen. */
const PRIOR_SD = 0.5;
const LEAST_RHO = 0.01;
const MOST_RHO = 3;

/** ρ from gold; `usual` is returned while gold is too little. */
export function calibrateRho(
  votes: LabelVotes,
  gold: Int16Array | null,
  fit: DawidSkeneFit,
  options: DawidSkeneOptions,
  usual: number,
): number {
  if (gold === null) return usual;
  const known = Array.from(gold.keys()).filter((t) => gold[t]! >= 0 && votes.start[t] !== votes.start[t + 1]);
  if (known.length < LEAST_GOLD) return usual;
  const logits = known.map((t) => heldOutLogits(votes, t, gold[t]!, fit, options));
  const p = new Float64Array(votes.classes);
  const loss = (logRho: number): number => {
    let sum = (logRho - Math.log(usual)) ** 2 / (2 * PRIOR_SD ** 2);
    known.forEach((t, i) => {
      temperedSoftmax(logits[i]!, temperature(taskWeight(votes, t), Math.exp(logRho), options.anchor), p);
      sum -= Math.log(Math.max(1e-15, p[gold[t]!]!));
    });
    return sum;
  };
  return Math.exp(goldenSection(loss, Math.log(LEAST_RHO), Math.log(MOST_RHO)));
}

/** Total weight of a task's votes: their number, where none share a weight. */
export function taskWeight(votes: LabelVotes, t: number): number {
  const { start, weight } = votes;
  if (weight === undefined) return start[t + 1]! - start[t]!;
  let sum = 0;
  for (let v = start[t]!; v < start[t + 1]!; v++) sum += weight[v]!;
  return sum;
}

/** The log posterior of a gold task as if its truth had never taught anybody: its own counts are taken out first. */
function heldOutLogits(
  votes: LabelVotes,
  t: number,
  truth: number,
  fit: DawidSkeneFit,
  options: DawidSkeneOptions,
): Float64Array {
  const { classes: K, labels: L, start, worker, label, weight } = votes;
  const { counts, shared } = fit;
  const logits = Float64Array.from(shared.prior, Math.log);
  const named = new Float64Array(K);
  for (let v = start[t]!; v < start[t + 1]!; v++) {
    const one = weight === undefined ? 1 : weight[v]!;
    const at = worker[v]! * L * K;
    if (label[v]! < K) named[label[v]!]! += one;
    for (let k = 0; k < K; k++) {
      let total = 0;
      for (let l = 0; l < L; l++) total += counts[at + l * K + k]! + shared.pseudo[l * K + k]!;
      const own = k === truth ? options.goldWeight * one : 0;
      const cell = counts[at + label[v]! * K + k]! + shared.pseudo[label[v]! * K + k]!;
      logits[k]! += one * Math.log(Math.max(1e-12, cell - own) / Math.max(1e-12, total - own));
    }
  }
  addAnchor(logits, named, shared);
  return logits;
}

/** Least point of a function with one valley, to 1e-4. */
function goldenSection(f: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let low = from;
  let high = to;
  let left = high - ratio * (high - low);
  let right = low + ratio * (high - low);
  let atLeft = f(left);
  let atRight = f(right);
  while (high - low > 1e-4) {
    if (atLeft <= atRight) {
      high = right;
      right = left;
      atRight = atLeft;
      left = high - ratio * (high - low);
      atLeft = f(left);
    } else {
      low = left;
      left = right;
      atLeft = atRight;
      right = low + ratio * (high - low);
      atRight = f(right);
    }
  }
  return (low + high) / 2;
}
