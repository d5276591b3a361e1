import { sampleNoise } from "../noise.ts";
import type { PlannedBuilding } from "../plan/city-plan.ts";
import type { Crater } from "../plan/damage.ts";
import {
  type GroundModel,
  type Textures,
  mixColour,
  putColour,
  ramp,
  visitBox,
  visitOutline,
} from "./ground-model.ts";

/** Digs a crater where the ground is open: a dark bowl, a raised rim, pale earth thrown out in rays. */
export function paintCrater(model: GroundModel, textures: Textures, crater: Crater, fresh: number): void {
  const { at, radiusMetres: radius } = crater;
  const reach = radius * 3.2;
  visitBox(model, at[0] - reach, at[1] - reach, at[0] + reach, at[1] + reach, (pixel, x, y) => {
    if (model.height[pixel]! > 1.2) return;
    const dx = x - at[0];
    const dy = y - at[1];
    const angle = Math.atan2(dy, dx);
    const ragged =
      sampleNoise(textures.streaks, x * 4, y * 4) * 0.6 + sampleNoise(textures.fine, x * 2, y * 2) * 0.4;
    const r = Math.hypot(dx, dy) / (radius * (0.55 + 0.9 * ragged));
    if (r > 3) return;
    // Thrown earth lies in uneven tongues: noise along the angle, stretched away from the middle.
    const tongue = sampleNoise(textures.streaks, angle * 34 + at[0], Math.hypot(dx, dy) * 1.1);
    const thrown = ramp(2.9, 0.9, r) * ramp(0.35, 0.7, tongue) * (0.3 + 0.5 * fresh);
    if (r < 1) {
      model.height[pixel] = -1.5 * (1 - r * r) + 0.3 * ragged;
      mixColour(model, pixel, [112, 98, 80], 0.8 * (1 - r * r * 0.7) * (0.6 + 0.6 * ragged));
    } else {
      model.height[pixel] = model.height[pixel]! + 0.6 * ramp(1.6, 1, r) * ragged;
      mixColour(model, pixel, [200, 188, 166], thrown);
    }
    model.plants[pixel] = model.plants[pixel]! * Math.max(0, 1 - ramp(2.6, 1.2, r) * 1.2);
  });
}

/** A fresh coat of lime or bitumen on an intact roof. */
export function repaintRoof(model: GroundModel, textures: Textures, building: PlannedBuilding): void {
  const isLight = building.id.charCodeAt(4) % 2 === 0;
  visitOutline(model, building.footprint, 0, (pixel, inside, x, y) => {
    if (inside < 0.3 || model.height[pixel]! > building.heightMetres + 0.3) return;
    const brush = sampleNoise(textures.streaks, x * 3, y * 3);
    mixColour(model, pixel, isLight ? [228, 226, 220] : [98, 94, 90], 0.82 + 0.1 * brush);
  });
}

/** A house not yet built: columns on a slab, sand and bricks in the yard; later a fresh grey roof. */
export function paintConstruction(
  model: GroundModel,
  textures: Textures,
  building: PlannedBuilding,
  stage: number,
): void {
  const top = stage < 0.5 ? 0.5 : building.heightMetres;
  visitOutline(model, building.footprint, 0, (pixel, inside, x, y) => {
    const patch = sampleNoise(textures.streaks, x * 3, y * 3);
    const isColumn = mod(x, 3.4) < 0.5 && mod(y, 3.4) < 0.5;
    const isWall = inside < 0.35 || mod(x + y, 5.2) < 0.3;
    putColour(model, pixel, [170, 167, 160], 0.9 + 0.14 * patch);
    model.height[pixel] = top;
    if (stage < 0.5 && (isColumn || isWall)) {
      model.height[pixel] = isColumn ? 3.2 : 1.4;
      putColour(model, pixel, isColumn ? [150, 148, 143] : [178, 168, 156], 1);
    } else if (stage < 1 && isColumn) {
      model.height[pixel] = top + 0.9;
      putColour(model, pixel, [124, 116, 108], 1);
    }
  });
}

function mod(value: number, period: number): number {
  return value - Math.floor(value / period) * period;
}
