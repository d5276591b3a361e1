/**
 * Accounts that copy each other: agreement that their skill cannot explain.
 *
 * A block that answers alike outvotes the honest on its tasks, and then looks like the best workers there are: ten
 * such accounts on 40 % of the tasks cost Dawid–Skene 16 points. So nobody's skill is believed while he is suspect:
 * 1. Suspects are pairs with at least ten tasks in common who agree far beyond what other people's votes on the
 *    same tasks suggest (z > 4, excess agreement of 0.6 or more of what was possible), but of whom neither agrees
 *    with the rest as well as the rest agrees among itself. Two experts agree with each other *and* with everybody.
 *    A connected group that gave most votes is never suspect: it is the rest.
 * 2. The truth is estimated again without any suspect's vote, and everybody's table from it.
 * 3. A pair is guilty when it agrees beyond what both tables explain, z > 6, and 0.5 or more of what was possible.
 *    People who always say the same agree because they always do: they do not pass.
 * Guilty pairs form clusters; a cluster counts as one voter until an admin decides.
 */
import { type DawidSkeneOptions, fitDawidSkene } from "./dawid-skene.ts";
import { addUpPairs, type PairTally } from "./pairs.ts";
import type { LabelVotes } from "./votes.ts";

const LEAST_COMMON = 10;
const SUSPECT = { z: 4, excess: 0.6 };
const GUILTY = { z: 6, excess: 0.5 };

/** Two accounts that agree more than they should. */
export type CopyingPair = {
  first: number;
  second: number;
  /** Tasks both answered, on how many they agreed, and on how many their skill explains. */
  common: number;
  agreed: number;
  expected: number;
  z: number;
  /** (agreed − expected) / (common − expected): 1 when they never differ. */
  excess: number;
};

export type Copying = {
  pairs: CopyingPair[];
  /** Cluster number by worker, −1 for none. */
  cluster: Int32Array;
  clusters: number;
};

/** Looks for copies among all workers. `options` are those of the fit that estimates the truth without suspects. */
export function findCopying(votes: LabelVotes, options: DawidSkeneOptions): Copying {
  const none = { pairs: [], cluster: new Int32Array(votes.workers).fill(-1), clusters: 0 };
  const tally = addUpPairs(votes, LEAST_COMMON);
  const alike = tally.filter((one) => isBeyond(one.agreed, one.expected, one.variance, one.common, SUSPECT));
  const most = mostOfAll(votes, alike);
  const suspects = suspectsAmong(
    votes,
    alike.filter(({ first }) => most[first] === 0),
  );
  if (suspects.length === 0) return none;
  const suspect = new Uint8Array(votes.workers);
  for (const { first, second } of suspects) {
    suspect[first] = 1;
    suspect[second] = 1;
  }
  const pairs = judgePairs(votes, suspects, suspect, options);
  return clusterPairs(votes.workers, pairs);
}

/** Of these pairs, those of whom both agree with the rest less than the rest agrees among itself. */
function suspectsAmong(votes: LabelVotes, alike: readonly PairTally[]): PairTally[] {
  // A block outvotes honest experts and makes them look apart too; without all who look so, they are cleared.
  const seeming = agreesLessThanOthers(votes, alike, new Set());
  const apart = agreesLessThanOthers(votes, alike, seeming);
  return alike.filter((one) => [one.first, one.second].every((w) => seeming.has(w) && apart.has(w)));
}

/**
 * 1 for each worker of the connected group that gave more than half of all votes; nobody where there is none. Careful
 * volunteers who answer everything all agree beyond chance, so that none of them has a rest to be compared with but
 * a few harsh graders, or copies: such a group is the rest that others are compared with.
 */
function mostOfAll(votes: LabelVotes, alike: readonly PairTally[]): Uint8Array {
  const group = connect(votes.workers, alike);
  const given = new Float64Array(votes.workers);
  for (const w of votes.worker) if (group[w]! >= 0) given[group[w]!]! += 1;
  const most = given.findIndex((n) => n > votes.worker.length / 2);
  return Uint8Array.from(group, (g) => (most >= 0 && g === most ? 1 : 0));
}

/** Clusters are what the pairs connect. */
export function clusterPairs(workers: number, pairs: CopyingPair[]): Copying {
  const cluster = connect(workers, pairs);
  let clusters = 0;
  for (const c of cluster) clusters = Math.max(clusters, c + 1);
  return { pairs, cluster, clusters };
}

/** Rows of one cluster on one task share one vote between them; what `LabelVotes.weight` wants. */
export function weightsOfClusters(votes: LabelVotes, cluster: Int32Array): Float64Array {
  const weight = new Float64Array(votes.worker.length).fill(1);
  for (let t = 0; t < votes.tasks; t++) {
    const members = new Map<number, number>();
    for (let v = votes.start[t]!; v < votes.start[t + 1]!; v++) {
      const c = cluster[votes.worker[v]!]!;
      if (c >= 0) members.set(c, (members.get(c) ?? 0) + 1);
    }
    if (members.size === 0) continue;
    for (let v = votes.start[t]!; v < votes.start[t + 1]!; v++) {
      weight[v] = 1 / (members.get(cluster[votes.worker[v]!]!) ?? 1);
    }
  }
  return weight;
}

function isBeyond(
  agreed: number,
  expected: number,
  variance: number,
  common: number,
  limit: { z: number; excess: number },
): boolean {
  const over = agreed - expected;
  return over > limit.z * Math.sqrt(variance) && over >= limit.excess * (common - expected) && over > 0;
}

/** Of the workers in these pairs, those who agree with outsiders less than outsiders agree with each other. Ignored ones are no outsiders. */
function agreesLessThanOthers(
  votes: LabelVotes,
  alike: readonly PairTally[],
  ignored: ReadonlySet<number>,
): Set<number> {
  const { labels: L, start, worker, label } = votes;
  const linked = new Map<number, Set<number>>();
  for (const { first, second } of alike) {
    linked.set(first, (linked.get(first) ?? new Set([first])).add(second));
    linked.set(second, (linked.get(second) ?? new Set([second])).add(first));
  }
  const over = new Float64Array(votes.workers);
  const counts = new Float64Array(L);
  for (let t = 0; t < votes.tasks; t++) {
    for (let i = start[t]!; i < start[t + 1]!; i++) {
      const own = linked.get(worker[i]!);
      if (own === undefined) continue;
      counts.fill(0);
      let others = 0;
      for (let j = start[t]!; j < start[t + 1]!; j++) {
        if (own.has(worker[j]!) || ignored.has(worker[j]!)) continue;
        counts[label[j]!]! += 1;
        others++;
      }
      if (others < 2) continue;
      let among = 0;
      for (let l = 0; l < L; l++) among += (counts[l]! * (counts[l]! - 1)) / (others * (others - 1));
      over[worker[i]!]! += counts[label[i]!]! / others - among;
    }
  }
  return new Set([...linked.keys()].filter((w) => over[w]! < 0));
}

/** Steps 2 and 3. */
function judgePairs(
  votes: LabelVotes,
  suspects: readonly PairTally[],
  suspect: Uint8Array,
  options: DawidSkeneOptions,
): CopyingPair[] {
  const { classes: K, labels: L, worker, label } = votes;
  // Not zero: a task on which only suspects voted keeps a posterior, however little it rests on.
  const weight = Float64Array.from(worker, (w) => (suspect[w] === 1 ? 1e-3 : 1));
  const fit = fitDawidSkene({ ...votes, weight }, null, { ...options, findsStrength: false });
  const isKnown = knownTasks(votes, suspect);
  const tables = tablesFrom(votes, fit.posterior, fit.shared.pseudo, isKnown);
  const wanted = new Map<number, PairTally & { sum: number; spread: number; seen: number; same: number }>();
  for (const pair of suspects) {
    wanted.set(pair.first * votes.workers + pair.second, { ...pair, sum: 0, spread: 0, seen: 0, same: 0 });
  }
  for (let t = 0; t < votes.tasks; t++) {
    if (isKnown[t] !== 1) continue;
    for (let i = votes.start[t]!; i < votes.start[t + 1]!; i++) {
      if (suspect[worker[i]!] !== 1) continue;
      for (let j = i + 1; j < votes.start[t + 1]!; j++) {
        const [a, b] = worker[i]! < worker[j]! ? [worker[i]!, worker[j]!] : [worker[j]!, worker[i]!];
        const pair = wanted.get(a * votes.workers + b);
        if (pair === undefined) continue;
        let p = 0;
        for (let l = 0; l < L; l++) {
          for (let k = 0; k < K; k++) {
            const both = tables[(a * L + l) * K + k]! * tables[(b * L + l) * K + k]!;
            p += fit.posterior[t * K + k]! * both;
          }
        }
        pair.sum += p;
        pair.spread += p * (1 - p);
        pair.seen += 1;
        pair.same += label[i] === label[j] ? 1 : 0;
      }
    }
  }
  return [...wanted.values()]
    .filter((one) => one.seen >= LEAST_COMMON && isBeyond(one.same, one.sum, one.spread, one.seen, GUILTY))
    .map((one) => ({
      first: one.first,
      second: one.second,
      common: one.seen,
      agreed: one.same,
      expected: one.sum,
      z: (one.same - one.sum) / Math.sqrt(one.spread),
      excess: (one.same - one.sum) / (one.seen - one.sum),
    }));
}

/** Tasks with at least two votes of people who are not suspect: only there is the truth known without the suspects. */
function knownTasks(votes: LabelVotes, suspect: Uint8Array): Uint8Array {
  const known = new Uint8Array(votes.tasks);
  for (let t = 0; t < votes.tasks; t++) {
    let others = 0;
    for (let v = votes.start[t]!; v < votes.start[t + 1]!; v++) if (suspect[votes.worker[v]!] === 0) others++;
    known[t] = others >= 2 ? 1 : 0;
  }
  return known;
}

/** Everybody's table from these posteriors, at full weight, on the tasks that count. */
function tablesFrom(
  votes: LabelVotes,
  posterior: Float64Array,
  pseudo: readonly number[],
  counts: Uint8Array,
): Float64Array {
  const { tasks, workers, classes: K, labels: L, start, worker, label } = votes;
  const tables = new Float64Array(workers * L * K);
  for (let i = 0; i < tables.length; i++) tables[i] = pseudo[i % pseudo.length]!;
  for (let t = 0; t < tasks; t++) {
    if (counts[t] !== 1) continue;
    for (let v = start[t]!; v < start[t + 1]!; v++) {
      const at = (worker[v]! * L + label[v]!) * K;
      for (let k = 0; k < K; k++) tables[at + k]! += posterior[t * K + k]!;
    }
  }
  for (let at = 0; at < tables.length; at += L * K) {
    for (let k = 0; k < K; k++) {
      let total = 0;
      for (let l = 0; l < L; l++) total += tables[at + l * K + k]!;
      for (let l = 0; l < L; l++) tables[at + l * K + k]! /= total;
    }
  }
  return tables;
}

/** Connected components of the pairs, numbered by their first member. */
function connect(workers: number, pairs: readonly { first: number; second: number }[]): Int32Array {
  const parent = Int32Array.from({ length: workers }, (_, w) => w);
  const rootOf = (w: number): number => {
    let root = w;
    while (parent[root] !== root) root = parent[root]!;
    return root;
  };
  for (const { first, second } of pairs) {
    const [a, b] = [rootOf(first), rootOf(second)];
    if (a !== b) parent[Math.max(a, b)] = Math.min(a, b);
  }
  const paired = new Set(pairs.flatMap(({ first, second }) => [first, second]));
  const numbers = new Map<number, number>();
  const cluster = new Int32Array(workers).fill(-1);
  for (let w = 0; w < workers; w++) {
    if (!paired.has(w)) continue;
    const root = rootOf(w);
    if (!numbers.has(root)) numbers.set(root, numbers.size);
    cluster[w] = numbers.get(root)!;
  }
  return cluster;
}
