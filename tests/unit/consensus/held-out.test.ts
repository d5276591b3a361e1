import { describe, expect, it } from "vitest";
import { fitCampaign } from "../../../shared/consensus/engine.ts";
import { judgeHeldOut } from "../../../shared/consensus/held-out.ts";
import { simulateBallots, simulateCrowd } from "../../../shared/consensus/simulate.ts";
import { aQuestion } from "./builders.ts";

const OPTIONS = {
  seed: 3,
  buildings: 120,
  volunteers: 40,
  votesPerBuilding: 6,
  hardShare: 0.4,
  cloudShare: 0.15,
};
const question = { ...aQuestion(), asks: { class: true, window: false } };
const crowd = simulateCrowd(question, OPTIONS);
const ballots = simulateBallots(crowd, OPTIONS);
const decisions = { cleared: new Set<string>() };
const known = (building: number, shift = 0) => ({
  building,
  class: (crowd.classes[building]! + shift) % 4,
  lastIntact: -1,
  firstDamaged: -1,
});
const gold = Array.from({ length: 40 }, (_, i) => known(3 * i));

describe("buildings that experts know", () => {
  it("are each judged once", () => {
    const judged = ([0, 1] as const).flatMap((half) =>
      judgeHeldOut(question, ballots, gold, decisions, half),
    );
    expect(judged).toHaveLength(40);
    expect(
      judged.filter(({ known: one, consensus }) => one.class === consensus.class).length,
    ).toBeGreaterThan(28);
  });

  it("are judged as if their own truth were not known", () => {
    const lied = gold.map((one, i) => (i % 2 === 0 ? known(one.building, 1) : one));
    const truly = judgeHeldOut(question, ballots, gold, decisions, 0);
    const falsely = judgeHeldOut(question, ballots, lied, decisions, 0);
    expect(falsely.map(({ consensus }) => consensus)).toEqual(truly.map(({ consensus }) => consensus));
    expect(falsely.map((one) => one.known.class)).toEqual(truly.map((one) => (one.known.class + 1) % 4));
    const taught = fitCampaign(question, ballots, lied);
    expect(taught.buildings[gold[0]!.building]).not.toEqual(truly[0]!.consensus);
  });

  it("are left out where nobody answered", () => {
    const unanswered = { ...ballots, buildings: 121 };
    const last = [{ ...known(0), building: 120 }];
    expect(judgeHeldOut(question, unanswered, last, decisions, 0)).toEqual([]);
  });
});
