import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Ballots } from "../../../shared/consensus/campaign.ts";
import { ANCHORED, fitDawidSkene, MAP } from "../../../shared/consensus/dawid-skene.ts";
import { fitCampaign, recountBuildings } from "../../../shared/consensus/engine.ts";
import { fitLabels } from "../../../shared/consensus/labels.ts";
import { blockByTask, type LabelVotes } from "../../../shared/consensus/votes.ts";
import { aQuestion, sumOf } from "./builders.ts";

type Row = { task: number; worker: number; label: number };
type Crowd = { tasks: number; workers: number; classes: number; labels: number; rows: Row[] };

/** Small crowds of every shape: lone voters, nobody at all, only "can't tell", one class. */
const someCrowd = fc
  .record({
    tasks: fc.integer({ min: 1, max: 8 }),
    workers: fc.integer({ min: 1, max: 6 }),
    classes: fc.integer({ min: 1, max: 4 }),
    extra: fc.integer({ min: 0, max: 1 }),
  })
  .chain(({ tasks, workers, classes, extra }) =>
    fc
      .array(
        fc.record({
          task: fc.integer({ min: 0, max: tasks - 1 }),
          worker: fc.integer({ min: 0, max: workers - 1 }),
          label: fc.integer({ min: 0, max: classes + extra - 1 }),
        }),
        { maxLength: 60 },
      )
      .map((rows): Crowd => ({ tasks, workers, classes, labels: classes + extra, rows })),
  );

describe("label models, whatever the votes", () => {
  it.each([
    ["auto", ANCHORED],
    ["dawid-skene", MAP],
  ] as const)("%s never lowers its objective", (_name, options) => {
    fc.assert(
      fc.property(someCrowd, (crowd) => {
        const { objectives } = fitDawidSkene(votesOf(crowd), null, {
          ...options,
          tolerance: 0,
          gainPerVote: 0,
        });
        for (let i = 1; i < objectives.length; i++) {
          const least = objectives[i - 1]! - 1e-9 * Math.abs(objectives[i - 1]!);
          expect(objectives[i]!).toBeGreaterThanOrEqual(least);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("gives distributions that sum to 1", () => {
    fc.assert(
      fc.property(someCrowd, (crowd) => {
        const { p } = fitLabels(votesOf(crowd), { model: "auto", iterations: null, gold: null });
        for (let t = 0; t < crowd.tasks; t++) {
          expect(sumOf(p.slice(t * crowd.classes, (t + 1) * crowd.classes))).toBeCloseTo(1, 9);
        }
      }),
    );
  });

  it("does not care in which order tasks, volunteers and classes are numbered", () => {
    fc.assert(
      fc.property(someCrowd, (crowd) => {
        const turned = {
          ...crowd,
          rows: crowd.rows.map(({ task, worker, label }) => ({
            task: crowd.tasks - 1 - task,
            worker: crowd.workers - 1 - worker,
            label: label < crowd.classes ? crowd.classes - 1 - label : label,
          })),
        };
        const options = { ...ANCHORED, tolerance: 0, gainPerVote: 0, maxIterations: 8 };
        const one = fitDawidSkene(votesOf(crowd), null, options).posterior;
        const other = fitDawidSkene(votesOf(turned), null, options).posterior;
        const K = crowd.classes;
        for (let t = 0; t < crowd.tasks; t++) {
          for (let k = 0; k < K; k++) {
            expect(one[t * K + k]!).toBeCloseTo(other[(crowd.tasks - 1 - t) * K + (K - 1 - k)]!, 9);
          }
        }
      }),
    );
  });

  it("treats a volunteer of weight one half, twice, as one volunteer", () => {
    fc.assert(
      fc.property(someCrowd, (crowd) => {
        const doubled = votesOf({ ...crowd, rows: crowd.rows.flatMap((row) => [row, row]) });
        const weight = new Float64Array(doubled.worker.length).fill(0.5);
        const options = { ...ANCHORED, tolerance: 0, gainPerVote: 0, maxIterations: 8 };
        const once = fitDawidSkene(votesOf(crowd), null, options).posterior;
        const twice = fitDawidSkene({ ...doubled, weight }, null, options).posterior;
        once.forEach((z, i) => expect(twice[i]!).toBeCloseTo(z, 9));
      }),
    );
  });

  it("believes gold, and learns from it who errs", () => {
    const rows = Array.from({ length: 40 }, (_, task) => [
      { task, worker: 0, label: task % 2 },
      { task, worker: 1, label: 1 - (task % 2) },
    ]).flat();
    const votes = votesOf({
      tasks: 41,
      workers: 2,
      classes: 2,
      labels: 2,
      rows: [...rows, { task: 40, worker: 0, label: 1 }],
    });
    const gold = Int16Array.from({ length: 41 }, (_, t) => (t < 20 ? t % 2 : -1));
    const { p } = fitLabels(votes, { model: "auto", iterations: null, gold });
    expect([p[0], p[1]]).toEqual([1, 0]);
    // Volunteer 0 is right in all gold, volunteer 1 in none: where they disagree, 0 is believed.
    for (let t = 20; t < 40; t++) expect(p[t * 2 + (t % 2)]!).toBeGreaterThan(0.9);
  });
});

const someBallots = fc
  .array(
    fc.record({
      building: fc.integer({ min: 0, max: 5 }),
      volunteer: fc.integer({ min: 0, max: 7 }),
      class: fc.integer({ min: -1, max: 3 }),
      low: fc.integer({ min: 0, max: 8 }),
      width: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 48 },
  )
  .map((answers) => {
    const newest = new Map(answers.map((one) => [one.building * 8 + one.volunteer, one]));
    const rows = [...newest.entries()].sort(([a], [b]) => a - b).map(([, one]) => one);
    const high = (one: { low: number; width: number }) => Math.min(8, one.low + one.width);
    const tells = (one: (typeof rows)[number]) => one.class >= 0 && !(one.low === 0 && high(one) === 8);
    return {
      buildings: 6,
      volunteers: 8,
      keys: Array.from({ length: 8 }, (_, w) => `v${w}`),
      building: Int32Array.from(rows, (one) => one.building),
      volunteer: Int32Array.from(rows, (one) => one.volunteer),
      class: Int16Array.from(rows, (one) => (tells(one) ? one.class : -1)),
      lastIntact: Int16Array.from(rows, (one) => (tells(one) ? one.low - 1 : -1)),
      firstDamaged: Int16Array.from(rows, (one) => (!tells(one) || high(one) === 8 ? -1 : high(one))),
      cannotTell: Uint8Array.from(rows, (one) => (tells(one) ? 0 : 1)),
    } satisfies Ballots;
  });

describe("a campaign's consensus, whatever the votes", () => {
  const question = aQuestion();

  it("never lets class and window contradict each other", () => {
    fc.assert(
      fc.property(someBallots, (ballots) => {
        for (const one of fitCampaign(question, ballots).buildings) {
          expect(sumOf(one.probabilities)).toBeCloseTo(1, 12);
          expect(sumOf(one.intervals)).toBeCloseTo(1, 12);
          expect(one.probabilities[0]!).toBeCloseTo(one.intervals.at(-1)!, 12);
        }
      }),
    );
  });

  it("recounts any part of the buildings to the fit's own bytes", () => {
    fc.assert(
      fc.property(someBallots, fc.integer({ min: 0, max: 5 }), (ballots, building) => {
        const fit = fitCampaign(question, ballots);
        const rows = Array.from(ballots.building.keys()).filter((v) => ballots.building[v] === building);
        const part: Ballots = {
          ...ballots,
          buildings: 1,
          building: new Int32Array(rows.length),
          volunteer: Int32Array.from(rows, (v) => ballots.volunteer[v]!),
          class: Int16Array.from(rows, (v) => ballots.class[v]!),
          lastIntact: Int16Array.from(rows, (v) => ballots.lastIntact[v]!),
          firstDamaged: Int16Array.from(rows, (v) => ballots.firstDamaged[v]!),
          cannotTell: Uint8Array.from(rows, (v) => ballots.cannotTell[v]!),
        };
        expect(recountBuildings(question, part, fit.model)[0]).toEqual(fit.buildings[building]);
      }),
    );
  });

  it("wants exactly what the rule says", () => {
    fc.assert(
      fc.property(someBallots, (ballots) => {
        const { min, cap } = question.redundancy;
        for (const one of fitCampaign(question, ballots).buildings) {
          const open = one.status === "open" && one.votes < cap;
          expect(one.wanted).toBe(one.votes < min ? min - one.votes : open ? 2 : 0);
        }
      }),
    );
  });
});

function votesOf(crowd: Crowd): LabelVotes {
  const { start, order } = blockByTask(
    crowd.tasks,
    Int32Array.from(crowd.rows, (row) => row.task),
  );
  return {
    tasks: crowd.tasks,
    workers: crowd.workers,
    classes: crowd.classes,
    labels: crowd.labels,
    start,
    worker: Int32Array.from(order, (i) => crowd.rows[i]!.worker),
    label: Uint16Array.from(order, (i) => crowd.rows[i]!.label),
  };
}
