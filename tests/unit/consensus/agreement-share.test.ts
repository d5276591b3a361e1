import { describe, expect, it } from "vitest";
import { agreementOf } from "../../../core/consensus/ballots.ts";

const say = (answer: Partial<{ class: string; from: string; to: string; cannotTell: boolean }>) => ({
  id: "v",
  building: "b",
  volunteer: "somebody",
  class: answer.class ?? null,
  lastIntact: answer.from ?? null,
  firstDamaged: answer.to ?? null,
  cannotTell: answer.cannotTell ?? false,
});

describe("how far the volunteers of a building agree", () => {
  it("is the share of those who could tell that say what most of them say", () => {
    const votes = ["severe", "destroyed", "severe", "severe"].map((code) => say({ class: code }));
    expect(agreementOf(votes, true)).toBe(0.75);
    expect(agreementOf([...votes, say({ cannotTell: true })], true)).toBe(0.75);
  });

  it("is of the window where no class is asked", () => {
    expect(agreementOf([say({ from: "a", to: "b" }), say({ from: "a", to: "c" })], false)).toBe(0.5);
  });

  it("is not known of one answer, or of none that tells", () => {
    expect(agreementOf([say({ class: "severe" }), say({ cannotTell: true })], true)).toBeNull();
    expect(agreementOf([], true)).toBeNull();
  });
});
