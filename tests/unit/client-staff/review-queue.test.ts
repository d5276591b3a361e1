import { describe, expect, it } from "vitest";
import { nextInQueue, reviewQueue } from "../../../client/analysis/review-queue.ts";
import { aBuilding, idOf } from "./builders.ts";

const disputed = (number: number, p: number) =>
  aBuilding(number, { status: "disputed", probabilities: { destroyed: p, severe: 1 - p } });

describe("the review queue", () => {
  it("holds the disputed buildings alone, the most doubtful first", () => {
    const queue = reviewQueue([disputed(1, 0.9), aBuilding(2), disputed(3, 0.5), disputed(4, 0.7)]);
    expect(queue.map(({ id }) => id)).toEqual([idOf(3), idOf(4), idOf(1)]);
  });

  it("goes round its ends, and begins at its head from anywhere else", () => {
    const queue = reviewQueue([disputed(1, 0.5), disputed(2, 0.6), disputed(3, 0.7)]);
    expect(nextInQueue(queue, idOf(3), 1)).toBe(idOf(1));
    expect(nextInQueue(queue, idOf(1), -1)).toBe(idOf(3));
    expect(nextInQueue(queue, idOf(99), 1)).toBe(idOf(1));
    expect(nextInQueue([], null, 1)).toBeNull();
  });
});
