import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openPace, type Pace } from "../../../workers/pace.ts";

let called: string[];
let pace: Pace;
beforeEach(() => {
  vi.useFakeTimers();
  called = [];
  pace = openPace(100, (subject) => called.push(subject));
});
afterEach(() => {
  pace.close();
  vi.useRealTimers();
});

it("calls at once for the first of a burst, and once more for all the rest", () => {
  for (let at = 0; at < 20; at += 1) pace.call("aleppo");
  expect(called).toEqual(["aleppo"]);
  vi.advanceTimersByTime(99);
  expect(called).toEqual(["aleppo"]);
  vi.advanceTimersByTime(1);
  expect(called).toEqual(["aleppo", "aleppo"]);
  vi.advanceTimersByTime(1_000);
  expect(called).toEqual(["aleppo", "aleppo"]);
});

it("calls at once again after a quiet moment, and lets no subject wait for another", () => {
  pace.call("aleppo");
  pace.call("raqqa");
  vi.advanceTimersByTime(100);
  pace.call("aleppo");
  expect(called).toEqual(["aleppo", "raqqa", "aleppo"]);
});

it("forgets what is still to be called once closed", () => {
  pace.call("aleppo");
  pace.call("aleppo");
  pace.close();
  vi.advanceTimersByTime(1_000);
  expect(called).toEqual(["aleppo"]);
});
