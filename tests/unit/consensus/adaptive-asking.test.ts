/**
 * Asking more where answers differ must not look like volunteers who err together: it ends the tasks on which they agree
 * and leaves those on which they do not, whoever they are.
 */
import { describe, expect, it } from "vitest";
import type { Ballots, CampaignFit, ConsensusQuestion } from "../../../shared/consensus/campaign.ts";
import { fitCampaign } from "../../../shared/consensus/engine.ts";
import { drawIndex, seededRandom, type Random } from "../../../shared/consensus/random.ts";

const BUILDINGS = 200;
const VOLUNTEERS = 60;
const MIN = 5;
const CAP = 30;
const ROUNDS = 13;

const question: ConsensusQuestion = {
  classes: ["destroyed", "severe", "moderate", "none"].map((code, k) => ({ code, damaged: k < 3 })),
  sceneTimes: [0],
  asks: { class: true, window: false },
  redundancy: { min: MIN, cap: CAP, certainty: 0.95, windowDays: 0 },
};

/** What one volunteer says of a building of class `truth`, on which `lure` is what is easily seen instead. */
type Voter = (truth: number, lure: number, random: Random) => number;

/** Three in four right, and otherwise anything. */
const independent: Voter = (truth, _lure, random) =>
  random() < 0.75 ? truth : (truth + 1 + Math.floor(random() * 3)) % 4;
/** As often right on the whole, but on every building the wrong answers are mostly the same one. */
const lured: Voter = (truth, lure, random) => {
  if (random() < 0.65) return truth;
  return random() < 0.8 ? lure : (truth + 1 + Math.floor(random() * 3)) % 4;
};

type Row = { building: number; volunteer: number; class: number; early: number };
type Replay = { fit: CampaignFit; rows: Row[]; truth: number[]; first: CampaignFit };

/** Asks every building MIN times, then two more wherever the fit still wants some. */
function replay(voter: Voter, seed: number): Replay {
  const random = seededRandom(seed);
  const truth = Array.from({ length: BUILDINGS }, () => drawIndex(random, [5, 3, 2, 4]));
  const lure = truth.map((k) => (k + 1 + Math.floor(random() * 3)) % 4);
  const asked = truth.map(() => new Set<number>());
  const rows: Row[] = [];
  const ask = (building: number, count: number): void => {
    const until = asked[building]!.size + count;
    while (asked[building]!.size < until) {
      const volunteer = Math.floor(random() * VOLUNTEERS);
      if (asked[building]!.has(volunteer)) continue;
      asked[building]!.add(volunteer);
      const said = voter(truth[building]!, lure[building]!, random);
      rows.push({ building, volunteer, class: said, early: asked[building]!.size <= MIN ? 1 : 0 });
    }
  };
  for (let b = 0; b < BUILDINGS; b++) ask(b, MIN);
  const first = fitCampaign(question, ballotsOf(rows));
  let fit = first;
  for (let round = 0; round < ROUNDS; round++) {
    for (const [b, { wanted }] of fit.buildings.entries()) ask(b, wanted);
    fit = fitCampaign(question, ballotsOf(rows));
  }
  return { fit, rows, truth, first };
}

function ballotsOf(rows: readonly Row[]): Ballots {
  const sorted = [...rows].sort((a, b) => a.building - b.building || a.volunteer - b.volunteer);
  const none = new Int16Array(rows.length).fill(-1);
  return {
    buildings: BUILDINGS,
    volunteers: VOLUNTEERS,
    keys: Array.from({ length: VOLUNTEERS }, (_, w) => `v${String(w).padStart(4, "0")}`),
    building: Int32Array.from(sorted, (row) => row.building),
    volunteer: Int32Array.from(sorted, (row) => row.volunteer),
    class: Int16Array.from(sorted, (row) => row.class),
    lastIntact: none,
    firstDamaged: none,
    cannotTell: new Uint8Array(rows.length),
    early: Uint8Array.from(sorted, (row) => row.early),
  };
}

const rhoOf = (fit: CampaignFit): number => fit.model.class!.rho;
const settledOf = ({ fit }: Replay) =>
  [...fit.buildings.entries()].filter(([, { status }]) => status === "settled");

describe("volunteers who err independently, asked again where they differ", () => {
  it.each([1, 2])("are not taken for dependent: all is settled, for few answers (seed %i)", (seed) => {
    const done = replay(independent, seed);
    expect(rhoOf(done.fit)).toBeLessThan(0.18);
    expect(settledOf(done).length).toBeGreaterThan(0.99 * BUILDINGS);
    expect(done.rows.length / BUILDINGS).toBeLessThan(9);
    const wrong = settledOf(done).filter(([b, one]) => one.class !== done.truth[b]).length;
    expect(wrong / BUILDINGS).toBeLessThan(0.03);
  });

  it("would be, were the answers that were asked for because of others not told apart", () => {
    const { rows } = replay(independent, 1);
    expect(rhoOf(fitCampaign(question, { ...ballotsOf(rows), early: undefined }))).toBeGreaterThan(0.2);
  });
});

describe("volunteers who fall for the same wrong answer", () => {
  it.each([1, 2])("are believed less, the more answers show it (seed %i)", (seed) => {
    const done = replay(lured, seed);
    expect(rhoOf(done.fit)).toBeGreaterThan(0.25);
    expect(rhoOf(done.fit)).toBeGreaterThan(rhoOf(done.first));
    const wrong = settledOf(done).filter(([b, one]) => one.class !== done.truth[b]).length;
    expect(wrong).toBeLessThanOrEqual(0.05 * Math.max(20, settledOf(done).length));
  });
});
