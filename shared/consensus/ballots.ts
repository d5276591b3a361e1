/** Turns ballots into the votes that each model reads. Rows keep their order: (building, volunteer). */
import type { Ballots, ConsensusQuestion, Gold } from "./campaign.ts";
import { blockByTask, type BracketVotes, type LabelVotes } from "./votes.ts";

/** Class votes; "can't tell" is label K. Rows that answer neither are left out, and those that `among` marks 0. */
export function classVotes(
  question: Pick<ConsensusQuestion, "classes">,
  ballots: Ballots,
  weight: Float64Array | undefined,
  among?: Uint8Array,
): LabelVotes {
  const K = question.classes.length;
  const rows = rowsWhere(ballots, (v) => among?.[v] !== 0 && hasClassLabel(ballots, v));
  return {
    ...blocks(ballots, rows, weight),
    classes: K,
    labels: K + 1,
    label: Uint16Array.from(rows, (v) => (ballots.class[v]! >= 0 ? ballots.class[v]! : K)),
  };
}

/** Window votes. A row without marks says nothing about the window and is left out. */
export function bracketVotes(
  question: Pick<ConsensusQuestion, "sceneTimes">,
  ballots: Ballots,
  weight: Float64Array | undefined,
): BracketVotes {
  const M = question.sceneTimes.length;
  const rows = rowsWhere(ballots, (v) => hasBracket(ballots, v));
  return {
    ...blocks(ballots, rows, weight),
    scenes: M,
    low: Int16Array.from(rows, (v) => bracketLow(ballots, v)),
    high: Int16Array.from(rows, (v) => bracketHigh(ballots, v, M)),
  };
}

/** Whether a row says something about the class; "can't tell" does. */
export function hasClassLabel(ballots: Ballots, row: number): boolean {
  return ballots.class[row]! >= 0 || ballots.cannotTell[row]! > 0;
}

/**
 * Whether a row says something about the window. One whose marks stand the wrong way round does not: it was given
 * before the date of a scene was set right, and no moment lies between them any more.
 */
export function hasBracket(ballots: Ballots, row: number): boolean {
  return isBracket(ballots.lastIntact[row]!, ballots.firstDamaged[row]!);
}

function isBracket(lastIntact: number, firstDamaged: number): boolean {
  if (lastIntact < 0 && firstDamaged < 0) return false;
  return firstDamaged < 0 || lastIntact < firstDamaged;
}

/** The intervals that an expert's answer allows, first and last; null where nothing is known of the window. */
export function goldBracket(one: Gold[number], scenes: number): { low: number; high: number } | null {
  if (!isBracket(one.lastIntact, one.firstDamaged)) return null;
  return { low: one.lastIntact + 1, high: one.firstDamaged < 0 ? scenes : one.firstDamaged };
}

/** First interval that a row claims: as many scenes as it saw intact. */
export function bracketLow(ballots: Ballots, row: number): number {
  return ballots.lastIntact[row]! + 1;
}

/** Last interval that a row claims; M (never damaged) when it saw no damage. */
export function bracketHigh(ballots: Ballots, row: number, scenes: number): number {
  return ballots.firstDamaged[row]! < 0 ? scenes : ballots.firstDamaged[row]!;
}

/**
 * Rows of one cluster on one building share one vote between them. `found` are clusters by volunteer index, −1 for
 * none; those of the ballots go first. Undefined where nobody is clustered.
 */
export function clusterWeights(ballots: Ballots, found: ArrayLike<number>): Float64Array | undefined {
  const { building, volunteer } = ballots;
  const given = ballots.cluster;
  // Even numbers for the one kind, odd for the other, so that they never meet.
  const cluster = Int32Array.from(ballots.keys, (_, w) => {
    if (given !== undefined && given[w]! >= 0) return 2 * given[w]!;
    return found[w]! >= 0 ? 2 * found[w]! + 1 : -1;
  });
  if (!cluster.some((c) => c >= 0)) return undefined;
  const weight = new Float64Array(building.length).fill(1);
  let from = 0;
  while (from < building.length) {
    let to = from;
    const members = new Map<number, number>();
    for (; to < building.length && building[to] === building[from]; to++) {
      const c = cluster[volunteer[to]!]!;
      if (c >= 0) members.set(c, (members.get(c) ?? 0) + 1);
    }
    for (let v = from; v < to; v++) {
      const c = cluster[volunteer[v]!]!;
      if (c >= 0) weight[v] = 1 / members.get(c)!;
    }
    from = to;
  }
  return weight;
}

function rowsWhere(ballots: Ballots, counts: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(ballots.building.length);
  let kept = 0;
  for (let v = 0; v < rows.length; v++) if (counts(v)) rows[kept++] = v;
  return rows.subarray(0, kept);
}

function blocks(
  ballots: Ballots,
  rows: Int32Array,
  weight: Float64Array | undefined,
): {
  tasks: number;
  workers: number;
  start: Int32Array;
  worker: Int32Array;
  weight: Float64Array | undefined;
} {
  const { start } = blockByTask(
    ballots.buildings,
    rows.map((v) => ballots.building[v]!),
  );
  return {
    tasks: ballots.buildings,
    workers: ballots.volunteers,
    start,
    worker: rows.map((v) => ballots.volunteer[v]!),
    weight: weight === undefined ? undefined : Float64Array.from(rows, (v) => weight[v]!),
  };
}
