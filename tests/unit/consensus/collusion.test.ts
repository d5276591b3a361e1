import { describe, expect, it } from "vitest";
import { findCopying } from "../../../shared/consensus/collusion.ts";
import { ANCHORED } from "../../../shared/consensus/dawid-skene.ts";
import { seededRandom, type Random } from "../../../shared/consensus/random.ts";
import type { LabelVotes } from "../../../shared/consensus/votes.ts";

const CLASSES = 4;
const SEEDS = [1, 2, 3, 4, 5, 6];

type Voter = (truth: number, made: number, random: Random) => number;
const draw = (random: Random): number => Math.floor(random() * CLASSES);
const careful: Voter = (truth, _made, random) => (random() < 0.95 ? truth : draw(random));
const novice: Voter = (truth, _made, random) => (random() < 0.5 ? truth : draw(random));
/** Always one grade too high, nine times in ten. */
const harsh: Voter = (truth, _made, random) =>
  random() < 0.9 ? Math.min(CLASSES - 1, truth + 1) : draw(random);
const copy: Voter = (_truth, made) => made;

/** A small campaign in which everybody answers everything. */
function votesOf(voters: readonly Voter[], seed: number): LabelVotes {
  const tasks = 60;
  const random = seededRandom(seed);
  const label = Array.from({ length: tasks }, (_, t) => {
    const made = draw(random);
    return voters.map((voter) => voter(t % CLASSES, made, random));
  }).flat();
  return {
    tasks,
    workers: voters.length,
    classes: CLASSES,
    labels: CLASSES,
    start: Int32Array.from({ length: tasks + 1 }, (_, t) => t * voters.length),
    worker: Int32Array.from(label, (_, i) => i % voters.length),
    label: Uint16Array.from(label),
  };
}

const flaggedAmong = (voters: readonly Voter[], seed: number): number[] => {
  const { cluster } = findCopying(votesOf(voters, seed), ANCHORED);
  return Array.from(cluster.keys()).filter((w) => cluster[w]! >= 0);
};
const many = (count: number, voter: Voter): Voter[] => Array.from({ length: count }, () => voter);

describe("copies in a small campaign", () => {
  it.each(SEEDS)("are found among careful volunteers who all agree with each other (seed %i)", (seed) => {
    expect(flaggedAmong([...many(8, careful), ...many(3, copy)], seed)).toEqual([8, 9, 10]);
  });

  it.each(SEEDS)("are found among novices (seed %i)", (seed) => {
    expect(flaggedAmong([...many(6, novice), ...many(3, copy)], seed)).toEqual([6, 7, 8]);
  });
});

describe("people who agree for a good reason", () => {
  it.each(SEEDS)("are not flagged: careful ones, experts among novices, harsh graders (seed %i)", (seed) => {
    expect(flaggedAmong(many(8, careful), seed)).toEqual([]);
    expect(flaggedAmong([...many(8, novice), ...many(3, careful)], seed)).toEqual([]);
    expect(flaggedAmong([...many(8, careful), ...many(3, harsh)], seed)).toEqual([]);
    expect(flaggedAmong([...many(8, careful), ...many(3, novice)], seed)).toEqual([]);
  });
});
