import { describe, expect, it } from "vitest";
import { earlyAnswers } from "../../../core/consensus/ballots.ts";
import type { TimedVote } from "../../../core/consensus/consensus.sql.ts";

/** Votes by building, in the order of their volunteers: when each came, and its id. */
const votesOf = (buildings: Record<string, [cameAt: number, id: string][]>): TimedVote[] =>
  Object.entries(buildings).flatMap(([building, own]) =>
    own.map(([cameAt, id], volunteer) => ({
      id,
      building,
      volunteer: String(volunteer),
      class: null,
      lastIntact: null,
      firstDamaged: null,
      cannotTell: true,
      cameAt,
    })),
  );

describe("the answers that came before any told where more are needed", () => {
  it("are the first of each building by when they came, whoever gave them", () => {
    const votes = votesOf({
      a: [
        [9, "p"],
        [2, "q"],
        [5, "r"],
      ],
      b: [[7, "s"]],
      c: [
        [1, "t"],
        [2, "u"],
        [3, "v"],
      ],
    });
    expect([...earlyAnswers(votes, 2)]).toEqual([0, 1, 1, 1, 1, 1, 0]);
  });

  it("are told apart by id where they came at the same moment", () => {
    const together = votesOf({
      a: [
        [4, "z"],
        [4, "x"],
        [4, "y"],
      ],
    });
    expect([...earlyAnswers(together, 2)]).toEqual([0, 1, 1]);
  });

  it("are none of no votes", () => {
    expect([...earlyAnswers([], 5)]).toEqual([]);
  });
});
