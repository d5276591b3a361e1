import { describe, expect, it } from "vitest";
import type { Ballots, CampaignFit } from "../../../shared/consensus/campaign.ts";
import { fitCampaign, recountBuildings } from "../../../shared/consensus/engine.ts";
import { seededRandom, type Random } from "../../../shared/consensus/random.ts";
import { simulateBallots, simulateCrowd } from "../../../shared/consensus/simulate.ts";
import { aQuestion } from "./builders.ts";

const SEEDS = [1, 2, 3, 4];
const SCENES = 8;
const question = { ...aQuestion(), asks: { class: false, window: true } };
const crowdOf = (seed: number) => ({
  seed,
  buildings: 240,
  volunteers: 60,
  votesPerBuilding: 10,
  hardShare: 0.25,
  cloudShare: 0.15,
});

type Bracket = { last: number; first: number };

/** The same ballots with `count` more accounts that answer two buildings in five as `answer` says. */
function withMore(from: Ballots, count: number, answer: (random: Random) => Bracket): Ballots {
  const random = seededRandom(99);
  type Row = { b: number; w: number; last: number; first: number; blind: number };
  const rows: Row[] = Array.from(from.building, (b, v) => ({
    b,
    w: from.volunteer[v]!,
    last: from.lastIntact[v]!,
    first: from.firstDamaged[v]!,
    blind: from.cannotTell[v]!,
  }));
  for (let b = 0; b < from.buildings; b++) {
    if (b % 5 > 1) continue;
    const given = answer(random);
    for (let i = 0; i < count; i++) rows.push({ b, w: from.volunteers + i, ...given, blind: 0 });
  }
  rows.sort((x, y) => x.b - y.b || x.w - y.w);
  return {
    buildings: from.buildings,
    volunteers: from.volunteers + count,
    keys: [...from.keys, ...Array.from({ length: count }, (_, i) => `zz-copy-${i}`)],
    building: Int32Array.from(rows, (row) => row.b),
    volunteer: Int32Array.from(rows, (row) => row.w),
    class: new Int16Array(rows.length).fill(-1),
    lastIntact: Int16Array.from(rows, (row) => row.last),
    firstDamaged: Int16Array.from(rows, (row) => row.first),
    cannotTell: Uint8Array.from(rows, (row) => row.blind),
  };
}

const anyBracket = (random: Random): Bracket => {
  const last = Math.floor(random() * (SCENES - 1));
  return { last, first: last + 1 };
};
const flaggedIn = (fit: CampaignFit): string[] =>
  fit.model.volunteers.filter(({ cluster }) => cluster >= 0).map(({ key }) => key);

describe.each(SEEDS)("in a campaign that asks for the window alone (seed %i)", (seed) => {
  const crowd = simulateCrowd(question, crowdOf(seed));
  const honest = simulateBallots(crowd, crowdOf(seed));
  const rightOf = (fit: CampaignFit): number =>
    fit.buildings.filter((one, b) => one.window!.lastIntact + 1 === crowd.intervals[b]).length;
  const fit = fitCampaign(question, honest);
  const attacked = withMore(honest, 10, anyBracket);
  const found = fitCampaign(question, attacked);

  it("a block of copies is flagged and nobody else, and costs little", () => {
    expect(flaggedIn(found)).toEqual(attacked.keys.slice(-10));
    expect(rightOf(found)).toBeGreaterThanOrEqual(rightOf(fit) - 0.02 * honest.buildings);
  });

  it("honest volunteers are not flagged, nor are people who never move the slider", () => {
    expect(flaggedIn(fit)).toEqual([]);
    const idle = withMore(honest, 5, () => ({ last: 0, first: SCENES - 1 }));
    expect(flaggedIn(fitCampaign(question, idle))).toEqual([]);
  });

  it("what was found holds for recounts", () => {
    expect(recountBuildings(question, attacked, found.model)).toEqual(found.buildings);
  });
});

describe("gold, while an alarm of copying is on", () => {
  const options = crowdOf(5);
  const crowd = simulateCrowd(question, options);
  const ballots = withMore(simulateBallots(crowd, options), 10, anyBracket);
  const gold = Array.from({ length: 10 }, (_, b) => {
    const c = crowd.intervals[b]!;
    return { building: b, class: -1, lastIntact: c - 1, firstDamaged: c === SCENES ? -1 : c };
  });

  it("counts twenty times as much, until the accounts are cleared", () => {
    expect(fitCampaign(question, ballots, gold).model.goldWeight).toBe(100);
    const cleared = new Set(ballots.keys.slice(-10));
    expect(fitCampaign(question, ballots, gold, { cleared }).model.goldWeight).toBe(5);
    expect(fitCampaign(question, simulateBallots(crowd, options), gold).model.goldWeight).toBe(5);
  });

  it("says more of who may be believed", () => {
    const trust = (fit: CampaignFit, key: string): number => {
      const { theta, kernel } = fit.model.volunteers.find((one) => one.key === key)!;
      return theta! * kernel![3]!;
    };
    const mean = (fit: CampaignFit): number =>
      ballots.keys.slice(-10).reduce((sum, key) => sum + trust(fit, key), 0) / 10;
    expect(mean(fitCampaign(question, ballots, gold))).toBeLessThan(mean(fitCampaign(question, ballots)));
  });
});
