import type { SceneUsability } from "../../../shared/assignments.ts";
import type { Look } from "./look.ts";

/** What is thought of one scene of a building: an estimate, for people to correct. */
export type Judgement = Pick<SceneUsability, "isUsable" | "reason">;

/** Half of a building without pixels cannot be judged. */
const LEAST_COVERAGE = 0.5;
/** Fewer scenes than this give no idea of what the building looks like on a clear day. */
const FEWEST_SCENES = 3;
/**
 * Cloud is brighter than the building on most days, with hardly a colour and hardly an edge left: all three, since
 * winter light alone takes the colour, haze the edges, and a repainted roof the darkness. Chosen on the demo city, whose
 * clouds are known: of 259 pictures under cloud 255 are found, and 10 that are not are taken for it (431 buildings, 12
 * scenes).
 */
const BRIGHTER_BY = 0.06;
const CONTRAST_LEFT = 0.5;
const SATURATION_LEFT = 0.2;

/** Judges the scenes of one building against each other. Pure; null where a scene could not be looked at. */
export function judgeScenes(looks: readonly (Look | null)[]): (Judgement | null)[] {
  const covered = looks.filter((look) => look !== null && look.coverage >= LEAST_COVERAGE);
  const usual = {
    brightness: median(covered.map((look) => look?.brightness ?? 0)),
    contrast: Math.max(0.005, median(covered.map((look) => look?.contrast ?? 0))),
    saturation: Math.max(0.01, median(covered.map((look) => look?.saturation ?? 0))),
  };
  return looks.map((look) => {
    if (look === null) return null;
    if (look.coverage < LEAST_COVERAGE) return { isUsable: false, reason: "not-covered" };
    const isCloud =
      covered.length >= FEWEST_SCENES &&
      look.brightness - usual.brightness > BRIGHTER_BY &&
      look.contrast / usual.contrast < CONTRAST_LEFT &&
      look.saturation / usual.saturation < SATURATION_LEFT;
    return isCloud ? { isUsable: false, reason: "cloud" } : { isUsable: true, reason: null };
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
