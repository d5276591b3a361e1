import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allocate,
  drawWithout,
  scoreSample,
  type Labelled,
} from "../../../shared/consensus/expert-sample.ts";
import { seededRandom } from "../../../shared/consensus/random.ts";

const CODES = ["destroyed", "severe", "no_visible_damage"];

describe("sharing a sample among strata", () => {
  it.each([
    [[1_000, 10, 5], 30, [26, 2, 2]],
    [[3, 1, 0], 30, [3, 1, 0]],
    [[50, 40, 30], 2, [1, 1, 0]],
    [[100, 100], 50, [25, 25]],
  ])("%j buildings, %i drawn: %j", (sizes, size, expected) => {
    expect(allocate(sizes, size)).toEqual(expected);
  });

  it("never draws more than there are, and as many as were asked for where it can", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(60), { maxLength: 12 }),
        fc.integer({ min: 1, max: 200 }),
        (sizes, size) => {
          const drawn = allocate(sizes, size);
          drawn.forEach((count, i) => expect(count).toBeLessThanOrEqual(sizes[i] ?? 0));
          const all = sizes.reduce((a, b) => a + b, 0);
          expect(drawn.reduce((a, b) => a + b, 0)).toBe(Math.min(size, all));
        },
      ),
    );
  });

  it("draws the same things for the same seed, each once", () => {
    const things = Array.from({ length: 40 }, (_, i) => i);
    const drawn = drawWithout(seededRandom(7), things, 12);
    expect(drawWithout(seededRandom(7), things, 12)).toEqual(drawn);
    expect(new Set(drawn).size).toBe(12);
    expect(drawWithout(seededRandom(8), things, 12)).not.toEqual(drawn);
  });
});

const times = (count: number, one: Labelled): Labelled[] => Array.from({ length: count }, () => one);

describe("scores of an expert sample", () => {
  it("give each stratum the weight of the buildings it stands for", () => {
    const labelled = [
      ...times(9, { stratum: 0, crowd: "destroyed", truth: "destroyed" }),
      ...times(1, { stratum: 0, crowd: "destroyed", truth: "severe" }),
      ...times(5, { stratum: 1, crowd: "no_visible_damage", truth: "no_visible_damage" }),
      ...times(5, { stratum: 1, crowd: "no_visible_damage", truth: "destroyed" }),
    ];
    const scores = scoreSample(labelled, [100, 900], CODES);
    expect(scores.labelled).toBe(20);
    expect(scores.accuracy?.value).toBeCloseTo(0.1 * 0.9 + 0.9 * 0.5, 12);
    const [destroyed, severe, intact] = scores.classes;
    expect(destroyed?.precision?.value).toBeCloseTo(0.9, 12);
    expect(destroyed?.recall?.value).toBeCloseTo(90 / (90 + 450), 12);
    expect(destroyed?.prevalence?.value).toBeCloseTo(0.54, 12);
    expect(severe).toMatchObject({ said: 0, true: 1, precision: null, recall: { value: 0 } });
    expect(intact?.recall?.value).toBe(1);
    expect(scores.confusion).toEqual([
      [9, 1, 0],
      [0, 0, 0],
      [5, 0, 5],
    ]);
  });

  it("say nothing of nothing, and never that a few without a mistake are certain", () => {
    expect(scoreSample([], [10], CODES)).toMatchObject({ labelled: 0, accuracy: null });
    const perfect = scoreSample(times(30, { stratum: 0, crowd: "severe", truth: "severe" }), [500], CODES);
    expect(perfect.accuracy).toEqual({ value: 1, low: 0.9, high: 1 });
  });

  it("are not certain because only one building of each stratum was labelled", () => {
    const one = (stratum: number, truth: string): Labelled => ({ stratum, crowd: "destroyed", truth });
    const labelled = [one(0, "destroyed"), one(1, "severe"), one(2, "destroyed"), one(3, "severe")];
    const { accuracy } = scoreSample(labelled, [10, 40, 30, 20], CODES);
    expect(accuracy?.value).toBeCloseTo(0.4, 12);
    expect(accuracy?.low).toBeLessThan(0.1);
    expect(accuracy?.high).toBeGreaterThan(0.75);

    const beside = [...times(6, one(0, "destroyed")), one(1, "severe")];
    const mixed = scoreSample(beside, [60, 40], CODES).accuracy;
    expect(mixed?.value).toBeCloseTo(0.6, 12);
    expect(mixed?.low).toBeLessThan(0.5);
    expect(mixed?.high).toBeGreaterThan(0.7);
  });

  it("take a stratum that was labelled whole for what it is, though it is one building", () => {
    const labelled: Labelled[] = [
      { stratum: 0, crowd: "destroyed", truth: "severe" },
      { stratum: 1, crowd: "severe", truth: "severe" },
    ];
    expect(scoreSample(labelled, [1, 1], CODES).accuracy).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
  });

  it("have intervals that hold the truth about 95 times in 100", () => {
    const random = seededRandom(20_171_017);
    const sizes = [600, 250, 150];
    const rights = [0.95, 0.75, 0.55];
    const population = sizes.map((size, s) => Array.from({ length: size }, (_, i) => i < size * rights[s]!));
    const truth = population.flat().filter(Boolean).length / 1_000;
    const rounds = 400;
    let held = 0;
    for (let round = 0; round < rounds; round += 1) {
      const labelled = allocate(sizes, 120).flatMap((count, stratum) =>
        drawWithout(random, population[stratum] ?? [], count).map((isRight) => ({
          stratum,
          crowd: "destroyed",
          truth: isRight ? "destroyed" : "severe",
        })),
      );
      const { accuracy } = scoreSample(labelled, sizes, CODES, 300);
      if (accuracy !== null && accuracy.low <= truth && truth <= accuracy.high) held += 1;
    }
    expect(held / rounds).toBeGreaterThan(0.9);
    expect(held / rounds).toBeLessThan(0.99);
  });
});
