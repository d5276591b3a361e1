import { describe, expect, it } from "vitest";
import { chooseGold } from "../../../cli/demo/gold.ts";
import { drawGuide } from "../../../cli/demo/guide.ts";
import { createTextures } from "../../../cli/demo/paint/ground-model.ts";
import { planCity } from "../../../cli/demo/plan/city-plan.ts";
import { imagineHistory } from "../../../cli/demo/plan/damage.ts";
import { SCENE_RECIPES } from "../../../cli/demo/scenes.ts";
import { tellTruth } from "../../../cli/demo/truth.ts";
import { LANGUAGES } from "../../../shared/text.ts";

describe.each(["2017", "7"])("the lessons of the demo city %s", (seed) => {
  const plan = planCity(seed);
  const history = imagineHistory(plan, SCENE_RECIPES.length);
  const truth = tellTruth(plan, history, SCENE_RECIPES, createTextures(seed));
  const gold = chooseGold(plan, history, truth);

  it("teach every class on buildings whose truth they tell", () => {
    expect(gold.length).toBeGreaterThanOrEqual(8);
    expect(new Set(gold.map((one) => one.class)).size).toBe(5);
    for (const { building, ...known } of gold) {
      const actual = truth.buildings.find(({ id }) => id === building);
      expect(known).toMatchObject({ class: actual?.class, firstDamaged: actual?.firstDamaged });
    }
  });

  it("explain in four languages, with every date filled in and digits as everywhere", () => {
    for (const { explanation } of gold) {
      expect(Object.keys(explanation).toSorted()).toEqual([...LANGUAGES].toSorted());
      expect(Object.values(explanation).join(" ")).not.toMatch(/[{}٠-٩]/);
    }
  });

  it("come with a guide to the six look-alikes, each with pictures of scenes that show them", () => {
    const guide = drawGuide(plan, history, truth);
    expect(guide.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["shadow", "demolition", "construction", "roof-off", "haze", "look-angle"]),
    );
    const files = new Set(SCENE_RECIPES.map(({ file }) => file));
    for (const { scene, bounds, caption } of guide.flatMap(({ pictures }) => pictures)) {
      expect(files).toContain(scene);
      expect(bounds[0] < bounds[2] && bounds[1] < bounds[3]).toBe(true);
      expect(Object.values(caption).join(" ")).not.toMatch(/[{}٠-٩]/);
    }
    expect(guide.every(({ pictures }) => pictures.length >= 2)).toBe(true);
  });
});
