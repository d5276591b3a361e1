import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import {
  ballotsOf,
  earlyAnswers,
  saidOf,
  votesByBuilding,
  type Frame,
} from "../../../core/consensus/ballots.ts";
import type { TimedVote } from "../../../core/consensus/consensus.sql.ts";
import { openTally, readTally } from "../../../core/consensus/tally.ts";
import type { Db } from "../../../core/db.ts";
import { seededRandom } from "../../../shared/consensus/random.ts";

const frame: Frame = {
  question: {
    classes: [
      { code: "destroyed", damaged: true },
      { code: "no_visible_damage", damaged: false },
    ],
    sceneTimes: [0, 1, 2],
    asks: { class: true, window: true },
    redundancy: { min: 3, cap: 9, certainty: 0.95, windowDays: 7 },
  },
  scenes: ["s0", "s1", "s2"],
  classes: ["destroyed", "no_visible_damage"],
};

const idOf = (kind: string, n: number) => `${kind}-${String(n).padStart(8, "0")}`;

/** Votes as the cursor gives them: of every third building none, of the others by up to seven in the order of their ids. */
function votesOf(buildings: number): TimedVote[] {
  const random = seededRandom(7);
  return Array.from({ length: buildings }, (_, b) => b)
    .filter((b) => b % 3 !== 2)
    .flatMap((b) =>
      Array.from({ length: 20 }, (_, v) => v)
        .filter(() => random() < 0.25)
        .map((v) => ({
          id: idOf("vote", Math.floor(random() * 1e8)),
          building: idOf("building", b),
          volunteer: idOf("volunteer", v),
          class: random() < 0.2 ? null : random() < 0.5 ? "destroyed" : "no_visible_damage",
          lastIntact: random() < 0.5 ? null : "s0",
          firstDamaged: random() < 0.5 ? null : "s2",
          cannotTell: random() < 0.1,
          cameAt: Math.floor(random() * 5),
        })),
    );
}

describe("votes read into columns", () => {
  const ids = Array.from({ length: 100 }, (_, b) => idOf("building", b));
  const judged = ids.map((building) => ({ building, answers: 20 }));

  it("are the same ballots, and say the same of each building, as from rows", () => {
    const votes = votesOf(100);
    const tally = openTally(frame, judged);
    for (const vote of votes) tally.add(vote);
    const { ballots, said, answers } = tally.close();
    expect(answers).toBe(votes.length);
    expect(ballots).toEqual({ ...ballotsOf(frame, ids, votes), early: earlyAnswers(votes, 3) });
    expect(said).toEqual(votesByBuilding(ids, votes).map((own) => saidOf(frame, own)));
    expect(said.filter(({ isVoted }) => !isVoted).length).toBeGreaterThanOrEqual(33);
  });

  it("have buildings, volunteers, classes and scenes by their places, whoever was met first", () => {
    const vote = (building: string, volunteer: string, rest: Partial<TimedVote>): TimedVote => ({
      id: `${building}${volunteer}`,
      building,
      volunteer,
      class: null,
      lastIntact: null,
      firstDamaged: null,
      cannotTell: false,
      cameAt: 0,
      ...rest,
    });
    const votes = [
      vote("a", "y", { class: "no_visible_damage", lastIntact: "s2" }),
      vote("c", "x", { cannotTell: true }),
      vote("c", "z", { class: "destroyed", lastIntact: "s0", firstDamaged: "s1" }),
    ];
    expect(ballotsOf(frame, ["a", "b", "c"], votes)).toEqual({
      buildings: 3,
      volunteers: 3,
      keys: ["x", "y", "z"],
      building: Int32Array.of(0, 2, 2),
      volunteer: Int32Array.of(1, 0, 2),
      class: Int16Array.of(1, -1, 0),
      lastIntact: Int16Array.of(2, -1, 0),
      firstDamaged: Int16Array.of(-1, -1, 1),
      cannotTell: Uint8Array.of(0, 1, 0),
    });
  });

  it("are refused out of their order, and on a building that is not judged", () => {
    const [first, ...others] = votesOf(100);
    const tally = openTally(frame, judged);
    for (const vote of others) tally.add(vote);
    expect(() => first && tally.add(first)).toThrow("out of turn");
  });

  it("are none of a campaign in which nobody has voted", () => {
    const { ballots, said, answers } = openTally(frame, []).close();
    expect([ballots.buildings, ballots.volunteers, ballots.building.length, said, answers]).toEqual([
      0,
      0,
      0,
      [],
      0,
    ]);
  });

  it("take a small part of the memory that their rows would, of a million votes", async () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const heap = () => {
      collect();
      return process.memoryUsage().heapUsed / 1e6;
    };
    const [PAGES, A_PAGE, EACH] = [200, 5_000, 10];
    const many = Array.from({ length: (PAGES * A_PAGE) / EACH }, (_, b) => ({
      building: idOf("building", b),
      answers: EACH,
    }));
    let page = 0;
    let most = 0;
    const before = heap();
    const db = {
      run: () => Promise.resolve(0),
      many: () => {
        if (page % 20 === 0) most = Math.max(most, heap() - before);
        const from = page * A_PAGE;
        page += 1;
        if (page > PAGES) return Promise.resolve([]);
        const rows = Array.from({ length: A_PAGE }, (_, i) => ({
          id: idOf("vote", from + i),
          building: idOf("building", Math.floor((from + i) / EACH)),
          volunteer: idOf("volunteer", (from + i) % EACH),
          class: "destroyed",
          lastIntact: null,
          firstDamaged: null,
          cannotTell: false,
          cameAt: i,
        }));
        return Promise.resolve(rows);
      },
    } as unknown as Db;
    const { answers } = await readTally(db, "a campaign", frame, many);
    expect(answers).toBe(PAGES * A_PAGE);
    expect(page).toBe(PAGES + 1);
    expect(most).toBeLessThan(60); // MB; as rows 270
  });
});
