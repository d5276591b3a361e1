import { describe, expect, it } from "vitest";
import { together } from "../../core/together.ts";

/** A question that is answered when the test says so; answers count from 1. */
function aQuestion() {
  const ends: ((failed?: Error) => void)[] = [];
  const ask = together(
    (key) =>
      new Promise<string>((resolve, reject) => {
        const number = ends.length + 1;
        ends.push((failed) => (failed === undefined ? resolve(`${key}${number}`) : reject(failed)));
      }),
  );
  return { ask, ends };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe("asking together", () => {
  it("asks once for all who come at the same time", async () => {
    const { ask, ends } = aQuestion();
    const answers = [ask("a"), ask("a"), ask("a")];
    await soon();
    expect(ends).toHaveLength(1);
    ends[0]?.();
    expect(await Promise.all(answers)).toEqual(["a1", "a1", "a1"]);
  });

  it("never gives an answer to a question that began before one asked", async () => {
    const { ask, ends } = aQuestion();
    const first = ask("a");
    await soon();
    const late = [ask("a"), ask("a")];
    ends[0]?.();
    expect(await first).toBe("a1");
    await soon();
    expect(ends).toHaveLength(2);
    ends[1]?.();
    expect(await Promise.all(late)).toEqual(["a2", "a2"]);
  });

  it("keeps different questions apart", async () => {
    const { ask, ends } = aQuestion();
    const answers = [ask("a"), ask("b")];
    await soon();
    ends.forEach((end) => end());
    expect(await Promise.all(answers)).toEqual(["a1", "b2"]);
  });

  it("asks again after a failure, for whoever comes then", async () => {
    const { ask, ends } = aQuestion();
    const failing = ask("a");
    await soon();
    const next = ask("a");
    ends[0]?.(new Error("away"));
    await expect(failing).rejects.toThrow("away");
    await soon();
    ends[1]?.();
    expect(await next).toBe("a2");
  });
});
