import { describe, expect, it } from "vitest";
import { nextInQueue } from "../../../client/analysis/review-queue.ts";
import { idOf } from "./builders.ts";

describe("the review queue", () => {
  it("goes round its ends, and begins at its head from anywhere else", () => {
    const queue = [1, 2, 3].map((number) => ({ building: idOf(number) }));
    expect(nextInQueue(queue, idOf(3), 1)).toBe(idOf(1));
    expect(nextInQueue(queue, idOf(1), -1)).toBe(idOf(3));
    expect(nextInQueue(queue, idOf(99), 1)).toBe(idOf(1));
    expect(nextInQueue([], null, 1)).toBeNull();
  });
});
