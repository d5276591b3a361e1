import type { Question } from "../../../client/tagging/question.ts";
import type { Scene } from "../../../shared/scenes.ts";

/** A scene of a small place, taken on `day`; its id is told by `n`. */
export function aScene(n: number, day: string, bounds: Scene["bounds"] = [39, 35, 40, 36]): Scene {
  return {
    id: sceneId(n),
    acquiredAt: `${day}T00:00:00Z`,
    acquiredPrecision: "day",
    sensor: null,
    gsdMetres: 0.5,
    attribution: null,
    acquiredFrom: "the file's name",
    offNadirDegrees: null,
    sunElevationDegrees: null,
    cloudShare: null,
    preserved: true,
    offset: { eastMetres: 0, northMetres: 0 },
    tiles: "/tiles/x/{z}/{x}/{y}",
    tileSize: 256,
    minzoom: 10,
    maxzoom: 18,
    bounds,
  };
}

export const sceneId = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;

/** Four scenes, a damaged and an undamaged class, everything asked. */
export function aQuestion(part: Partial<Question> = {}): Question {
  return {
    asks: { class: true, window: true },
    classes: [
      { code: "destroyed", label: "Destroyed", damaged: true },
      { code: "none", label: "No damage", damaged: false },
    ],
    scenes: [
      aScene(0, "2017-05-01"),
      aScene(1, "2017-06-03"),
      aScene(2, "2017-06-11"),
      aScene(3, "2017-08-01"),
    ],
    unusable: new Map(),
    ...part,
  };
}
