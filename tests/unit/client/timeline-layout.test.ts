import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { labelsThatFit, nearestTo, spaceByTime } from "../../../client/tagging/timeline-layout.ts";

describe("the timeline", () => {
  it("spaces scenes by the time between them", () => {
    expect(spaceByTime([0, 10, 40], 400, 5)).toEqual([0, 100, 400]);
  });

  it("keeps neighbours apart however close in time they are", () => {
    expect(spaceByTime([0, 1, 1000], 400, 50)).toEqual([0, 50, 400]);
  });

  it("puts a single scene in the middle", () => {
    expect(spaceByTime([5], 100, 10)).toEqual([50]);
  });

  it("fills the width, in order, with the least gap wherever it fits", () => {
    const times = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(times, fc.integer({ min: 10, max: 2_000 }), (unsorted, width) => {
        const sorted = unsorted.toSorted((a, b) => a - b);
        const minGap = 20;
        const positions = spaceByTime(sorted, width, minGap);
        const least = Math.min(minGap, width / (sorted.length - 1));
        expect(positions[0]).toBe(0);
        expect(positions.at(-1)).toBeCloseTo(width, 6);
        for (const [at, position] of positions.slice(1).entries()) {
          expect(position - (positions[at] ?? 0)).toBeGreaterThanOrEqual(least - 1e-6);
        }
      }),
    );
  });

  it("finds the scene nearest to a finger", () => {
    expect(nearestTo([0, 100, 400], 260)).toBe(2);
    expect(nearestTo([0, 100, 400], -20)).toBe(0);
  });

  it("labels the scene on screen and the ends before all others", () => {
    expect([...labelsThatFit([0, 30, 60, 200], [1, 0, 3], 50)].toSorted((a, b) => a - b)).toEqual([1, 3]);
  });
});
