import { expect, it } from "vitest";
import { sightOf, SIGHTS, undoOf, usabilityOf } from "../../../client/analysis/images/image-decisions.ts";
import { type BuildingScene, UsabilityDecision } from "../../../shared/assignments.ts";

const ESTIMATED: BuildingScene = {
  scene: "00000000-0000-7000-8000-000000000001",
  isUsable: false,
  reason: "cloud",
  source: "estimate",
  estimate: { isUsable: false, reason: "cloud" },
  coverage: 1,
  decidedBy: null,
  decidedAt: null,
  offset: null,
};
const { scene } = ESTIMATED;

it("sends what can be seen as the API takes it, and reads it back the same", () => {
  for (const sight of SIGHTS) {
    const { isUsable, reason } = UsabilityDecision.parse(usabilityOf(sight));
    expect(sightOf({ isUsable: isUsable ?? true, reason })).toBe(sight);
  }
  expect(UsabilityDecision.parse(usabilityOf(null))).toEqual({ isUsable: null, reason: null });
});

it("undoes a decision with what stood before: an estimate, somebody's decision, a place or none", () => {
  const seen = { kind: "sight", scene, sight: "usable" } as const;
  expect(undoOf(seen, ESTIMATED)).toEqual({ kind: "sight", scene, sight: null });
  const decided = { ...ESTIMATED, reason: "blurred", source: "staff" } as const;
  expect(undoOf(seen, decided)).toEqual({ kind: "sight", scene, sight: "blurred" });
  const placed = { kind: "place", scene, offset: { eastMetres: 2, northMetres: 1 } } as const;
  expect(undoOf(placed, ESTIMATED)).toEqual({ kind: "place", scene, offset: null });
  const offset = { eastMetres: 1, northMetres: 1 };
  expect(undoOf(placed, { ...ESTIMATED, offset })).toEqual({ kind: "place", scene, offset });
});
