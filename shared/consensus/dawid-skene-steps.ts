/** The steps of the Dawid–Skene fit around its inner loop: where it starts, what gold adds, how tables are made. */
import type { DawidSkeneOptions, DawidSkeneShared } from "./dawid-skene.ts";
import type { EmPass } from "./em-pass.ts";
import type { LabelVotes } from "./votes.ts";

/**
 * Adds the anchor's log term of one task to `logits`: `named[k]` is the weight of its votes for class k; nothing
 * without such votes. Shared by the fit and by recounts, so that both give the same bytes.
 */
export function addAnchor(logits: Float64Array, named: Float64Array, shared: DawidSkeneShared): void {
  if (shared.anchor === 0) return;
  let votes = 0;
  for (let k = 0; k < named.length; k++) votes += named[k]!;
  if (votes === 0) return;
  const total = votes + shared.anchorSmoothing;
  for (let k = 0; k < named.length; k++) {
    logits[k]! += shared.anchor * Math.log((named[k]! + shared.anchorSmoothing * shared.shares[k]!) / total);
  }
}

/** What is shared before any vote: even priors, the options' own pseudo-counts. */
export function sharedWithoutVotes(K: number, L: number, options: DawidSkeneOptions): DawidSkeneShared {
  const even = Array.from({ length: K }, () => 1 / K);
  const { anchor, anchorSmoothing } = options;
  return {
    prior: even,
    pseudo: pseudoCounts(new Float64Array(L * K), K, options),
    shares: [...even],
    anchor,
    anchorSmoothing,
  };
}

/** Posteriors from the vote shares, the first counts from them, and what all volunteers share. */
export function startingPoint(
  votes: LabelVotes,
  cell: Int32Array,
  gold: Int16Array | null,
  silent: Uint8Array | null,
  options: DawidSkeneOptions,
): { posterior: Float64Array; tables: Float64Array; mass: Float64Array; shared: DawidSkeneShared } {
  const { tasks, workers, classes: K, labels: L, start, label, weight } = votes;
  const shares = overallShares(votes);
  const posterior = voteShares(votes, gold, shares);
  const tables = new Float64Array(workers * L * K * 2);
  const mass = new Float64Array(K);
  const crowd = new Float64Array(L * K);
  for (let t = 0; t < tasks; t++) {
    const times = gold !== null && gold[t]! >= 0 ? options.goldWeight : 1;
    const at = t * K;
    if (start[t] === start[t + 1] || (silent !== null && silent[t] === 1)) continue;
    for (let k = 0; k < K; k++) mass[k]! += posterior[at + k]!;
    for (let v = start[t]!; v < start[t + 1]!; v++) {
      const one = weight === undefined ? times : times * weight[v]!;
      const c = cell[v]! + K;
      const l = label[v]! * K;
      for (let k = 0; k < K; k++) {
        const share = one * posterior[at + k]!;
        tables[c + k]! += share;
        crowd[l + k]! += share;
      }
    }
  }
  const { anchor, anchorSmoothing } = options;
  const shared = { prior: [], pseudo: pseudoCounts(crowd, K, options), shares, anchor, anchorSmoothing };
  return { posterior, tables, mass, shared };
}

/** What is added to a task's log prior: the anchor, and on gold tasks −∞ for all that is known to be false. */
export function offsetsOf(
  votes: LabelVotes,
  gold: Int16Array | null,
  shared: DawidSkeneShared,
): Float64Array | null {
  if (gold === null && shared.anchor === 0) return null;
  const { tasks, classes: K, start, label, weight } = votes;
  const offsets = new Float64Array(tasks * K);
  const named = new Float64Array(K);
  for (let t = 0; t < tasks; t++) {
    const own = offsets.subarray(t * K, (t + 1) * K);
    const known = gold === null ? -1 : gold[t]!;
    if (known >= 0) {
      own.fill(-Infinity);
      own[known] = 0;
      continue;
    }
    named.fill(0);
    for (let v = start[t]!; v < start[t + 1]!; v++) {
      if (label[v]! < K) named[label[v]!]! += weight === undefined ? 1 : weight[v]!;
    }
    addAnchor(own, named, shared);
  }
  return offsets;
}

/** Counts gold tasks' votes `times` more, and returns their log likelihood so often. */
export function teachGold(
  votes: LabelVotes,
  gold: Int16Array,
  cell: Int32Array,
  times: number,
  tables: Float64Array,
): number {
  let logLikelihood = 0;
  for (let t = 0; t < votes.tasks; t++) {
    const known = gold[t]!;
    if (known < 0) continue;
    for (let v = votes.start[t]!; v < votes.start[t + 1]!; v++) {
      const share = votes.weight === undefined ? times : times * votes.weight[v]!;
      logLikelihood += share * tables[cell[v]! + known]!;
      tables[cell[v]! + votes.classes + known]! += share;
    }
  }
  return logLikelihood;
}

/** The M step, in place: counts → logs, summed posteriors → prior. Returns the log prior density of the result. */
export function maximise(pass: EmPass, pseudo: readonly number[], voted: number): number {
  const { tables, mass, logPrior } = pass;
  const K = mass.length;
  const L = pseudo.length / K;
  let penalty = 0;
  for (let k = 0; k < K; k++) {
    mass[k] = (mass[k]! + 1) / (voted + K);
    logPrior[k] = Math.log(mass[k]!);
    penalty += logPrior[k]!;
  }
  const base = new Float64Array(K);
  for (let i = 0; i < pseudo.length; i++) base[i % K]! += pseudo[i]!;
  for (let worker = 0; worker < tables.length; worker += L * 2 * K) {
    for (let k = 0; k < K; k++) {
      let total = base[k]!;
      for (let l = 0; l < L; l++) total += tables[worker + l * 2 * K + K + k]!;
      for (let l = 0; l < L; l++) {
        const at = worker + l * 2 * K + k;
        const log = Math.log((tables[at + K]! + pseudo[l * K + k]!) / total);
        tables[at] = log;
        penalty += pseudo[l * K + k]! * log;
      }
    }
  }
  return penalty;
}

/** The log prior density of the tables and the prior as they stand, up to a constant. */
export function logPriorDensity({ tables, logPrior }: EmPass, pseudo: readonly number[]): number {
  const K = logPrior.length;
  let penalty = 0;
  for (let k = 0; k < K; k++) penalty += logPrior[k]!;
  for (let worker = 0; worker < tables.length; worker += pseudo.length * 2) {
    for (let i = 0; i < pseudo.length; i++)
      penalty += pseudo[i]! * tables[worker + Math.floor(i / K) * 2 * K + (i % K)]!;
  }
  return penalty;
}

/** C_w[l|k] from counts in the order of workers, same layout. */
export function tablesFromCounts(counts: Float64Array, pseudo: readonly number[], K: number): Float64Array {
  const cells = pseudo.length;
  const table = new Float64Array(counts.length);
  for (let at = 0; at < counts.length; at += cells) {
    for (let k = 0; k < K; k++) {
      let total = 0;
      for (let i = k; i < cells; i += K) total += counts[at + i]! + pseudo[i]!;
      for (let i = k; i < cells; i += K) table[at + i] = (counts[at + i]! + pseudo[i]!) / total;
    }
  }
  return table;
}

/** Tasks with votes, silent ones aside. */
export function countVoted(votes: LabelVotes, silent: Uint8Array | null): number {
  let voted = 0;
  for (let t = 0; t < votes.tasks; t++)
    if (votes.start[t] !== votes.start[t + 1] && (silent === null || silent[t] === 0)) voted++;
  return voted;
}

/** Fixed pseudo-counts plus the crowd's own table. */
function pseudoCounts(crowd: Float64Array, K: number, options: DawidSkeneOptions): number[] {
  const table = crowdTable(crowd, K, crowd.length / K);
  return table.map((share, i) => {
    const isRight = Math.floor(i / K) === i % K;
    return options.crowdStrength * share + (isRight ? options.diagonal : options.offDiagonal);
  });
}

/** The table of all volunteers together, from counts of one or many; it rests on 4 and 1 where they saw nothing. */
export function crowdTable(counts: Float64Array, K: number, L: number): number[] {
  const table = Array.from({ length: L * K }, (_, i) => (Math.floor(i / K) === i % K ? 4 : 1));
  for (let i = 0; i < counts.length; i++) table[i % (L * K)]! += counts[i]!;
  for (let k = 0; k < K; k++) {
    let total = 0;
    for (let i = k; i < L * K; i += K) total += table[i]!;
    for (let i = k; i < L * K; i += K) table[i]! /= total;
  }
  return table;
}

/** Share of each class among all votes that name one, with one vote spread evenly. */
function overallShares(votes: LabelVotes): number[] {
  const { classes: K, label, weight } = votes;
  const named = new Float64Array(K).fill(1 / K);
  let total = 1;
  for (let v = 0; v < label.length; v++) {
    if (label[v]! >= K) continue;
    const one = weight === undefined ? 1 : weight[v]!;
    named[label[v]!]! += one;
    total += one;
  }
  return Array.from(named, (n) => n / total);
}

/** Share of each class among a task's votes that name one; the overall shares where none does. Gold is one-hot. */
function voteShares(votes: LabelVotes, gold: Int16Array | null, overall: readonly number[]): Float64Array {
  const { tasks, classes: K, start, label, weight } = votes;
  const share = new Float64Array(tasks * K);
  for (let t = 0; t < tasks; t++) {
    const known = gold === null ? -1 : gold[t]!;
    if (known >= 0) {
      share[t * K + known] = 1;
      continue;
    }
    let named = 0;
    for (let v = start[t]!; v < start[t + 1]!; v++) {
      if (label[v]! >= K) continue;
      const one = weight === undefined ? 1 : weight[v]!;
      share[t * K + label[v]!]! += one;
      named += one;
    }
    for (let k = 0; k < K; k++) share[t * K + k] = named > 0 ? share[t * K + k]! / named : overall[k]!;
  }
  return share;
}
