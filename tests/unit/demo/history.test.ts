import { describe, expect, it } from "vitest";
import { createTextures } from "../../../cli/demo/paint/ground-model.ts";
import { planCity } from "../../../cli/demo/plan/city-plan.ts";
import { CLASSES, imagineHistory } from "../../../cli/demo/plan/damage.ts";
import { depthInside, outlineAreaM2 } from "../../../cli/demo/plan/geometry.ts";
import { SCENE_RECIPES } from "../../../cli/demo/scenes.ts";
import { type Truth, tellTruth } from "../../../cli/demo/truth.ts";

const plan = planCity("7");

function truthFor(seed: string): Truth {
  const town = planCity(seed);
  return tellTruth(town, imagineHistory(town, SCENE_RECIPES.length), SCENE_RECIPES, createTextures(seed));
}

describe("the plan of the demo town", () => {
  it.each(["1", "7", "2026"])("has at least 300 buildings, each with its own id (seed %s)", (seed) => {
    const { buildings } = planCity(seed);
    expect(buildings.length).toBeGreaterThanOrEqual(300);
    expect(new Set(buildings.map(({ id }) => id)).size).toBe(buildings.length);
  });

  it("lets no two footprints overlap", () => {
    const overlapping = plan.buildings.flatMap(({ id, footprint }) =>
      plan.buildings
        .filter((other) => other.id !== id)
        .filter((other) => footprint.some(([x, y]) => depthInside(other.footprint, x, y) > 0.05))
        .map((other) => `${id} in ${other.id}`),
    );
    expect(overlapping).toEqual([]);
    expect(Math.min(...plan.buildings.map(({ footprint }) => outlineAreaM2(footprint)))).toBeGreaterThan(30);
  });
});

describe("the truth about the demo town", () => {
  const truth = truthFor("7");
  const order = truth.scenes.map(({ file }) => file);

  it("dates every window in the order of the scenes, and only by scenes that show the building", () => {
    const wrong = truth.buildings.filter(({ class: code, lastIntact, firstDamaged, hiddenIn }) => {
      const shown = order.filter((file) => !hiddenIn.includes(file));
      const last = lastIntact === null ? -1 : shown.indexOf(lastIntact);
      const first = firstDamaged === null ? shown.length : shown.indexOf(firstDamaged);
      // Nothing lies between the marks: they are neighbours among the scenes that show the building.
      const isTight = first - last === 1;
      return !isTight || (code === "no_visible_damage") !== (firstDamaged === null);
    });
    expect(wrong).toEqual([]);
  });

  it.each(["1", "7", "2026"])(
    "damages about two buildings in five, few of them before the images begin (seed %s)",
    (seed) => {
      const { buildings } = truthFor(seed);
      const share = (test: (building: Truth["buildings"][number]) => boolean): number =>
        buildings.filter(test).length / buildings.length;
      expect(share(({ class: code }) => code !== "no_visible_damage")).toBeGreaterThan(0.25);
      expect(share(({ class: code }) => code !== "no_visible_damage")).toBeLessThan(0.6);
      expect(share(({ lastIntact }) => lastIntact === null)).toBeLessThan(0.03);
      const shares = CLASSES.map((code) => share((building) => building.class === code));
      expect(Math.min(...shares)).toBeGreaterThan(0.02);
    },
  );

  it("says which buildings clouds and the swath's edge hide", () => {
    const hidden = (kind: (scene: Truth["scenes"][number]) => boolean): number => {
      const files = truth.scenes.filter(kind).map(({ file }) => file);
      return truth.buildings.filter(({ hiddenIn }) => files.some((file) => hiddenIn.includes(file))).length;
    };
    expect(hidden(({ clouds }) => clouds > 0)).toBeGreaterThan(10);
    expect(hidden(({ outside }) => outside !== "none")).toBeGreaterThan(10);
    expect(hidden(({ clouds, outside }) => clouds === 0 && outside === "none")).toBe(0);
  });
});
