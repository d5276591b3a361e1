import { describe, expect, it } from "vitest";
import type { Ballots } from "../../../shared/consensus/campaign.ts";
import { fitCampaign } from "../../../shared/consensus/engine.ts";
import { simulateCrowd, type SimulatedAnswer } from "../../../shared/consensus/simulate.ts";
import { aQuestion } from "./builders.ts";

const OPTIONS = {
  seed: 3,
  buildings: 500,
  volunteers: 120,
  votesPerBuilding: 0,
  hardShare: 0.25,
  cloudShare: 0.15,
};
const FIXED = 15;

type Row = { building: number; volunteer: number; answer: SimulatedAnswer; early: boolean };

describe("asking where an answer is still wanted", () => {
  const question = aQuestion();
  const crowd = simulateCrowd(question, OPTIONS);

  it("is as right as majority with fifteen votes everywhere, for six tenths of the votes", () => {
    const rows: Row[] = [];
    const asked = Array.from({ length: OPTIONS.buildings }, () => new Set<number>());
    const ask = (building: number, count: number): void => {
      const free = crowd.drawVolunteers(OPTIONS.volunteers / 2).filter((w) => !asked[building]!.has(w));
      for (const volunteer of free.slice(0, count)) {
        asked[building]!.add(volunteer);
        const early = asked[building]!.size <= question.redundancy.min;
        rows.push({ building, volunteer, answer: crowd.answer(building, volunteer), early });
      }
    };
    const budget = OPTIONS.buildings * FIXED * 0.6;
    for (let b = 0; b < OPTIONS.buildings; b++) ask(b, question.redundancy.min);
    let fit = fitCampaign(question, ballotsOf(rows));
    // Whoever answers teaches most where most is left to learn: the server asks there first.
    while (rows.length < budget) {
      const open = [...fit.buildings.entries()].filter(([, one]) => one.wanted > 0);
      open.sort(([, a], [, b]) => b.gain - a.gain);
      for (const [b, one] of open.slice(0, 100)) ask(b, Math.min(one.wanted, budget - rows.length));
      fit = fitCampaign(question, ballotsOf(rows));
    }
    const right = fit.buildings.filter((one, b) => one.class === crowd.classes[b]).length;
    expect(rows.length).toBeLessThanOrEqual(budget);
    expect(right / OPTIONS.buildings).toBeGreaterThanOrEqual(majorityAccuracy());
  });

  function majorityAccuracy(): number {
    let right = 0;
    for (let b = 0; b < OPTIONS.buildings; b++) {
      const counts = question.classes.map(() => 0);
      for (const w of crowd.drawVolunteers(FIXED)) {
        const { class: said } = crowd.answer(b, w);
        if (said >= 0) counts[said]! += 1;
      }
      right += counts.indexOf(Math.max(...counts)) === crowd.classes[b] ? 1 : 0;
    }
    return right / OPTIONS.buildings;
  }
});

function ballotsOf(rows: readonly Row[]): Ballots {
  const sorted = [...rows].sort((a, b) => a.building - b.building || a.volunteer - b.volunteer);
  return {
    buildings: OPTIONS.buildings,
    volunteers: OPTIONS.volunteers,
    keys: Array.from({ length: OPTIONS.volunteers }, (_, w) => `v${String(w).padStart(4, "0")}`),
    building: Int32Array.from(sorted, (row) => row.building),
    volunteer: Int32Array.from(sorted, (row) => row.volunteer),
    class: Int16Array.from(sorted, (row) => row.answer.class),
    lastIntact: Int16Array.from(sorted, (row) => row.answer.lastIntact),
    firstDamaged: Int16Array.from(sorted, (row) => row.answer.firstDamaged),
    cannotTell: Uint8Array.from(sorted, (row) => row.answer.cannotTell),
    early: Uint8Array.from(sorted, (row) => (row.early ? 1 : 0)),
  };
}
