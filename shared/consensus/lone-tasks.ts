/**
 * Tasks with one voter. Nothing contradicts a lone vote, so it would teach that its volunteer is always right: of 2,000
 * simulated tasks with one vote each, seven in ten were stated at 0.95 or more, and a quarter of these were wrong. They are
 * left out while tables are learnt, and judged by the finished ones.
 */
import type { EmPass } from "./em-pass.ts";
import { temperedSoftmax } from "./temper.ts";
import type { LabelVotes } from "./votes.ts";

/** Rounding of shared votes that add up to one. */
const ONE_VOTE = 1 + 1e-9;

/** 1 for tasks with one voter and no gold; null where there is none. Votes that share one weight are one voter. */
export function findLoneTasks(votes: LabelVotes, gold: Int16Array | null): Uint8Array | null {
  const { tasks, start, weight } = votes;
  const lone = new Uint8Array(tasks);
  let found = false;
  for (let t = 0; t < tasks; t++) {
    if (start[t] === start[t + 1] || (gold !== null && gold[t]! >= 0)) continue;
    let voters = start[t + 1]! - start[t]!;
    if (weight !== undefined && voters > 1) {
      voters = 0;
      for (let v = start[t]!; v < start[t + 1]!; v++) voters += weight[v]!;
    }
    if (voters > ONE_VOTE) continue;
    lone[t] = 1;
    found = true;
  }
  return found ? lone : null;
}

/** Writes the posteriors of lone tasks under finished tables, and returns their votes' log likelihood. */
export function judgeLoneTasks(votes: LabelVotes, pass: EmPass, lone: Uint8Array): number {
  const { start, cell, weight, tables, logPrior, offsets, posterior } = pass;
  const K = votes.classes;
  const logits = new Float64Array(K);
  let logLikelihood = 0;
  for (let t = 0; t < votes.tasks; t++) {
    if (lone[t] !== 1) continue;
    for (let k = 0; k < K; k++) {
      logits[k] = logPrior[k]! + (offsets === null ? 0 : offsets[t * K + k]!);
      for (let v = start[t]!; v < start[t + 1]!; v++)
        logits[k]! += (weight === undefined ? 1 : weight[v]!) * tables[cell[v]! + k]!;
    }
    logLikelihood += temperedSoftmax(logits, 1, posterior.subarray(t * K, (t + 1) * K));
  }
  return logLikelihood;
}
