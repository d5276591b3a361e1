import { sampleNoise } from "../noise.ts";
import type { ParkingPlace, Tree } from "../plan/city-plan.ts";
import type { Random } from "../random.ts";
import {
  type Colour,
  type GroundModel,
  type Textures,
  putColour,
  visitBox,
  visitLine,
} from "./ground-model.ts";

const LEAVES: Record<Tree["kind"], Colour> = {
  olive: [98, 102, 76],
  broadleaf: [74, 86, 50],
  cypress: [54, 66, 46],
  palm: [90, 98, 62],
  shrub: [112, 106, 76],
};

/** Paints crowns as rough domes. `leaf` is how full the leafy trees are, 0 (bare in winter) to 1. */
export function paintTrees(
  model: GroundModel,
  textures: Textures,
  trees: readonly Tree[],
  leaf: number,
): void {
  for (const tree of trees) paintTree(model, textures, tree, leaf);
}

function paintTree(model: GroundModel, textures: Textures, tree: Tree, leaf: number): void {
  const { at, radiusMetres: radius, heightMetres, kind } = tree;
  const tone = 0.8 + 0.4 * sampleNoise(textures.fine, at[0] * 7, at[1] * 7);
  const gaps = kind === "broadleaf" ? 0.62 - 0.42 * leaf : 0.2;
  const foot = model.height[pixelAt(model, at)] ?? 0;
  if (foot > 2.5) return;
  const reach = radius * 1.15;
  visitBox(model, at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach, (pixel, x, y) => {
    const dx = x - at[0];
    const dy = y - at[1];
    const clump = sampleNoise(textures.fine, x * 5.5, y * 5.5);
    const fronds = kind === "palm" ? 0.72 + 0.28 * Math.cos(Math.atan2(dy, dx) * 7 + at[0]) : 1;
    const r = Math.hypot(dx, dy) / (radius * fronds * (0.8 + 0.4 * clump));
    if (r >= 1 || clump < gaps * (0.6 + 0.5 * r)) return;
    const crown =
      heightMetres * (0.45 + 0.55 * Math.sqrt(1 - r * r)) - 0.9 * (1 - clump) * Math.min(1, radius / 2);
    // A crown hangs over a wall but not over a roof.
    if (model.height[pixel]! > heightMetres) return;
    model.height[pixel] = Math.max(model.height[pixel]!, foot + crown);
    putColour(model, pixel, LEAVES[kind], tone * (0.72 + 0.5 * clump));
    model.plants[pixel] = kind === "broadleaf" || kind === "shrub" ? 90 : 25;
  });
}

const PAINT: readonly [Colour, ...Colour[]] = [
  [226, 226, 224],
  [224, 224, 220],
  [190, 192, 194],
  [150, 152, 154],
  [66, 66, 70],
  [44, 46, 50],
  [138, 52, 46],
  [62, 78, 112],
  [196, 168, 84],
];

/** Parks cars at some of the places; which ones is up to `random`, so they move from date to date. */
export function parkCars(
  model: GroundModel,
  places: readonly ParkingPlace[],
  share: number,
  random: Random,
): void {
  for (const { at, headingRadians } of places) {
    const isHere = random.chance(share);
    const colour = random.pick(PAINT);
    const isTruck = random.chance(0.07);
    if (!isHere || Math.abs(model.height[pixelAt(model, at)] ?? 9) > 0.5) continue;
    const length = isTruck ? random.range(6, 8) : random.range(3.9, 4.7);
    const [dx, dy] = [(Math.cos(headingRadians) * length) / 2, (Math.sin(headingRadians) * length) / 2];
    visitLine(
      model,
      [at[0] - dx, at[1] - dy],
      [at[0] + dx, at[1] + dy],
      isTruck ? 1.2 : 0.88,
      (pixel, along, across) => {
        const isGlass =
          !isTruck &&
          Math.abs(across) < 0.75 &&
          (Math.abs(along - length * 0.3) < 0.3 || Math.abs(along - length * 0.84) < 0.25);
        putColour(model, pixel, isGlass ? [52, 56, 60] : colour, 1);
        model.height[pixel] = isTruck ? 2.6 : along > length * 0.26 && along < length * 0.86 ? 1.45 : 0.95;
      },
    );
  }
}

function pixelAt(model: GroundModel, at: readonly [number, number]): number {
  const column = Math.floor(at[0] / model.metresPerPixel);
  const row = Math.floor(at[1] / model.metresPerPixel);
  return column < 0 || row < 0 || column >= model.size || row >= model.size ? -1 : row * model.size + column;
}
