import { sampleNoise } from "../noise.ts";
import type { PlannedBuilding } from "../plan/city-plan.ts";
import { outlineCentre } from "../plan/geometry.ts";
import { hashPosition } from "../random.ts";
import { DUST } from "./dust-and-soot.ts";
import {
  type GroundModel,
  type Textures,
  darken,
  mixColour,
  putColour,
  visitOutline,
} from "./ground-model.ts";

/** One pixel of broken concrete: slabs over gravel, pale dust on top, dark where a gap gapes. */
export function layRubble(
  model: GroundModel,
  textures: Textures,
  pixel: number,
  x: number,
  y: number,
  height: number,
  tint: number,
): void {
  const size = textures.slabs.size;
  const at = (scale: number): number =>
    (Math.floor(y * scale) & (size - 1)) * size + (Math.floor(x * scale) & (size - 1));
  const big = at(5.2);
  const small = at(4.4);
  const slab = textures.slabs.relief[big]!;
  const piece = textures.gravel.relief[small]!;
  const shade = 0.55 * textures.slabs.shade[big]! + 0.45 * textures.gravel.shade[small]!;
  const dust = sampleNoise(textures.streaks, x * 1.8 + 40, y * 1.8);
  model.height[pixel] =
    height * (0.5 + 0.5 * slab) +
    0.75 * Math.min(1, height) * (slab - 0.4) +
    0.4 * Math.min(1, height + 0.3) * piece;
  // Plaster, concrete and brown mud brick lie in patches, not evenly mixed.
  const brown = sampleNoise(textures.broad, x * 5, y * 5);
  putColour(
    model,
    pixel,
    brown > 0.55 ? [168, 151, 128] : [170, 163, 151],
    tint * (0.62 + 0.42 * shade + 0.14 * (brown - 0.5)),
  );
  mixColour(model, pixel, DUST, 0.5 * dust * dust);
  if (slab < 0.2 && piece < 0.5 && height > 0.4) darken(model, pixel, 0.5);
  model.plants[pixel] = 0;
}

/** Scatters debris over the ground beside a building, on one side of it or all round. */
export function spillDebris(
  model: GroundModel,
  textures: Textures,
  building: PlannedBuilding,
  {
    reachMetres,
    share,
    towards,
  }: { reachMetres: number; share: number; towards: readonly [number, number] | null },
): void {
  const [cx, cy] = outlineCentre(building.footprint);
  visitOutline(model, building.footprint, reachMetres, (pixel, inside, x, y) => {
    if (inside >= 0 || model.height[pixel]! > 2.9) return;
    const length = Math.hypot(x - cx, y - cy);
    const facing = towards === null ? 0.6 : ((x - cx) * towards[0] + (y - cy) * towards[1]) / length;
    const cluster = sampleNoise(textures.streaks, x * 3.1 + 17, y * 3.1);
    const density = share * Math.max(0, facing) * (1 + inside / reachMetres) * 1.5;
    if (cluster > 1 - density * 0.95) layRubble(model, textures, pixel, x, y, 0.55 * density + 0.15, 1.02);
    else if (hashPosition(x * 8, y * 8, 16) > 1 - 0.3 * density) strewPiece(model, pixel, 0.3);
  });
}

/** One pale piece of concrete. */
export function strewPiece(model: GroundModel, pixel: number, height: number): void {
  putColour(model, pixel, [198, 190, 176], 1);
  model.height[pixel] = model.height[pixel]! + height;
}
