import { describe, expect, it } from "vitest";
import { type Answer, answerFor } from "../../../cli/demo/crowd/answer.ts";
import { gatherVolunteers } from "../../../cli/demo/crowd/volunteer.ts";
import { createTextures } from "../../../cli/demo/paint/ground-model.ts";
import { planCity } from "../../../cli/demo/plan/city-plan.ts";
import { imagineHistory } from "../../../cli/demo/plan/damage.ts";
import { SCENE_RECIPES } from "../../../cli/demo/scenes.ts";
import { tellTruth } from "../../../cli/demo/truth.ts";

const plan = planCity("7");
const truth = tellTruth(plan, imagineHistory(plan, SCENE_RECIPES.length), SCENE_RECIPES, createTextures("7"));
const crowd = gatherVolunteers(44, "7");

const answersOf = (skill: string): { answer: Answer; trueClass: string }[] =>
  crowd
    .filter((volunteer) => volunteer.skill.name === skill)
    .flatMap((volunteer) =>
      truth.buildings.map((building) => ({
        answer: answerFor(truth, building, volunteer),
        trueClass: building.class,
      })),
    );

const shareRight = (skill: string): number => {
  const told = answersOf(skill).filter(({ answer }) => answer.class !== null);
  return told.filter(({ answer, trueClass }) => answer.class === trueClass).length / told.length;
};

describe("the simulated crowd", () => {
  it("has people of every skill", () => {
    expect(new Set(crowd.map(({ skill }) => skill.name))).toEqual(
      new Set(["good", "average", "sloppy", "clicker", "biased"]),
    );
  });

  it("gives only answers that the API accepts", () => {
    const isAccepted = ({
      class: code,
      lastIntact,
      firstDamaged,
      cannotTell,
      elapsedMs,
    }: Answer): boolean => {
      if (cannotTell !== null) return code === null && lastIntact === null && firstDamaged === null;
      const isOrdered = lastIntact === null || firstDamaged === null || lastIntact < firstDamaged;
      return code !== null && isOrdered && (lastIntact !== null || firstDamaged !== null) && elapsedMs > 0;
    };
    const answers = crowd.flatMap((volunteer) =>
      truth.buildings.map((building) => answerFor(truth, building, volunteer)),
    );
    expect(answers.filter((answer) => !isAccepted(answer))).toEqual([]);
    expect(answers.some(({ cannotTell }) => cannotTell !== null)).toBe(true);
  });

  it("is right as often as its skill says: good before average before sloppy before clicking", () => {
    expect(shareRight("good")).toBeGreaterThan(0.85);
    expect(shareRight("average")).toBeLessThan(shareRight("good"));
    expect(shareRight("sloppy")).toBeLessThan(shareRight("average"));
    expect(shareRight("clicker")).toBeLessThan(0.35);
  });

  it("says the same of a building however the work is handed out", () => {
    const building = truth.buildings[100];
    const volunteer = crowd[20];
    if (building === undefined || volunteer === undefined) throw new Error("the city is too small");
    expect(answerFor(truth, building, volunteer)).toEqual(answerFor(truth, building, volunteer));
  });
});
