import { sampleNoise } from "../noise.ts";
import type { PlannedBuilding } from "../plan/city-plan.ts";
import { quadHeading, quadPoint, quadWidth } from "../plan/geometry.ts";
import { createRandom, hashPosition } from "../random.ts";
import {
  type GroundModel,
  type Textures,
  darken,
  putColour,
  ramp,
  visitBox,
  visitOutline,
} from "./ground-model.ts";
import { CONCRETE, SHEET_METAL, furnishRoof } from "./roof-things.ts";

/** Paints an intact building: roof with parapet, its stains and seams, and what people keep up there. */
export function paintRoof(
  model: GroundModel,
  textures: Textures,
  seed: string,
  building: PlannedBuilding,
): void {
  const random = createRandom(`${seed}:${building.id}:roof`);
  const { footprint, heightMetres } = building;
  const isSheet = building.kind === "hall";
  const base = isSheet ? random.pick(SHEET_METAL) : random.pick(CONCRETE);
  const tone = random.range(0.9, 1.06);
  const parapet = isSheet ? 0 : random.range(0.5, 1.05);
  const [ox, oy] = [random.range(0, 500), random.range(0, 500)];
  const heading = quadHeading(building.frame);
  const [cos, sin] = [Math.cos(heading), Math.sin(heading)];
  const seam = random.range(3.2, 5.2);
  const weathering = random.range(0.12, 0.34);
  const parapetWidth = Math.max(0.42, model.metresPerPixel * 1.8);
  visitOutline(model, footprint, 0, (pixel, inside, x, y) => {
    const stain = sampleNoise(textures.streaks, x * 2.6 + ox, y * 2.6 + oy);
    const speck = sampleNoise(textures.fine, x * 3.3 + oy, y * 3.3 + ox);
    const grain = hashPosition(x * 17, y * 17, 8);
    const along = x * cos + y * sin;
    const across = -x * sin + y * cos;
    const ridge = isSheet ? 0.06 * Math.sin(along * 5.2) : 0;
    const crack = !isSheet && (mod(along, seam) < 0.18 || mod(across, seam * 1.3) < 0.18) ? 0.93 : 1;
    const gain =
      tone *
      crack *
      (1 - weathering * (1 - stain) * 0.8 + 0.09 * (speck - 0.5) + 0.05 * (grain - 0.5) + ridge);
    putColour(model, pixel, base, gain);
    // Water stands behind the parapet after rain and leaves it darker.
    if (!isSheet) darken(model, pixel, 1 - 0.16 * ramp(2.4, 0.4, inside) * stain);
    model.height[pixel] = heightMetres + (isSheet ? Math.min(1.6, inside * 0.34) : (stain - 0.5) * 0.06);
    model.plants[pixel] = 0;
    if (parapet > 0 && inside < parapetWidth) {
      model.height[pixel] = heightMetres + parapet;
      putColour(model, pixel, base, Math.min(1.16, tone * 1.08));
    }
  });
  if (isSheet) return;
  if (building.kind === "mosque") paintDome(model, building);
  else furnishRoof(model, textures, building, base, random);
}

/** The dome over the prayer hall, two small ones beside it, and a minaret at the street corner. */
function paintDome(model: GroundModel, building: PlannedBuilding): void {
  const { frame, heightMetres } = building;
  const width = quadWidth(frame);
  const domes = [
    [0.5, 0.5, width * 0.21],
    [0.2, 0.5, width * 0.09],
    [0.8, 0.5, width * 0.09],
  ] as const;
  for (const [s, t, radius] of domes) {
    const [cx, cy] = quadPoint(frame, s, t);
    visitBox(model, cx - radius, cy - radius, cx + radius, cy + radius, (pixel, x, y) => {
      const r = Math.hypot(x - cx, y - cy) / radius;
      if (r > 1) return;
      model.height[pixel] = heightMetres + 0.8 + radius * Math.sqrt(1 - r * r);
      putColour(model, pixel, [150, 166, 152], 1);
    });
  }
  const [mx, my] = quadPoint(frame, 0.07, 0.1);
  visitBox(model, mx - 1.7, my - 1.7, mx + 1.7, my + 1.7, (pixel, x, y) => {
    const r = Math.hypot(x - mx, y - my);
    if (r > 1.7) return;
    model.height[pixel] = r < 1.1 ? 27 + (1.1 - r) * 4 : 19;
    putColour(model, pixel, [212, 204, 188], 1);
  });
}

function mod(value: number, period: number): number {
  return value - Math.floor(value / period) * period;
}
