import { expect, it } from "vitest";
import { fitDelay } from "../../../workers/fits.ts";

const fit = { answers: 1_000, seconds: 2, ageSeconds: 60 };

it("fits at once when enough answers are new", () => {
  expect(fitDelay(150, fit)).toBe(0);
  expect(fitDelay(50, { ...fit, answers: 10 })).toBe(0);
});

it("waits for a pause with the last few answers", () => {
  expect(fitDelay(149, fit)).toBe(1_500);
  expect(fitDelay(49, { ...fit, answers: 10 })).toBe(1_500);
});

it("rests four times as long as the last fit took, and eight times beside a crowd that does not pause", () => {
  expect(fitDelay(1, { ...fit, ageSeconds: 3 })).toBe(5_000);
  expect(fitDelay(100_000, { ...fit, ageSeconds: 3 })).toBe(5_000);
  // Asked again with each answer: only a pause lets this time pass.
  expect(fitDelay(100_000, { ...fit, ageSeconds: 9 })).toBe(1_500);
  expect(fitDelay(100_000, { ...fit, ageSeconds: 15.5 })).toBe(500);
  expect(fitDelay(100_000, { ...fit, ageSeconds: 16 })).toBe(0);
});
