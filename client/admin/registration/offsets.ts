import { shownBounds } from "../../../shared/placing.ts";
import type { Scene, SceneOffset } from "../../../shared/scenes.ts";

/** A scene is moved no farther than this, metres: more is another image. */
export const FURTHEST_METRES = 500;

/** The same, moved on; to the centimetre. Pure. */
export function moved({ eastMetres, northMetres }: SceneOffset, east: number, north: number): SceneOffset {
  return { eastMetres: within(eastMetres + east), northMetres: within(northMetres + north) };
}

function within(metres: number): number {
  const near = Math.max(-FURTHEST_METRES, Math.min(FURTHEST_METRES, metres));
  return Math.round(near * 100) / 100;
}

export function isSamePlace(a: SceneOffset, b: SceneOffset): boolean {
  return Math.abs(a.eastMetres - b.eastMetres) < 0.005 && Math.abs(a.northMetres - b.northMetres) < 0.005;
}

/** Other scenes of the same ground, the nearest in time first: what changed least is easiest to compare. */
export function choosableReferences(scene: Scene, scenes: readonly Scene[]): Scene[] {
  const apart = ({ acquiredAt }: Scene) => Math.abs(Date.parse(acquiredAt) - Date.parse(scene.acquiredAt));
  return scenes
    .filter((other) => other.id !== scene.id && overlap(shownBounds(other), shownBounds(scene)))
    .toSorted((a, b) => apart(a) - apart(b));
}

function overlap(a: Scene["bounds"], b: Scene["bounds"]): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
