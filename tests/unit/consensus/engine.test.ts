import { describe, expect, it } from "vitest";
import type { Ballots } from "../../../shared/consensus/campaign.ts";
import { emptyModel, fitCampaign, recountBuildings } from "../../../shared/consensus/engine.ts";
import { simulateBallots, simulateCrowd } from "../../../shared/consensus/simulate.ts";
import { aQuestion, sumOf } from "./builders.ts";

const OPTIONS = {
  seed: 7,
  buildings: 300,
  volunteers: 60,
  votesPerBuilding: 10,
  hardShare: 0.25,
  cloudShare: 0.15,
};

const question = aQuestion();
const crowd = simulateCrowd(question, OPTIONS);
const ballots = simulateBallots(crowd, OPTIONS);
const fit = fitCampaign(question, ballots);

describe("the campaign's consensus", () => {
  it("finds most classes and windows of a simulated crowd", () => {
    const rightClass = fit.buildings.filter((one, b) => one.class === crowd.classes[b]).length;
    const rightWindow = fit.buildings.filter(
      (one, b) => one.window !== null && one.window.lastIntact + 1 === crowd.intervals[b],
    ).length;
    expect(rightClass / OPTIONS.buildings).toBeGreaterThan(0.9);
    expect(rightWindow / OPTIONS.buildings).toBeGreaterThan(0.8);
  });

  it("gives one number for damaged, whether asked by class or by window", () => {
    for (const one of fit.buildings) {
      expect(sumOf(one.probabilities)).toBeCloseTo(1, 12);
      expect(sumOf(one.intervals)).toBeCloseTo(1, 12);
      expect(1 - one.probabilities[0]!).toBeCloseTo(1 - one.intervals.at(-1)!, 12);
    }
  });

  it("recounts to the fit's own numbers, to the byte, from the stored model", () => {
    const stored = JSON.parse(JSON.stringify(fit.model)) as typeof fit.model;
    expect(recountBuildings(question, ballots, stored)).toEqual(fit.buildings);
  });

  it("shows the prior for a building without votes and wants the minimum", () => {
    const none = only(ballots, () => false);
    const unvoted = recountBuildings(question, none, fit.model)[0]!;
    expect(sumOf(unvoted.probabilities)).toBeCloseTo(1, 12);
    expect(sumOf(unvoted.intervals)).toBeCloseTo(1, 12);
    expect(unvoted).toMatchObject({ status: "open", votes: 0, wanted: 5 });
  });

  it("counts who cannot tell as a voter but never as a class", () => {
    const blind = only(ballots, (v) => v < 6);
    blind.class.fill(-1);
    blind.lastIntact.fill(-1);
    blind.firstDamaged.fill(-1);
    blind.cannotTell.fill(1);
    blind.building.fill(0);
    const one = recountBuildings(question, blind, emptyModel(question))[0]!;
    expect(one).toMatchObject({ votes: 6, status: "open", wanted: 2 });
    expect(one.probability).toBeLessThan(0.5);
  });

  it("wants two more while open, none when settled, and calls it disputed at the cap", () => {
    const open = fit.buildings.find((one) => one.status === "open")!;
    const settled = fit.buildings.find((one) => one.status === "settled")!;
    expect(open.wanted).toBe(2);
    expect(settled).toMatchObject({ wanted: 0, gain: 0 });
    const strict = { ...question, redundancy: { ...question.redundancy, cap: 10, certainty: 1 } };
    const capped = fitCampaign(strict, ballots).buildings.filter((one) => one.votes === 10);
    expect(new Set(capped.map((one) => `${one.status} ${one.wanted}`))).toEqual(new Set(["disputed 0"]));
  });

  it("asks only for what the campaign asks", () => {
    const classOnly = fitCampaign({ ...question, asks: { class: true, window: false } }, ballots)
      .buildings[0]!;
    const windowOnly = fitCampaign({ ...question, asks: { class: false, window: true } }, ballots)
      .buildings[0]!;
    expect(classOnly).toMatchObject({ window: null, credible90: null });
    expect(windowOnly).toMatchObject({ class: -1, probability: 0 });
    expect(windowOnly.intervals.length).toBe(question.sceneTimes.length + 1);
  });

  it("survives a campaign without votes, without scenes and without volunteers", () => {
    const nothing = { ...only(ballots, () => false), buildings: 2, volunteers: 0, keys: [] };
    const bare = fitCampaign({ ...question, sceneTimes: [] }, nothing);
    expect(bare.buildings.map((one) => one.status)).toEqual(["open", "open"]);
    expect(sumOf(bare.buildings[0]!.probabilities)).toBeCloseTo(1, 12);
  });

  it("takes marks that stand the wrong way round, since a date was set right, for none", () => {
    const swapped = only(ballots, () => true);
    const unmarked = only(ballots, () => true);
    for (let v = 0; v < swapped.building.length; v += 5) {
      swapped.lastIntact[v] = 5;
      swapped.firstDamaged[v] = v % 2 === 0 ? 2 : 5; // before, or the same scene
      unmarked.lastIntact[v] = -1;
      unmarked.firstDamaged[v] = -1;
    }
    const both = fitCampaign(question, swapped);
    expect(both).toEqual(fitCampaign(question, unmarked));
    expect(recountBuildings(question, swapped, both.model)).toEqual(both.buildings);
  });

  it("lets a cluster of copies weigh as much as one voter", () => {
    const copies = copiesOnOneBuilding(6);
    const alone = recountBuildings(question, copies, emptyModel(question))[0]!;
    const clustered = recountBuildings(
      question,
      { ...copies, cluster: new Int32Array(copies.volunteers).fill(0) },
      emptyModel(question),
    )[0]!;
    const single = recountBuildings(
      question,
      only(copies, (v) => v === 0),
      emptyModel(question),
    )[0]!;
    expect(clustered.probability).toBeCloseTo(single.probability, 12);
    expect(alone.probability).toBeGreaterThan(clustered.probability);
  });
});

describe("accounts that copy each other in a campaign", () => {
  // Eight accounts give one made-up answer to every third building, after the honest ones.
  const attacked = withCopies(ballots, 8);
  const found = fitCampaign(question, attacked);

  it("are named in an alarm, count as one voter, and leave everybody else alone", () => {
    const clustered = found.model.volunteers.filter((one) => one.cluster >= 0).map((one) => one.key);
    expect(clustered).toEqual(attacked.keys.slice(-8));
    expect(found.model.copying.length).toBeGreaterThan(0);
    const right = (one: typeof fit) => one.buildings.filter((b, i) => b.class === crowd.classes[i]).length;
    expect(right(found)).toBeGreaterThan(right(fit) - 0.02 * OPTIONS.buildings);
  });

  it("count as themselves again when an admin has cleared them", () => {
    const cleared = new Set(attacked.keys.slice(-8));
    const decided = fitCampaign(question, attacked, [], { cleared });
    expect(decided.model.volunteers.every((one) => one.cluster === -1)).toBe(true);
    expect(decided.model.copying).toEqual([]);
  });

  it("are recounted as one voter too", () => {
    expect(recountBuildings(question, attacked, found.model)).toEqual(found.buildings);
  });
});

describe("gold", () => {
  it("whose marks stand the wrong way round says nothing of the window", () => {
    const swapped = fitCampaign(question, ballots, [
      { building: 0, class: -1, lastIntact: 5, firstDamaged: 2 },
    ]);
    expect(swapped.buildings).toEqual(fit.buildings);
  });

  it("teaches whom to believe, but does not hide what the crowd says of the gold building", () => {
    const gold = [{ building: 0, class: crowd.classes[0] === 3 ? 2 : 3, lastIntact: -1, firstDamaged: -1 }];
    const wrong = fitCampaign(question, ballots, gold);
    expect(wrong.buildings[0]!.class).toBe(fit.buildings[0]!.class);
  });

  it("sets how sure the crowd may be, from fifty gold buildings on", () => {
    const gold = Array.from({ length: 100 }, (_, b) => ({
      building: b,
      class: crowd.classes[b]!,
      lastIntact: -1,
      firstDamaged: -1,
    }));
    // These simulated volunteers err almost independently, which votes alone cannot show and gold can.
    expect(fitCampaign(question, ballots, gold).model.class!.rho).toBeLessThan(fit.model.class!.rho);
  });
});

/** The same ballots with `count` more accounts that give one drawn answer on every third building. */
function withCopies(from: Ballots, count: number): Ballots {
  type Row = { b: number; w: number; c: number; last: number; first: number; blind: number };
  const rows: Row[] = Array.from(from.building, (b, v) => ({
    b,
    w: from.volunteer[v]!,
    c: from.class[v]!,
    last: from.lastIntact[v]!,
    first: from.firstDamaged[v]!,
    blind: from.cannotTell[v]!,
  }));
  for (let b = 0; b < from.buildings; b += 3) {
    const c = 1 + ((b * 7) % 3);
    for (let i = 0; i < count; i++) rows.push({ b, w: from.volunteers + i, c, last: 0, first: 1, blind: 0 });
  }
  rows.sort((x, y) => x.b - y.b || x.w - y.w);
  return {
    buildings: from.buildings,
    volunteers: from.volunteers + count,
    keys: [...from.keys, ...Array.from({ length: count }, (_, i) => `zz-copy-${i}`)],
    building: Int32Array.from(rows, (row) => row.b),
    volunteer: Int32Array.from(rows, (row) => row.w),
    class: Int16Array.from(rows, (row) => row.c),
    lastIntact: Int16Array.from(rows, (row) => row.last),
    firstDamaged: Int16Array.from(rows, (row) => row.first),
    cannotTell: Uint8Array.from(rows, (row) => row.blind),
  };
}

function only(from: Ballots, keep: (row: number) => boolean): Ballots {
  const rows = Array.from(from.building.keys()).filter(keep);
  return {
    ...from,
    buildings: 1,
    building: Int32Array.from(rows, (v) => from.building[v]!),
    volunteer: Int32Array.from(rows, (v) => from.volunteer[v]!),
    class: Int16Array.from(rows, (v) => from.class[v]!),
    lastIntact: Int16Array.from(rows, (v) => from.lastIntact[v]!),
    firstDamaged: Int16Array.from(rows, (v) => from.firstDamaged[v]!),
    cannotTell: Uint8Array.from(rows, (v) => from.cannotTell[v]!),
  };
}

function copiesOnOneBuilding(count: number): Ballots {
  return {
    buildings: 1,
    volunteers: count,
    keys: Array.from({ length: count }, (_, w) => `copy-${w}`),
    building: new Int32Array(count),
    volunteer: Int32Array.from({ length: count }, (_, w) => w),
    class: new Int16Array(count).fill(2),
    lastIntact: new Int16Array(count).fill(3),
    firstDamaged: new Int16Array(count).fill(4),
    cannotTell: new Uint8Array(count),
  };
}
