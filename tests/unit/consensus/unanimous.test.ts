import { describe, expect, it } from "vitest";
import { fitCampaign } from "../../../shared/consensus/engine.ts";
import type { Ballots, ConsensusQuestion } from "../../../shared/consensus/campaign.ts";

const question: ConsensusQuestion = {
  classes: ["destroyed", "severe", "moderate", "possible", "none"].map((code, index) => ({
    code,
    damaged: index < 4,
  })),
  sceneTimes: [0],
  asks: { class: true, window: false },
  redundancy: { min: 5, cap: 30, certainty: 0.95, windowDays: 7 },
};

/** Volunteers who all see the same on every building. */
function unanimous(buildings: number, volunteers: number): Ballots {
  const rows = Array.from({ length: buildings * volunteers }, (_, row) => row);
  const building = Int32Array.from(rows, (row) => Math.floor(row / volunteers));
  return {
    buildings,
    volunteers,
    keys: Array.from({ length: volunteers }, (_, index) => `volunteer ${index}`),
    building,
    volunteer: Int32Array.from(rows, (row) => row % volunteers),
    class: Int16Array.from(building, (b) => (b % 3 === 0 ? 0 : 4)),
    lastIntact: new Int16Array(rows.length).fill(-1),
    firstDamaged: new Int16Array(rows.length).fill(-1),
    cannotTell: new Uint8Array(rows.length),
  };
}

describe("volunteers who never differ", () => {
  it.each([
    [1, 5],
    [4, 5],
    [12, 5],
    [98, 6],
    [400, 8],
  ])("settle what they agree on: %i buildings, %i volunteers", (buildings, volunteers) => {
    const fit = fitCampaign(question, unanimous(buildings, volunteers));
    expect(new Set(fit.buildings.map(({ status }) => status))).toEqual(new Set(["settled"]));
    expect(fit.model.copying).toEqual([]);
  });
});
