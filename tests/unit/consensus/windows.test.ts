import { describe, expect, it } from "vitest";
import { credibleSet } from "../../../shared/consensus/credible.ts";
import { argmax } from "../../../shared/consensus/temper.ts";
import { blockByTask, type BracketVotes } from "../../../shared/consensus/votes.ts";
import { fitWindows, WINDOW_METHODS, type WindowMethod } from "../../../shared/consensus/windows.ts";
import { noTestData } from "../../support/test-data.ts";
import { readRows } from "./crowd-sets.ts";

const why = noTestData === null ? "" : ` (skipped: ${noTestData})`;

type Simulated = { votes: BracketVotes; truth: Int16Array; times: number[] };

function readSimulated(seed: string): Simulated {
  const scenes = readRows("windows", seed, "scenes.csv");
  const index = new Map(scenes.map((row, s) => [row[0]!, s]));
  const known = readRows("windows", seed, "truth.csv");
  const building = new Map(known.map((row, b) => [row[0]!, b]));
  const rows = readRows("windows", seed, "votes.csv");
  const volunteers = new Map([...new Set(rows.map((row) => row[1]!))].map((name, w) => [name, w]));
  const { start, order } = blockByTask(
    known.length,
    Int32Array.from(rows, (row) => building.get(row[0]!)!),
  );
  const low = (last: string) => (last === "" ? 0 : index.get(last)! + 1);
  const high = (first: string) => (first === "" ? scenes.length : index.get(first)!);
  return {
    truth: Int16Array.from(known, (row) => low(row[1]!)),
    times: scenes.map((row) => Date.parse(row[1]!)),
    votes: {
      tasks: known.length,
      workers: volunteers.size,
      scenes: scenes.length,
      start,
      worker: Int32Array.from(order, (i) => volunteers.get(rows[i]![1]!)!),
      low: Int16Array.from(order, (i) => low(rows[i]![2]!)),
      high: Int16Array.from(order, (i) => high(rows[i]![3]!)),
    },
  };
}

function judge(simulated: Simulated, method: WindowMethod) {
  const { votes, truth, times } = simulated;
  const { q } = fitWindows(votes, method);
  const C = votes.scenes + 1;
  const sum = { exact: 0, covered: 0, stated: 0, size: 0 };
  for (let t = 0; t < votes.tasks; t++) {
    const own = q.subarray(t * C, (t + 1) * C);
    const set = credibleSet(own, times, 0.9);
    sum.exact += argmax(own) === truth[t] ? 1 : 0;
    sum.covered += set.intervals.includes(truth[t]!) ? 1 : 0;
    sum.stated += set.mass;
    sum.size += set.intervals.length;
  }
  const share = (n: number) => n / votes.tasks;
  return {
    exact: share(sum.exact),
    covered: share(sum.covered),
    stated: share(sum.stated),
    size: share(sum.size),
  };
}

describe.skipIf(noTestData !== null)(
  `windows of three simulated campaigns, ten votes a building${why}`,
  () => {
    const campaigns = noTestData === null ? ["seed0", "seed1", "seed2"].map(readSimulated) : [];
    const judged = new Map<WindowMethod, ReturnType<typeof judge>[]>();
    const mean = (method: WindowMethod, what: "exact" | "covered" | "stated" | "size") => {
      const own = judged.get(method) ?? campaigns.map((one) => judge(one, method));
      judged.set(method, own);
      return own.reduce((sum, one) => sum + one[what], 0) / own.length;
    };

    it("finds the exact interval of 87 in 100, more than any other method", () => {
      const auto = mean("auto", "exact");
      expect(auto).toBeGreaterThanOrEqual(0.87);
      for (const method of WINDOW_METHODS.filter((one) => one !== "auto")) {
        expect(auto).toBeGreaterThan(mean(method, "exact"));
      }
    });

    it("gives 90 % sets that hold what they state, within 0.02, of at most 1.6 intervals", () => {
      expect(mean("auto", "covered")).toBeGreaterThanOrEqual(0.9);
      expect(Math.abs(mean("auto", "covered") - mean("auto", "stated"))).toBeLessThan(0.02);
      expect(mean("auto", "size")).toBeLessThanOrEqual(1.6);
    });
  },
);

describe("the window of one building", () => {
  const one = (brackets: [number, number][], method: WindowMethod): Float64Array => {
    const votes = {
      tasks: 1,
      workers: brackets.length,
      scenes: 6,
      start: Int32Array.of(0, brackets.length),
      worker: Int32Array.from(brackets, (_, w) => w),
      low: Int16Array.from(brackets, ([low]) => low),
      high: Int16Array.from(brackets, ([, high]) => high),
    };
    return fitWindows(votes, method).q;
  };

  it("is any interval where nobody could tell, by every method", () => {
    for (const method of WINDOW_METHODS) {
      for (const p of one([], method)) expect(p).toBeCloseTo(1 / 7, 12);
    }
  });

  it("is never damaged when all saw it intact to the end", () => {
    expect(
      argmax(
        one(
          [
            [6, 6],
            [6, 6],
            [6, 6],
            [6, 6],
          ],
          "auto",
        ),
      ),
    ).toBe(6);
  });

  it("spreads an unsure vote over its bracket, by the soft mode", () => {
    expect(
      Array.from(
        one(
          [
            [1, 2],
            [2, 2],
          ],
          "mode",
        ),
      ),
    ).toEqual([0, 0.25, 0.75, 0, 0, 0, 0]);
  });

  it("holds 90 % in the fewest intervals, and tells the days they span", () => {
    const set = credibleSet(Float64Array.of(0.02, 0.5, 0.45, 0.03), [0, 86_400_000, 3 * 86_400_000], 0.9);
    expect(set).toMatchObject({ intervals: [1, 2], from: 1, to: 2, days: 3 });
    expect(credibleSet(Float64Array.of(0.95, 0.05), [0], 0.9)).toMatchObject({ intervals: [0], days: null });
  });
});
