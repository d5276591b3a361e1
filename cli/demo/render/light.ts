import type { GroundModel } from "../paint/ground-model.ts";
import type { SunPosition } from "./sun.ts";
import { heightAround, meanHeights } from "./surroundings.ts";

/** How the land looks in a season: the colour of its grass and crops, and how much of them is grown. */
export interface Season {
  /** Share of `plants` that shows, 0–1. */
  growth: number;
  /** Colour of grass and crops, sRGB. */
  plantColour: readonly [number, number, number];
}

/** The ground in the light of one moment: what the sensor could collect from each pixel. */
export interface LitGround {
  /** Linear radiance, three numbers per pixel; open white ground in the sun is about 1. */
  radiance: Float32Array;
  /** Height above which a point over this pixel would be out of the shadow, metres. */
  shadowTop: Float32Array;
}

/** Sunlight is warm, the sky's light blue: shadows in satellite images are never grey. */
const SUN_COLOUR = [1, 0.98, 0.94] as const;
const SKY_COLOUR = [0.181, 0.206, 0.25] as const;

/** Lights the model: cast shadows, slopes towards and away from the sun, less sky light in narrow courts. */
export function lightGround(model: GroundModel, sun: SunPosition, season: Season): LitGround {
  const { size, height, colour, plants, metresPerPixel } = model;
  const shadowTop = castShadows(model, sun);
  const around = meanHeights(model);
  const linear = Float32Array.from({ length: 256 }, (_, i) => (i / 255) ** 2.2);
  const radiance = new Float32Array(size * size * 3);
  const sinElevation = Math.sin(sun.elevation);
  const flat = Math.cos(sun.elevation) / sinElevation;
  const sunX = Math.sin(sun.azimuth) * flat;
  const sunY = -Math.cos(sun.azimuth) * flat;
  const [plantRed = 0, plantGreen = 0, plantBlue = 0] = season.plantColour.map((level) => linear[level]);
  const perMetre = 1 / metresPerPixel;
  for (let row = 0; row < size; row++) {
    const up = row > 0 ? -size : 0;
    const down = row < size - 1 ? size : 0;
    for (let column = 0; column < size; column++) {
      const i = row * size + column;
      const here = height[i]!;
      const slopeX = gentler(
        here - height[column > 0 ? i - 1 : i]!,
        height[column < size - 1 ? i + 1 : i]! - here,
      );
      const slopeY = gentler(here - height[i + up]!, height[i + down]! - here);
      const gx = slopeOf(slopeX * perMetre);
      const gy = slopeOf(slopeY * perMetre);
      const facing = (1 - gx * sunX - gy * sunY) / Math.sqrt(1 + gx * gx + gy * gy);
      const shade = 1 - Math.min(1, Math.max(0, (shadowTop[i]! - here - 0.04) / 0.3));
      const direct = Math.min(2.3, Math.max(0, facing)) * shade;
      const walls = heightAround(around, column, row) - here;
      const sky = walls > 0 ? 1 / (1 + 0.2 * walls) : 1 + Math.min(0.14, -walls * 0.03);
      // Written out by band: as an inner loop this took half as long again.
      let red = linear[colour[i * 3]!]!;
      let green = linear[colour[i * 3 + 1]!]!;
      let blue = linear[colour[i * 3 + 2]!]!;
      const cover = (plants[i]! / 255) * season.growth;
      if (cover > 0.01) {
        red += (plantRed * (0.55 + red) - red) * cover;
        green += (plantGreen * (0.55 + green) - green) * cover;
        blue += (plantBlue * (0.55 + blue) - blue) * cover;
      }
      radiance[i * 3] = red * (SUN_COLOUR[0] * direct + SKY_COLOUR[0] * sky);
      radiance[i * 3 + 1] = green * (SUN_COLOUR[1] * direct + SKY_COLOUR[1] * sky);
      radiance[i * 3 + 2] = blue * (SUN_COLOUR[2] * direct + SKY_COLOUR[2] * sky);
    }
  }
  return { radiance, shadowTop };
}

/** Of two neighbouring steps the smaller: a roof's edge must not light up as if it were a slope. */
function gentler(before: number, after: number): number {
  return Math.abs(before) < Math.abs(after) ? before : after;
}

/** What rises faster than rubble can lie is a wall, not a slope: lit as one it would sparkle along every edge. */
function slopeOf(rise: number): number {
  return Math.abs(rise) > 2 ? 0 : rise;
}

/**
 * Sweeps once across the raster away from the sun, carrying the top of the shadow from line to line:
 * linear in the number of pixels whatever the length of the shadows.
 */
function castShadows(model: GroundModel, sun: SunPosition): Float32Array {
  const { size, height, metresPerPixel } = model;
  const top = new Float32Array(size * size);
  const awayX = -Math.sin(sun.azimuth);
  const awayY = Math.cos(sun.azimuth);
  const alongRows = Math.abs(awayY) >= Math.abs(awayX);
  const [major, minor] = alongRows ? [awayY, awayX] : [awayX, awayY];
  const drift = minor / Math.abs(major);
  const offset = Math.floor(-drift);
  const share = -drift - offset;
  const drop = (metresPerPixel / Math.abs(major)) * Math.tan(sun.elevation);
  const [majorStride, minorStride] = alongRows ? [size, 1] : [1, size];
  const forward = major > 0;
  let previous = new Float32Array(size).fill(-1e3);
  let current = new Float32Array(size);
  for (let step = 0; step < size; step++) {
    const line = (forward ? step : size - 1 - step) * majorStride;
    for (let k = 0; k < size; k++) {
      const from = k + offset;
      const a = from >= 0 && from < size ? previous[from]! : -1e3;
      const b = from >= -1 && from < size - 1 ? previous[from + 1]! : -1e3;
      const carried = a + (b - a) * share - drop;
      const i = line + k * minorStride;
      const here = height[i]!;
      const value = carried > here ? carried : here;
      current[k] = value;
      top[i] = value;
    }
    [previous, current] = [current, previous];
  }
  return top;
}
