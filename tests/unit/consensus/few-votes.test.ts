import { describe, expect, it } from "vitest";
import { ANCHORED, fitDawidSkene } from "../../../shared/consensus/dawid-skene.ts";
import { fitLabels } from "../../../shared/consensus/labels.ts";
import { drawIndex, seededRandom, type Random } from "../../../shared/consensus/random.ts";
import { scorePredictions } from "../../../shared/consensus/scores.ts";
import type { LabelVotes } from "../../../shared/consensus/votes.ts";

const SEEDS = [1, 2, 3, 4];
const VOLUNTEERS = 80;

type Made = { votes: LabelVotes; truth: Int32Array };

/** A crowd whose volunteers are right as often as `skillOf` says; the first classes are the common ones. */
function crowdOf(
  seed: number,
  { tasks, classes, each }: { tasks: number; classes: number; each: number },
  skillOf: (random: Random) => number,
): Made {
  const random = seededRandom(seed);
  const skills = Array.from({ length: VOLUNTEERS }, () => skillOf(random));
  const shares = Array.from({ length: classes }, (_, k) => 1 / (k + 1));
  const truth = Int32Array.from({ length: tasks }, () => drawIndex(random, shares));
  const worker = new Int32Array(tasks * each);
  const label = new Uint16Array(tasks * each);
  for (let t = 0; t < tasks; t++) {
    const first = Math.floor(random() * VOLUNTEERS);
    for (let i = 0; i < each; i++) {
      const v = t * each + i;
      worker[v] = (first + i * 13) % VOLUNTEERS;
      const wrong = (truth[t]! + 1 + Math.floor(random() * (classes - 1))) % classes;
      label[v] = random() < skills[worker[v]]! ? truth[t]! : wrong;
    }
  }
  const start = Int32Array.from({ length: tasks + 1 }, (_, t) => t * each);
  return { truth, votes: { tasks, workers: VOLUNTEERS, classes, labels: classes, start, worker, label } };
}

const scoresOf = ({ votes, truth }: Made, model: "auto" | "majority") => {
  const { p } = fitLabels(votes, { model, iterations: null, gold: null });
  return scorePredictions({ tasks: votes.tasks, classes: votes.classes, p, truth });
};

describe("tasks with one vote each", () => {
  it.each(SEEDS)("are not called certain: nothing contradicts them (seed %i)", (seed) => {
    const made = crowdOf(seed, { tasks: 1_000, classes: 4, each: 1 }, () => 0.7);
    const { accuracy, sure, calibrationError } = scoresOf(made, "auto");
    expect(accuracy).toBe(scoresOf(made, "majority").accuracy);
    expect(sure.tasks).toBe(0);
    expect(calibrationError).toBeLessThan(0.2);
  });

  it("teach nothing of their volunteers, but known ones do", () => {
    const { votes, truth } = crowdOf(1, { tasks: 300, classes: 3, each: 1 }, () => 0.7);
    const total = (counts: Float64Array) => counts.reduce((sum, one) => sum + one, 0);
    expect(total(fitDawidSkene(votes, null, ANCHORED).counts)).toBe(0);
    const gold = Int16Array.from(truth, (k, t) => (t < 10 ? k : -1));
    expect(total(fitDawidSkene(votes, gold, ANCHORED).counts)).toBe(10 * ANCHORED.goldWeight);
  });
});

describe("many classes and few votes", () => {
  const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const alike = SEEDS.map((seed) => crowdOf(seed, { tasks: 500, classes: 8, each: 5 }, () => 0.6));

  it("end within a point of majority where volunteers are alike, and say how sure that is", () => {
    const own = alike.map((made) => scoresOf(made, "auto"));
    const majority = alike.map((made) => scoresOf(made, "majority"));
    expect(mean(own.map((one) => one.accuracy))).toBeGreaterThan(
      mean(majority.map((one) => one.accuracy)) - 0.01,
    );
    expect(mean(own.map((one) => one.calibrationError))).toBeLessThan(0.08);
  });

  it("draw volunteers to the crowd's table only where they are alike", () => {
    const strengthOf = ({ votes }: Made): number => {
      const { pseudo } = fitDawidSkene(votes, null, ANCHORED).shared;
      return pseudo.reduce((sum, one) => sum + one, 0) / votes.classes;
    };
    for (const made of alike) expect(strengthOf(made)).toBeGreaterThan(15);
    for (const seed of SEEDS) {
      const some = crowdOf(seed, { tasks: 500, classes: 4, each: 8 }, (random) =>
        random() < 0.5 ? 0.25 : 0.9,
      );
      expect(strengthOf(some)).toBeCloseTo(ANCHORED.crowdStrength, 9);
    }
  });
});
