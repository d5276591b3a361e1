import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createGathering, type Gathering } from "../../../client/map/gathering.ts";

const PATIENCE_MS = 100;

let gathering: Gathering;
let shown: string[];

beforeEach(() => {
  vi.useFakeTimers();
  gathering = createGathering(PATIENCE_MS);
  shown = [];
});
afterEach(() => void vi.useRealTimers());

/** A picture that is ready after `ms`. */
function bring(name: string, ms: number): void {
  const made = gathering.bring(() => new Promise<string>((resolve) => setTimeout(() => resolve(name), ms)));
  void made.then((one) => shown.push(one));
}

describe("pictures that were asked for together", () => {
  it("are shown together", async () => {
    bring("first", 10);
    bring("second", 60);
    await vi.advanceTimersByTimeAsync(59);
    expect(shown).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(shown.toSorted()).toEqual(["first", "second"]);
  });

  it("wait no longer than patience lasts", async () => {
    bring("first", 10);
    bring("slow", 1_000);
    await vi.advanceTimersByTimeAsync(10 + PATIENCE_MS);
    expect(shown).toEqual(["first"]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(shown).toEqual(["first", "slow"]);
  });

  it("are not held up by one that fails", async () => {
    bring("other", 5);
    const failing = gathering.bring(() => Promise.reject(new Error("no such tile")));
    const passed = vi.advanceTimersByTimeAsync(5);
    await expect(failing).rejects.toThrow("no such tile");
    await passed;
    expect(shown).toEqual(["other"]);
  });
});
