import { type NoiseTexture, sampleNoise } from "../noise.ts";
import { GROUND_SIDE_METRES } from "../plan/frame.ts";
import type { SunPosition } from "./sun.ts";
import type { ImageGrid } from "./view.ts";

/** Fair-weather clouds over one scene: where they hide the ground, and where their shadows lie. */
export interface CloudField {
  /** How much of the ground's light a cloud holds back at a local point, 0–1. */
  coverAt(x: number, y: number): number;
  /** How deep in a cloud's shadow a local point lies, 0–1. */
  shadowAt(x: number, y: number): number;
}

/** Height of the clouds above the ground, metres: low cumulus, so that cloud and shadow are both in view. */
const CLOUD_BASE_METRES = 240;

/** Metres between the precomputed samples of the field. */
const SAMPLE_METRES = 4;

/** Blows clouds over the scene; `cover` is about the share of the sky that they take. */
export function gatherClouds(
  texture: NoiseTexture,
  cover: number,
  sun: SunPosition,
  salt: number,
): CloudField {
  const side = Math.ceil((GROUND_SIDE_METRES * 2) / SAMPLE_METRES);
  const field = new Float32Array(side * side);
  // The threshold is the level that leaves `cover` of the samples above it.
  const raw = field.map((_, i) => {
    const x = (i % side) * SAMPLE_METRES;
    const y = Math.floor(i / side) * SAMPLE_METRES;
    return (
      sampleNoise(texture, x * 0.19 + salt, y * 0.19) + 0.22 * sampleNoise(texture, x * 0.9, y * 0.9 + salt)
    );
  });
  const threshold = raw.toSorted()[Math.floor(raw.length * (1 - cover))] ?? 2;
  for (let i = 0; i < raw.length; i++) {
    const above = (raw[i]! - threshold) / 0.13;
    field[i] = above <= 0 ? 0 : Math.min(1, above) ** 0.7;
  }
  const half = GROUND_SIDE_METRES / 2;
  const coverAt = (x: number, y: number): number => {
    const column = Math.max(0, Math.min(side - 2, (x + half) / SAMPLE_METRES));
    const row = Math.max(0, Math.min(side - 2, (y + half) / SAMPLE_METRES));
    const i = Math.floor(row) * side + Math.floor(column);
    const fx = column % 1;
    const fy = row % 1;
    const upper = field[i]! + (field[i + 1]! - field[i]!) * fx;
    const lower = field[i + side]! + (field[i + side + 1]! - field[i + side]!) * fx;
    return upper + (lower - upper) * fy;
  };
  const reach = CLOUD_BASE_METRES / Math.tan(sun.elevation);
  const [sunX, sunY] = [Math.sin(sun.azimuth) * reach, -Math.cos(sun.azimuth) * reach];
  return { coverAt, shadowAt: (x, y) => coverAt(x + sunX, y + sunY) };
}

/** Lays shadows and clouds over an image of linear radiance, in place. */
export function drawClouds(
  image: Float32Array,
  grid: ImageGrid,
  clouds: CloudField,
  texture: NoiseTexture,
): void {
  for (let row = 0; row < grid.height; row++) {
    for (let column = 0; column < grid.width; column++) {
      const x = grid.originX + column * grid.columnX + row * grid.rowX;
      const y = grid.originY + column * grid.columnY + row * grid.rowY;
      const shadow = 1 - 0.66 * clouds.shadowAt(x, y);
      const cover = clouds.coverAt(x, y);
      const wisp = cover > 0 ? sampleNoise(texture, x * 1.4, y * 1.4) : 0;
      const opacity = cover > 0 ? Math.min(1, cover * (0.75 + 0.7 * wisp)) : 0;
      const white = 0.5 + 0.22 * wisp + 0.12 * cover;
      const i = (row * grid.width + column) * 3;
      for (let band = 0; band < 3; band++)
        image[i + band] = image[i + band]! * shadow * (1 - opacity) + white * opacity;
    }
  }
}
