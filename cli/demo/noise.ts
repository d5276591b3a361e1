import type { Random } from "./random.ts";

/** A square image of chance that tiles seamlessly. Values lie between 0 and 1; `size` is a power of two. */
export interface NoiseTexture {
  size: number;
  values: Float32Array;
}

/** Broken slabs seen from above: each cell has its own height, tilt and shade. Tiles seamlessly. */
export interface CellTexture {
  size: number;
  /** Height of the facet at each pixel, 0–1. */
  relief: Float32Array;
  /** Brightness of the piece that the pixel belongs to, 0–1. */
  shade: Float32Array;
}

/**
 * Sums octaves of smooth value noise, each twice as fine as the one before and `gain` times as strong,
 * stretched to fill 0–1.
 */
export function createFractalTexture(
  random: Random,
  options: { size: number; cells: number; octaves: number; gain: number },
): NoiseTexture {
  const { size } = options;
  const values = new Float32Array(size * size);
  let cells = options.cells;
  let strength = 1;
  for (let octave = 0; octave < options.octaves && cells <= size; octave++) {
    addOctave(values, size, cells, strength, random);
    cells *= 2;
    strength *= options.gain;
  }
  stretch(values);
  return { size, values };
}

/** Reads a texture between its pixels; `x` and `y` are in texture pixels and may be anything. */
export function sampleNoise(texture: NoiseTexture, x: number, y: number): number {
  const { size, values } = texture;
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  const mask = size - 1;
  const left = x0 & mask;
  const right = (x0 + 1) & mask;
  const top = (y0 & mask) * size;
  const bottom = ((y0 + 1) & mask) * size;
  const upper = values[top + left]! + (values[top + right]! - values[top + left]!) * fx;
  const lower = values[bottom + left]! + (values[bottom + right]! - values[bottom + left]!) * fx;
  return upper + (lower - upper) * fy;
}

/** Scatters one jittered centre per grid cell and gives each pixel to its nearest (a Voronoi mosaic). */
export function createCellTexture(random: Random, size: number, cells: number): CellTexture {
  const count = cells * cells;
  const column = (): Float32Array => Float32Array.from({ length: count }, () => random.next());
  const [jitterX, jitterY, level, tiltX, tiltY, tone] = [
    column(),
    column(),
    column(),
    column(),
    column(),
    column(),
  ];
  const relief = new Float32Array(size * size);
  const shade = new Float32Array(size * size);
  const step = size / cells;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const cx = Math.floor(x / step);
      const cy = Math.floor(y / step);
      let best = Infinity;
      let winner = 0;
      let dx = 0;
      let dy = 0;
      for (let j = cy - 1; j <= cy + 1; j++) {
        for (let i = cx - 1; i <= cx + 1; i++) {
          const k = ((j + cells) % cells) * cells + ((i + cells) % cells);
          const ox = x / step - i - jitterX[k]!;
          const oy = y / step - j - jitterY[k]!;
          // Slabs are longer than wide: stretching the metric per cell avoids a honeycomb.
          const distance = tone[k]! > 0.5 ? ox * ox * 2.2 + oy * oy * 0.6 : ox * ox * 0.6 + oy * oy * 2.2;
          if (distance < best) [best, winner, dx, dy] = [distance, k, ox, oy];
        }
      }
      const facet = level[winner]! + (tiltX[winner]! - 0.5) * dx * 1.6 + (tiltY[winner]! - 0.5) * dy * 1.6;
      relief[y * size + x] = Math.min(1, Math.max(0, facet));
      shade[y * size + x] = tone[winner]!;
    }
  }
  return { size, relief, shade };
}

function addOctave(
  values: Float32Array,
  size: number,
  cells: number,
  strength: number,
  random: Random,
): void {
  const lattice = Float32Array.from({ length: cells * cells }, () => random.next());
  const step = cells / size;
  for (let y = 0; y < size; y++) {
    const gy = Math.floor(y * step);
    const ty = smooth(y * step - gy);
    const row0 = (gy % cells) * cells;
    const row1 = ((gy + 1) % cells) * cells;
    for (let x = 0; x < size; x++) {
      const gx = Math.floor(x * step);
      const tx = smooth(x * step - gx);
      const next = (gx + 1) % cells;
      const upper = lattice[row0 + gx]! + (lattice[row0 + next]! - lattice[row0 + gx]!) * tx;
      const lower = lattice[row1 + gx]! + (lattice[row1 + next]! - lattice[row1 + gx]!) * tx;
      values[y * size + x] = values[y * size + x]! + (upper + (lower - upper) * ty) * strength;
    }
  }
}

function stretch(values: Float32Array): void {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  for (let i = 0; i < values.length; i++) values[i] = (values[i]! - low) / (high - low);
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}
