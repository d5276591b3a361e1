import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CROWDKIT, fitCrowdkit } from "../../../shared/consensus/crowdkit.ts";
import { fitLabels } from "../../../shared/consensus/labels.ts";
import { turnbull } from "../../../shared/consensus/turnbull.ts";
import { noTestData, testData } from "../../support/test-data.ts";
import { readCrowdSet, readHead, readRows, SCORED_SETS, type CrowdSet } from "./crowd-sets.ts";

const why = noTestData === null ? "" : ` (skipped: ${noTestData})`;

/** Largest difference between a posterior and a file `task,<label>…`. */
function worstGap(set: CrowdSet, posterior: Float64Array, ...path: string[]): number {
  const head = readHead(...path).slice(1);
  const taskAt = new Map(set.tasks.map((task, t) => [task, t]));
  let worst = 0;
  for (const [task, ...values] of readRows(...path)) {
    head.forEach((label, j) => {
      const at = taskAt.get(task!)! * set.labels.length + set.labels.indexOf(label);
      worst = Math.max(worst, Math.abs(Number(values[j]) - posterior[at]!));
    });
  }
  return worst;
}

/** Sets of which reference outputs of one kind are there. */
const setsWith = (file: string) =>
  SCORED_SETS.filter((name) => existsSync(testData("consensus", "oracles", name, file)));

describe.skipIf(noTestData !== null)(`beside crowd-kit 1.4.1${why}`, () => {
  it.each(setsWith("ds_default.csv"))(
    "gives its Dawid–Skene posteriors of %s to 1e-9, with either setting",
    (name) => {
      const set = readCrowdSet(name);
      const usual = fitCrowdkit(set.votes, { ...CROWDKIT, oneCoin: false });
      expect(worstGap(set, usual.posterior, "oracles", name, "ds_default.csv")).toBeLessThan(1e-9);
      const meta = JSON.parse(readFileSync(testData("consensus", "oracles", name, "meta.json"), "utf8"));
      expect(usual.evidence).toHaveLength(meta.ds_default_iters);
      const long = fitCrowdkit(set.votes, { maxIterations: 100, tolerance: -Infinity, oneCoin: false });
      expect(worstGap(set, long.posterior, "oracles", name, "ds_100it.csv")).toBeLessThan(1e-9);
    },
  );

  it.each(setsWith("onecoin.csv"))("gives its one-coin posteriors and skills of %s to 1e-9", (name) => {
    const set = readCrowdSet(name);
    const fit = fitCrowdkit(set.votes, { ...CROWDKIT, oneCoin: true });
    expect(worstGap(set, fit.posterior, "oracles", name, "onecoin.csv")).toBeLessThan(1e-9);
    for (const [worker, skill] of readRows("oracles", name, "onecoin_skills.csv")) {
      expect(fit.skills![set.workers.indexOf(worker!)]).toBeCloseTo(Number(skill), 9);
    }
  });

  it.each(setsWith("mv.csv"))("gives its majority shares of %s", (name) => {
    const set = readCrowdSet(name);
    const { p } = fitLabels(set.votes, { model: "majority", iterations: null, gold: null });
    expect(worstGap(set, p, "oracles", name, "mv.csv")).toBeLessThan(1e-12);
  });
});

describe.skipIf(noTestData !== null)(`beside Dawid & Skene 1979${why}`, () => {
  it("finds their maximum of the anaesthesia data, repeats counted", () => {
    const set = readCrowdSet("anesthesia");
    const fit = fitCrowdkit(set.votes, { maxIterations: 2000, tolerance: -Infinity, oneCoin: false });
    expect(fit.logLikelihood).toBeCloseTo(-192.890881, 6);
    [0.3996, 0.422, 0.1118, 0.0667].forEach((share, k) => expect(fit.prior[k]).toBeCloseTo(share, 4));
  });
});

describe.skipIf(noTestData !== null)(`beside R's survfit${why}`, () => {
  it("gives the same mass to each innermost interval, to 1e-9", () => {
    const votes = readRows("oracles", "turnbull", "votes.csv").map((row) => row.map(Number));
    const expected: { building: number; intervals: [number, number][]; survfit: number[] }[] = JSON.parse(
      readFileSync(testData("consensus", "oracles", "turnbull", "innermost.json"), "utf8"),
    );
    expect(expected.length).toBeGreaterThan(0);
    for (const { building, intervals, survfit } of expected) {
      const own = votes.filter(([b]) => b === building);
      const found = turnbull(
        own.map(([, a]) => a!),
        own.map(([, , b]) => b! - 1),
      );
      const mass = new Map(found.map((one) => [`${one.from - 0.5},${one.to + 0.5}`, one.mass]));
      intervals.forEach((interval, i) => expect(mass.get(interval.join()) ?? 0).toBeCloseTo(survfit[i]!, 9));
    }
  });
});

describe.skipIf(noTestData !== null)(`beside MapSwipe${why}`, () => {
  it("gives the published confusion of its Haiti votes by its own rule", () => {
    // Damaged where the share of damage votes plus half that of maybe is 0.35 or more.
    const set = readCrowdSet("mapswipe_haiti");
    const at = (label: string) => set.labels.indexOf(label);
    const table = { hit: 0, missed: 0, falseAlarm: 0, rest: 0 };
    for (let t = 0; t < set.votes.tasks; t++) {
      if (set.truth[t]! < 0) continue;
      const labels = Array.from(set.votes.label.subarray(set.votes.start[t], set.votes.start[t + 1]));
      const share = (l: number) => labels.filter((one) => one === l).length / labels.length;
      const says = share(at("damage")) + share(at("maybe")) / 2 >= 0.35;
      const is = set.truth[t] === at("damage");
      table[is ? (says ? "hit" : "missed") : says ? "falseAlarm" : "rest"] += 1;
    }
    expect(table).toEqual({ hit: 287, missed: 87, falseAlarm: 246, rest: 1002 });
  });
});
