import { describe, expect, it } from "vitest";
import { likenessOf } from "../../../client/learn/likeness.ts";
import { goOn, layOut, putAside, resultsOf } from "../../../client/learn/practice-steps.ts";
import { tipsFor } from "../../../client/learn/tips.ts";
import type { Assignment } from "../../../shared/assignments.ts";
import { damageScale } from "../../../shared/damage-scales.ts";
import { aScene, sceneId } from "./question-builder.ts";

const campaign = {
  asks: { class: true, window: true },
  scale: damageScale("unosat"),
  scenes: [1, 2, 3, 4].map((n) => aScene(n, `2017-0${n}-01`)),
};
const truth = {
  building: "b",
  class: "severe",
  lastIntact: sceneId(2),
  firstDamaged: sceneId(3),
  explanation: null,
};
const said = (changes: object) => ({
  ...truth,
  yours: { class: "severe", lastIntact: sceneId(2), firstDamaged: sceneId(3), cannotTell: null, ...changes },
});

describe("an answer in practice", () => {
  it.each([
    ["same", {}],
    ["near", { class: "destroyed" }],
    ["near", { class: "moderate", firstDamaged: sceneId(4) }],
    ["near", { lastIntact: null }],
    ["different", { class: "possible" }],
    ["different", { lastIntact: sceneId(1), firstDamaged: sceneId(2) }],
    ["different", { class: "no_visible_damage", lastIntact: sceneId(4), firstDamaged: null }],
    ["different", { class: null, lastIntact: null, firstDamaged: null, cannotTell: "cloud" }],
  ] as const)("is %s as the expert's when it says %j", (likeness, changes) => {
    expect(likenessOf(said(changes), campaign)).toBe(likeness);
  });

  it("is compared only in what is asked and what experts state", () => {
    const onlyWindow = { ...campaign, asks: { class: false, window: true } };
    expect(likenessOf(said({ class: null }), onlyWindow)).toBe("same");
    expect(likenessOf({ ...said({}), class: null, lastIntact: null, firstDamaged: null }, campaign)).toBe(
      "same",
    );
  });
});

function aTask(name: string, buildings: number): Assignment {
  const features = Array.from({ length: buildings }, (_, n) => ({
    type: "Feature" as const,
    id: `${name}${n}`,
    geometry: { type: "Point" as const, coordinates: [0, 0] satisfies [number, number] },
    properties: { externalId: null, radiusMetres: 10 },
  }));
  return {
    id: name,
    expiresAt: "2099-01-01T00:00:00Z",
    task: { id: name, bounds: [0, 0, 1, 1], buildings: features },
  };
}

describe("a round of practice", () => {
  it("asks for all buildings of a task before it tells of any: once told, an answer is nobody's own", () => {
    const { steps } = layOut([aTask("a", 1), aTask("b", 2)]);
    expect(steps.map(({ kind, unit }) => `${kind} ${unit.building.id}`)).toEqual([
      "ask a0",
      "tell a0",
      "ask b0",
      "ask b1",
      "tell b0",
      "tell b1",
    ]);
    expect(steps.map(({ isLastOfTask }) => isLastOfTask)).toEqual([true, true, false, true, false, true]);
  });

  it("goes on after a task that was put aside, without its half-given answers", () => {
    const round = putAside(goOn(goOn(goOn(layOut([aTask("a", 1), aTask("b", 2), aTask("c", 1)])))));
    expect(round.steps[round.at]?.unit.building.id).toBe("c0");
    expect(resultsOf(round)).toHaveLength(2);
  });

  it("ends at five buildings, or after the task that reaches them", () => {
    expect(resultsOf(layOut([aTask("a", 4), aTask("b", 3), aTask("c", 1)]))).toHaveLength(7);
  });
});

it("tips speak of keys only to those who have some, and of marks only where they are asked for", () => {
  const withKeys = tipsFor({ asks: campaign.asks, practice: 5, isTouch: false });
  const byTouch = tipsFor({ asks: { class: true, window: false }, practice: 0, isTouch: true });
  expect(withKeys).toEqual(expect.arrayContaining(["practise", "blink", "marks"]));
  for (const tip of ["practise", "blink", "timeline", "guide", "marks", "intact", "wide"])
    expect(byTouch).not.toContain(tip);
  expect(new Set(withKeys).size).toBe(withKeys.length);
  expect(withKeys.length).toBeLessThanOrEqual(20);
});
