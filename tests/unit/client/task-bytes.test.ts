import { describe, expect, it } from "vitest";
import { bytesPerTask, type TaskBytes } from "../../../client/offline/task-bytes.ts";

const measured = (...kilobytes: [fetched: number, lookedAt: number][]): TaskBytes[] =>
  kilobytes.map(([fetched, lookedAt]) => ({
    fetched: fetched * 1_000,
    lookedAt: lookedAt * 1_000,
    shareFetched: 1,
    isSaving: false,
  }));

describe("what a building costs on this device", () => {
  it("is not told before one was measured", () => {
    expect(bytesPerTask([], false)).toBe(null);
    expect(bytesPerTask([], true)).toBe(null);
  });

  it("is the median, so that one dear building does not speak for all", () => {
    expect(bytesPerTask(measured([100, 40], [120, 50], [5_000, 900]), false)).toBe(120_000);
    expect(bytesPerTask(measured([100, 40], [120, 50]), false)).toBe(110_000);
  });

  it("would be, with data saving, what the dates cost that were looked at", () => {
    expect(bytesPerTask(measured([100, 40], [120, 50], [5_000, 900]), true)).toBe(50_000);
  });

  it("is told as measured once data was saved, and without saving as all dates would cost", () => {
    const saving: TaskBytes = { fetched: 30_000, lookedAt: 30_000, shareFetched: 0.25, isSaving: true };
    expect(bytesPerTask([saving], true)).toBe(30_000);
    expect(bytesPerTask([saving], false)).toBe(120_000);
    expect(bytesPerTask([saving, ...measured([100, 40])], false)).toBe(100_000);
  });
});
