import { describe, expect, it } from "vitest";
import { findCopying, weightsOfClusters } from "../../../shared/consensus/collusion.ts";
import { ANCHORED } from "../../../shared/consensus/dawid-skene.ts";
import { fitLabels, type LabelModel } from "../../../shared/consensus/labels.ts";
import { seededRandom } from "../../../shared/consensus/random.ts";
import { scorePredictions, type Scores } from "../../../shared/consensus/scores.ts";
import { blockByTask, type LabelVotes } from "../../../shared/consensus/votes.ts";
import { noTestData } from "../../support/test-data.ts";
import { readCrowdSet, SCORED_SETS, type CrowdSet } from "./crowd-sets.ts";

const why = noTestData === null ? "" : ` (skipped: ${noTestData})`;
const sets = noTestData === null ? SCORED_SETS.map(readCrowdSet) : [];

describe.skipIf(noTestData !== null)(`auto on ten public crowd sets${why}`, () => {
  it("is more often right than each single model, on average", () => {
    const auto = meanOver(scoresOf("auto"), (one) => one.accuracy);
    expect(auto).toBeGreaterThan(0.86);
    for (const model of ["majority", "dawid-skene", "one-coin", "crowdkit-ds"] as const) {
      expect(auto).toBeGreaterThan(meanOver(scoresOf(model), (one) => one.accuracy));
    }
    expect(meanOver(scoresOf("auto"), (one) => one.macroF1)).toBeGreaterThan(
      meanOver(scoresOf("crowdkit-ds"), (one) => one.macroF1),
    );
  });

  it("states probabilities that hold: mean calibration error at most .05", () => {
    expect(meanOver(scoresOf("auto"), (one) => one.calibrationError)).toBeLessThan(0.05);
  });

  it("is wrong at most one time in twenty where it is sure, and is sure of a third of the tasks", () => {
    const scores = scoresOf("auto");
    expect(meanOver(scores, (one) => one.sure.wrong)).toBeLessThan(0.05);
    expect(meanOver(scores, (one) => one.sure.tasks / one.tasks)).toBeGreaterThan(1 / 3);
  });

  it.each(SCORED_SETS)("is on %s not worse than majority by a paired 95 %% interval", (name) => {
    const set = sets.find((one) => one.name === name)!;
    const right = (model: LabelModel) => rightOf(set, predict(set.votes, model));
    const [auto, majority] = [right("auto"), right("majority")];
    const differences = auto.map((one, i) => one - majority[i]!);
    const mean = differences.reduce((sum, d) => sum + d, 0) / differences.length;
    const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (differences.length - 1);
    expect(mean + 1.96 * Math.sqrt(variance / differences.length)).toBeGreaterThanOrEqual(0);
  });

  it("flags nobody in them as a copy", () => {
    for (const set of sets)
      expect([set.name, findCopying(set.votes, ANCHORED).clusters]).toEqual([set.name, 0]);
  });
});

describe.skipIf(noTestData !== null)(`ten accounts that answer alike on 40 % of the tasks${why}`, () => {
  it.each(SCORED_SETS)("are all flagged in %s, and nobody else, and cost at most 2 points", (name) => {
    const set = sets.find((one) => one.name === name)!;
    const attacked = withColluders(set.votes, 10, 0.4);
    const { cluster } = findCopying(attacked, ANCHORED);
    const flagged = Array.from(cluster.keys()).filter((w) => cluster[w]! >= 0);
    expect(flagged).toEqual(Array.from({ length: 10 }, (_, i) => set.votes.workers + i));
    const clean = meanOf(rightOf(set, predict(set.votes, "auto")));
    const weighted = { ...attacked, weight: weightsOfClusters(attacked, cluster) };
    expect(weighted.weight.some((one) => one < 1)).toBe(true);
    expect(meanOf(rightOf(set, predict(attacked, "auto")))).toBeGreaterThan(clean - 0.02);
  });
});

const cache = new Map<LabelModel, Scores[]>();

function scoresOf(model: LabelModel): Scores[] {
  const known = cache.get(model) ?? sets.map((set) => score(set, predict(set.votes, model)));
  cache.set(model, known);
  return known;
}

function predict(votes: LabelVotes, model: LabelModel): Float64Array {
  return fitLabels(votes, { model, iterations: null, gold: null }).p;
}

function score(set: CrowdSet, p: Float64Array): Scores {
  const K = set.labels.length;
  const known = Array.from(set.truth.keys()).filter((t) => set.truth[t]! >= 0);
  const rows = new Float64Array(known.length * K);
  known.forEach((t, i) => rows.set(p.subarray(t * K, (t + 1) * K), i * K));
  const truth = Int32Array.from(known, (t) => set.truth[t]!);
  return scorePredictions({ tasks: known.length, classes: K, p: rows, truth });
}

/** 1 or 0 for each task with known truth. */
function rightOf(set: CrowdSet, p: Float64Array): number[] {
  const K = set.labels.length;
  const known = Array.from(set.truth.keys()).filter((t) => set.truth[t]! >= 0);
  return known.map((t) => {
    const row = Array.from(p.subarray(t * K, (t + 1) * K));
    return row.indexOf(Math.max(...row)) === set.truth[t] ? 1 : 0;
  });
}

/** The same votes with a block of accounts that give one answer, drawn at random, on a share of the tasks. */
function withColluders(votes: LabelVotes, accounts: number, share: number): LabelVotes {
  const random = seededRandom(1);
  const rows: { task: number; worker: number; label: number }[] = [];
  for (let t = 0; t < votes.tasks; t++) {
    for (let v = votes.start[t]!; v < votes.start[t + 1]!; v++) {
      rows.push({ task: t, worker: votes.worker[v]!, label: votes.label[v]! });
    }
    if (random() >= share) continue;
    const label = Math.floor(random() * votes.labels);
    for (let i = 0; i < accounts; i++) rows.push({ task: t, worker: votes.workers + i, label });
  }
  const { start, order } = blockByTask(
    votes.tasks,
    Int32Array.from(rows, (row) => row.task),
  );
  return {
    ...votes,
    workers: votes.workers + accounts,
    start,
    worker: Int32Array.from(order, (i) => rows[i]!.worker),
    label: Uint16Array.from(order, (i) => rows[i]!.label),
  };
}

function meanOver(scores: readonly Scores[], value: (one: Scores) => number): number {
  return meanOf(scores.map(value));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}
