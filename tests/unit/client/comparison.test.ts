import { describe, expect, it } from "vitest";
import { blinkPair, nextMode, otherScene } from "../../../client/tagging/comparison.ts";
import { EMPTY_DRAFT } from "../../../client/tagging/draft.ts";
import { nextUsable, questionFor, usableScenes, withoutPixelsOn } from "../../../client/tagging/question.ts";
import { aQuestion, aScene, sceneId } from "./question-builder.ts";

const question = aQuestion();
const clouded = aQuestion({ unusable: new Map([[sceneId(0), "cloud"]]) });

describe("what is compared with the date on the timeline", () => {
  it("is the mark, last intact first", () => {
    const draft = { ...EMPTY_DRAFT, lastIntact: sceneId(1), firstDamaged: sceneId(2) };
    expect(otherScene(question, draft, sceneId(2))).toBe(sceneId(1));
    expect(otherScene(question, draft, sceneId(1))).toBe(sceneId(2));
  });

  it("is the first date that can be judged where nothing is marked, or the next where one stands on it", () => {
    expect(otherScene(question, EMPTY_DRAFT, sceneId(3))).toBe(sceneId(0));
    expect(otherScene(clouded, EMPTY_DRAFT, sceneId(3))).toBe(sceneId(1));
    expect(otherScene(question, EMPTY_DRAFT, sceneId(0))).toBe(sceneId(1));
  });

  it("is nothing where there is only one date", () => {
    expect(otherScene(aQuestion({ scenes: [aScene(0, "2017-05-01")] }), EMPTY_DRAFT, sceneId(0))).toBeNull();
  });
});

it("goes from one picture to the curtain, to side by side, and back", () => {
  expect([nextMode(null), nextMode("curtain"), nextMode("side")]).toEqual(["curtain", "side", null]);
});

it("blinks between the marks, else with the date before, never with a cloud", () => {
  const draft = { ...EMPTY_DRAFT, lastIntact: sceneId(1), firstDamaged: sceneId(3) };
  expect(blinkPair(question, draft, sceneId(0))).toEqual([sceneId(1), sceneId(3)]);
  expect(blinkPair(question, EMPTY_DRAFT, sceneId(2))).toEqual([sceneId(1), sceneId(2)]);
  expect(blinkPair(clouded, EMPTY_DRAFT, sceneId(1))).toEqual([sceneId(2), sceneId(1)]);
});

describe("dates on which a building cannot be judged", () => {
  it("are passed over, and led to by nothing", () => {
    expect(usableScenes(clouded)[0]?.id).toBe(sceneId(1));
    expect(nextUsable(clouded, sceneId(1), -1)).toBeNull();
    expect(nextUsable(clouded, sceneId(0), 1)).toBe(sceneId(1));
  });

  it("count as usable where there are no others", () => {
    const blind = withoutPixelsOn(question, new Set(question.scenes.map(({ id }) => id)));
    expect(usableScenes(blind)).toEqual(question.scenes);
  });

  it("keep the reason that is known when their pixels turn out to be missing too", () => {
    const both = withoutPixelsOn(clouded, new Set([sceneId(0), sceneId(2)]));
    expect(both.unusable).toEqual(
      new Map([
        [sceneId(0), "cloud"],
        [sceneId(2), "not-covered"],
      ]),
    );
  });

  it("are read from what the server says of the building", () => {
    const { scenes } = question;
    const campaign = {
      asks: question.asks,
      scale: { name: "own" as const, classes: [...question.classes] },
      scenes: [...scenes],
    };
    const usability = [
      { scene: sceneId(0), isUsable: false, reason: "blurred" as const },
      { scene: sceneId(1), isUsable: true, reason: null },
    ];
    const read = questionFor(campaign, [39.4, 35.4, 39.6, 35.6], { usability });
    expect([...read.unusable]).toEqual([[sceneId(0), "blurred"]]);
  });
});
