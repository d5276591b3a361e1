import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heldDecisions, standingVersion, type Decision } from "../../shared/reviews.ts";

/** Versions written as "who:what": `a:severe`, `b:-` for one that is taken back. */
const versions = (...steps: string[]): Decision[] =>
  steps.map((step, index) => {
    const [reviewer = "", said = ""] = step.split(":");
    const isWithdrawn = said === "-";
    return {
      version: index + 1,
      reviewer,
      class: isWithdrawn ? null : said,
      lastIntact: null,
      firstDamaged: null,
      isWithdrawn,
    };
  });

describe("which decision stands", () => {
  it.each([
    [[], null],
    [["a:severe"], 1],
    [["a:severe", "b:destroyed"], 2],
    [["a:severe", "b:destroyed", "b:-"], 1],
    [["a:severe", "a:-"], null],
    [["a:severe", "a:-", "a:destroyed"], 3],
  ])("of one analyst's word: after %j it is %j", (steps, expected) => {
    expect(standingVersion(versions(...steps), false)).toBe(expected);
  });

  it.each([
    [["a:severe"], null],
    [["a:severe", "a:severe"], null],
    [["a:severe", "b:severe"], 2],
    [["a:severe", "b:destroyed"], null],
    [["a:severe", "b:destroyed", "a:destroyed"], 3],
    [["a:severe", "b:destroyed", "c:moderate"], 3],
    [["a:severe", "b:severe", "b:-"], null],
    [["a:severe", "b:destroyed", "c:severe", "c:-"], null],
  ])("where two must agree or a third decides: after %j it is %j", (steps, expected) => {
    expect(standingVersion(versions(...steps), true)).toBe(expected);
  });

  it("is always one that holds, and none where none does", () => {
    const step = fc
      .tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom("severe", "destroyed", "-"))
      .map(([who, what]) => `${who}:${what}`);
    expect.hasAssertions();
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.boolean(), (steps, needsSecond) => {
        const all = versions(...steps);
        const held = heldDecisions(all).map(({ version }) => version);
        const standing = standingVersion(all, needsSecond);
        expect(standing === null || held.includes(standing)).toBe(true);
        if (held.length === 0) expect(standing).toBeNull();
        if (held.length >= 3 || (!needsSecond && held.length > 0)) expect(standing).toBe(held.at(-1));
      }),
    );
  });
});
