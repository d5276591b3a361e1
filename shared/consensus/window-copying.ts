/**
 * Accounts that copy each other where only the window is asked. The search is that of `collusion.ts`, with the first
 * interval of a bracket for a class: everybody who saw the change at its place begins it there. Whoever is found must
 * also give the same brackets more often than two people with their habits would, by Cohen's kappa: those who leave a
 * slider where it stood agree with each other all the time, and are no copies.
 *
 * @see Cohen, Educational and Psychological Measurement 20 (1960) 37–46
 */
import { clusterPairs, findCopying, type Copying, type CopyingPair } from "./collusion.ts";
import type { DawidSkeneOptions } from "./dawid-skene.ts";
import type { BracketVotes, LabelVotes } from "./votes.ts";

/** Positions told apart at most: a table of more would know nothing of a volunteer with a few dozen answers. */
const MOST_POSITIONS = 16;
const LEAST_KAPPA = 0.5;

/** Looks for copies among all volunteers who gave brackets. */
export function findWindowCopying(votes: BracketVotes, options: DawidSkeneOptions): Copying {
  const { pairs } = findCopying(positionVotes(votes), options);
  return clusterPairs(
    votes.workers,
    pairs.filter((pair) => bracketKappa(votes, pair) >= LEAST_KAPPA),
  );
}

/** Where each bracket begins, as a class of its own. */
function positionVotes(votes: BracketVotes): LabelVotes {
  const intervals = votes.scenes + 1;
  const positions = Math.min(intervals, MOST_POSITIONS);
  return {
    tasks: votes.tasks,
    workers: votes.workers,
    classes: positions,
    labels: positions,
    start: votes.start,
    worker: votes.worker,
    label: Uint16Array.from(votes.low, (low) => Math.floor((low * positions) / intervals)),
  };
}

/** Agreement of two volunteers on whole brackets beyond what their own habits give: 1 always, 0 no more than by chance. */
function bracketKappa(votes: BracketVotes, { first, second }: CopyingPair): number {
  const given = new Map<number, Given>();
  let [common, same] = [0, 0];
  for (let t = 0; t < votes.tasks; t++) {
    const own = bracketOf(votes, t, first);
    const other = bracketOf(votes, t, second);
    if (own < 0 || other < 0) continue;
    common++;
    same += own === other ? 1 : 0;
    count(given, own).first += 1;
    count(given, other).second += 1;
  }
  let chance = 0;
  for (const one of given.values()) chance += (one.first / common) * (one.second / common);
  return chance < 1 ? (same / common - chance) / (1 - chance) : 0;
}

/** A number for the bracket that a volunteer gave on a task, or −1. */
function bracketOf(votes: BracketVotes, t: number, w: number): number {
  for (let v = votes.start[t]!; v < votes.start[t + 1]!; v++)
    if (votes.worker[v] === w) return votes.low[v]! * (votes.scenes + 1) + votes.high[v]!;
  return -1;
}

type Given = { first: number; second: number };

function count(given: Map<number, Given>, bracket: number): Given {
  const known = given.get(bracket) ?? { first: 0, second: 0 };
  given.set(bracket, known);
  return known;
}
