import { describe, expect, it } from "vitest";
import { fleissKappa, krippendorffAlpha, taskAgreement } from "../../../shared/consensus/agreement.ts";
import { scorePredictions } from "../../../shared/consensus/scores.ts";
import { volunteerSkill } from "../../../shared/consensus/skill.ts";
import type { LabelVotes } from "../../../shared/consensus/votes.ts";

/** Votes by task: a list of labels each. */
function votesOf(tasks: readonly (readonly number[])[], labels: number): LabelVotes {
  const start = new Int32Array(tasks.length + 1);
  tasks.forEach((own, t) => (start[t + 1] = start[t]! + own.length));
  return {
    tasks: tasks.length,
    workers: 10,
    classes: labels,
    labels,
    start,
    worker: Int32Array.from(tasks.flat(), (_, i) => i % 10),
    label: Uint16Array.from(tasks.flat()),
  };
}

describe("agreement", () => {
  // Krippendorff's own example: four observers, twelve units, values missing (Computing alpha, 2011, section C).
  const units = [
    [1, 1, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [5, 5, 5],
    [1, 1],
    [3],
  ].map((unit) => unit.map((value) => value - 1));

  it("is Krippendorff's alpha of his own example, nominal and ordinal", () => {
    expect(krippendorffAlpha(votesOf(units, 5), "nominal")).toBeCloseTo(0.743, 3);
    expect(krippendorffAlpha(votesOf(units, 5), "ordinal")).toBeCloseTo(0.815, 3);
  });

  it("is Fleiss' kappa of the usual worked example", () => {
    // Ten subjects, fourteen raters, five categories: kappa 0.210.
    const counts = [
      [0, 0, 0, 0, 14],
      [0, 2, 6, 4, 2],
      [0, 0, 3, 5, 6],
      [0, 3, 9, 2, 0],
      [2, 2, 8, 1, 1],
      [7, 7, 0, 0, 0],
      [3, 2, 6, 3, 0],
      [2, 5, 3, 2, 2],
      [6, 5, 2, 1, 0],
      [0, 2, 2, 3, 7],
    ];
    const tasks = counts.map((row) => row.flatMap((n, label) => Array.from({ length: n }, () => label)));
    expect(fleissKappa(votesOf(tasks, 5))).toBeCloseTo(0.21, 3);
  });

  it("is MapSwipe's share of agreeing pairs", () => {
    const votes = votesOf([[0, 0, 0, 0, 0, 1], [0, 0], [1]], 2);
    expect([0, 1, 2].map((t) => taskAgreement(votes, t))).toEqual([2 / 3, 1, 1]);
  });
});

describe("scores", () => {
  it("are those of a hand-counted table", () => {
    const p = Float64Array.of(0.97, 0.03, 0.6, 0.4, 0.96, 0.04, 0.2, 0.8);
    const scores = scorePredictions({ tasks: 4, classes: 2, p, truth: Int32Array.of(0, 0, 1, 1) });
    expect(scores.accuracy).toBe(0.75);
    expect(scores.macroF1).toBeCloseTo((2 * 2) / (3 + 2) / 2 + (2 * 1) / (1 + 2) / 2, 12);
    expect(scores.sure).toEqual({ tasks: 2, wrong: 0.5 });
    expect(scores.calibrationError).toBeCloseTo(
      (Math.abs(0.6 - 1) + Math.abs(0.8 - 1) + Math.abs(1.93 - 1)) / 4,
      12,
    );
    expect(scores.logLoss).toBeCloseTo(
      -(Math.log(0.97) + Math.log(0.6) + Math.log(0.04) + Math.log(0.8)) / 4,
      12,
    );
  });
});

describe("a volunteer's skill", () => {
  it("is 1 for who tells every class apart, 0 for who always says the same, with a bound that narrows", () => {
    const perfect = [1, 0, 0, 1];
    const careless = [0.7, 0.7, 0.3, 0.3];
    expect(volunteerSkill(perfect, [100, 100]).skill).toBe(1);
    expect(volunteerSkill(careless, [100, 100]).skill).toBe(0);
    const [few, many] = [
      volunteerSkill([0.9, 0.2, 0.1, 0.8], [5, 5]),
      volunteerSkill([0.9, 0.2, 0.1, 0.8], [500, 500]),
    ];
    expect(many.high - many.low).toBeLessThan(few.high - few.low);
    expect(many.low).toBeLessThan(many.skill);
    expect(many.skill).toBeLessThan(many.high);
  });
});
