import { describe, expect, it } from "vitest";
import { scoreGold } from "../../../core/consensus/gold-scores.ts";
import { credibleSet } from "../../../shared/consensus/credible.ts";
import { simulateBallots, simulateCrowd } from "../../../shared/consensus/simulate.ts";
import { scoreWindows } from "../../../shared/consensus/window-scores.ts";
import { aQuestion } from "./builders.ts";

const DAY_MS = 86_400_000;
const TIMES = [0, 10, 30].map((day) => day * DAY_MS);
const judgedAs = (q: number[], low: number, high: number) => {
  const p = Float64Array.from(q);
  return { q: p, set: credibleSet(p, TIMES, 0.9), low, high };
};

describe("windows beside what experts know", () => {
  it("are scored by numbers that a hand can check", () => {
    const scores = scoreWindows([
      judgedAs([0, 0.95, 0.05, 0], 1, 1), // right, a set of one that spans ten days
      judgedAs([0, 0.6, 0.35, 0.05], 2, 2), // wrong, but the set of two holds it, thirty days
      judgedAs([0, 0.05, 0, 0.95], 1, 2), // wrong, and its set is, too
      judgedAs([0, 0.05, 0.93, 0.02], 1, 2), // as right as experts can say
    ]);
    expect(scores).toMatchObject({ buildings: 4, exact: 0.5 });
    expect(scores.set90.stated).toBeCloseTo((0.95 + 0.95 + 0.95 + 0.93) / 4, 12);
    expect(scores.set90).toMatchObject({ covers: 0.75, meanIntervals: 5 / 4, meanDays: 20 });
    // Bins: 0.9–1 states 2.83 and holds 2 right, 0.6–0.7 states 0.6 and holds none.
    expect(scores.calibrationError).toBeCloseTo((0.83 + 0.6) / 4, 12);
    const logs = [0.95, 0.35, 0.05, 0.98].map((p) => -Math.log(p));
    expect(scores.logLoss).toBeCloseTo(logs.reduce((sum, one) => sum + one, 0) / 4, 12);
  });

  it("of a simulated crowd hold about what they state, and their own truth taught them nothing", async () => {
    const options = {
      seed: 11,
      buildings: 200,
      volunteers: 60,
      votesPerBuilding: 10,
      hardShare: 0.25,
      cloudShare: 0.15,
    };
    const question = { ...aQuestion(), asks: { class: false, window: true } };
    const crowd = simulateCrowd(question, options);
    const scenes = question.sceneTimes.length;
    const gold = Array.from({ length: 100 }, (_, b) => {
      const c = crowd.intervals[b]!;
      return { building: b, class: -1, lastIntact: c - 1, firstDamaged: c === scenes ? -1 : c };
    });
    const ballots = simulateBallots(crowd, options);
    const scores = await scoreGold(question, ballots, gold, { cleared: new Set() });
    expect(scores!.class).toBeNull();
    const { exact, set90, buildings } = scores!.window!;
    expect(buildings).toBe(100);
    expect(exact).toBeGreaterThan(0.75);
    expect(set90.covers).toBeGreaterThan(0.85);
    expect(Math.abs(set90.covers - set90.stated)).toBeLessThan(0.07);
    expect(set90.meanIntervals).toBeLessThan(2);
  });
});
