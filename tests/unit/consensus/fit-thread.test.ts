import { describe, expect, it } from "vitest";
import { fitHere } from "../../../core/consensus/fit.ts";
import { fitAside, fitInThread } from "../../../core/consensus/fit-thread.ts";
import { simulateBallots, simulateCrowd } from "../../../shared/consensus/simulate.ts";
import { aQuestion } from "./builders.ts";

const anOrder = (buildings: number, votesPerBuilding: number) => {
  const options = {
    seed: 11,
    buildings,
    volunteers: 60,
    votesPerBuilding,
    hardShare: 0.3,
    cloudShare: 0.15,
  };
  const question = aQuestion();
  const crowd = simulateCrowd(question, options);
  const gold = Array.from({ length: 20 }, (_, building) => {
    return { building, class: crowd.classes[building]!, lastIntact: -1, firstDamaged: -1 };
  });
  return {
    question,
    ballots: simulateBallots(crowd, options),
    gold,
    decisions: { cleared: new Set<string>() },
  };
};

describe("a fit in a thread of its own", () => {
  it("gives the same consensus, tables and scores to the byte", async () => {
    const order = anOrder(200, 8);
    expect(await fitInThread(order)).toEqual(await fitHere(order));
  });

  it("leaves this thread free while a large campaign is fitted", async () => {
    const order = anOrder(2_500, 10);
    const longest = { wait: 0, last: performance.now() };
    const ticks = setInterval(() => {
      longest.wait = Math.max(longest.wait, performance.now() - longest.last);
      longest.last = performance.now();
    }, 5);
    const begun = performance.now();
    const { goldScores } = await fitAside(order);
    const took = performance.now() - begun;
    clearInterval(ticks);
    expect(goldScores?.class?.buildings).toBe(20);
    expect(longest.wait).toBeLessThan(took / 2);
  });

  it("that fails says so", async () => {
    const order = anOrder(50, 5);
    const broken = { ...order, ballots: { ...order.ballots, keys: [] } };
    await expect(fitInThread(broken)).rejects.toThrow("of undefined");
  });
});
