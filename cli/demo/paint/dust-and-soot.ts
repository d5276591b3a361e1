import { sampleNoise } from "../noise.ts";
import type { PlannedBuilding } from "../plan/city-plan.ts";
import type { DamagedClass } from "../plan/damage.ts";
import { type Point, depthInside, outlineCentre, quadPoint } from "../plan/geometry.ts";
import type { Random } from "../random.ts";
import type { DamageState } from "./building-damage.ts";
import {
  type Colour,
  type GroundModel,
  type Textures,
  mixColour,
  ramp,
  visitBox,
  visitOutline,
} from "./ground-model.ts";

export const DUST: Colour = [190, 181, 166];
export const SOOT: Colour = [44, 41, 39];

/** How far dust settles, metres, and how thickly: at once after the strike, and what stays. */
const DUST_FALL: Record<DamagedClass, { reach: number; fresh: number; stays: number }> = {
  destroyed: { reach: 13, fresh: 0.42, stays: 0.14 },
  severe: { reach: 8, fresh: 0.32, stays: 0.12 },
  moderate: { reach: 4, fresh: 0.22, stays: 0.06 },
  possible: { reach: 3, fresh: 0.1, stays: 0.04 },
};

/**
 * Lays grey-white dust over everything near a strike: thick at first, later washed and blown away. Painted
 * for all buildings before any rubble, or the next house's dust would blanket this one's heap.
 */
export function paintDust(
  model: GroundModel,
  textures: Textures,
  building: PlannedBuilding,
  { damage, fresh, isCleared }: DamageState,
): void {
  const fall = DUST_FALL[damage];
  const strength = (isCleared ? 0 : fall.stays) + fall.fresh * fresh;
  visitOutline(model, building.footprint, fall.reach, (pixel, inside, x, y) => {
    const cloud =
      sampleNoise(textures.broad, x * 4, y * 4) * 0.6 + sampleNoise(textures.streaks, x * 2, y * 2) * 0.4;
    const share = strength * ramp(-fall.reach, 0, inside) * ramp(0.25, 0.65, cloud);
    mixColour(model, pixel, DUST, share);
    model.plants[pixel] = model.plants[pixel]! * (1 - share);
  });
}

/** A place on the roof, clear of its edge where that can be had. */
function placeOnRoof({ footprint, frame }: PlannedBuilding, random: Random): Point {
  for (let tries = 0; tries < 16; tries++) {
    const at = quadPoint(frame, random.next(), random.next());
    if (depthInside(footprint, at[0], at[1]) > 1) return at;
  }
  return outlineCentre(footprint);
}

/** Soot where something burned: ragged tongues blown to one side, never a round spot. */
export function scorch(
  model: GroundModel,
  textures: Textures,
  building: PlannedBuilding,
  random: Random,
  strength: number,
): void {
  const [sx, sy] = placeOnRoof(building, random);
  const radius = random.range(2.2, 4.4);
  const wind = random.range(0, 2 * Math.PI);
  const reach = radius * 2.2;
  visitBox(model, sx - reach, sy - reach, sx + reach, sy + reach, (pixel, x, y) => {
    const along = (x - sx) * Math.cos(wind) + (y - sy) * Math.sin(wind);
    const across = -(x - sx) * Math.sin(wind) + (y - sy) * Math.cos(wind);
    const r = Math.hypot(along > 0 ? along * 0.5 : along * 1.2, across) / radius;
    if (r > 1) return;
    const tongues =
      sampleNoise(textures.streaks, along * 2.2 + 7, across * 5.5) * 0.6 +
      sampleNoise(textures.fine, x * 2.6, y * 2.6) * 0.4;
    mixColour(model, pixel, SOOT, strength * ramp(1, 0.2, r) * ramp(0.36, 0.62, tongues));
  });
}
