import { type CellTexture, type NoiseTexture, createCellTexture, createFractalTexture } from "../noise.ts";
import { type Outline, type Point, depthInside, outlineBounds } from "../plan/geometry.ts";
import { createRandom } from "../random.ts";

/**
 * The ground as a raster, seen from straight above: how high it stands, what colour it is, how much of it
 * greens in spring. Everything is painted into this, and light and sensor are computed from it, so a shadow
 * or a leaning wall can never disagree with the thing that casts it.
 */
export interface GroundModel {
  /** Pixels along each side; row 0 is the north edge. */
  size: number;
  metresPerPixel: number;
  /** Metres above the general level of the ground. */
  height: Float32Array;
  /** Colour in ordinary light, three bytes (sRGB) per pixel. */
  colour: Uint8ClampedArray;
  /** Share of the pixel that grows grass or crops, 0–255. */
  plants: Uint8Array;
}

/** The textures of chance that painting and clouds draw from; all tile. */
export interface Textures {
  broad: NoiseTexture;
  fine: NoiseTexture;
  streaks: NoiseTexture;
  slabs: CellTexture;
  gravel: CellTexture;
}

export type Colour = readonly [red: number, green: number, blue: number];

export function createGroundModel(sideMetres: number, metresPerPixel: number): GroundModel {
  const size = Math.round(sideMetres / metresPerPixel);
  const pixels = size * size;
  return {
    size,
    metresPerPixel,
    height: new Float32Array(pixels),
    colour: new Uint8ClampedArray(pixels * 3),
    plants: new Uint8Array(pixels),
  };
}

export function copyGroundModel(model: GroundModel): GroundModel {
  return {
    ...model,
    height: model.height.slice(),
    colour: model.colour.slice(),
    plants: model.plants.slice(),
  };
}

export function createTextures(seed: string): Textures {
  const random = createRandom(`${seed}:textures`);
  return {
    broad: createFractalTexture(random, { size: 512, cells: 4, octaves: 7, gain: 0.55 }),
    fine: createFractalTexture(random, { size: 512, cells: 64, octaves: 4, gain: 0.7 }),
    streaks: createFractalTexture(random, { size: 512, cells: 16, octaves: 5, gain: 0.6 }),
    slabs: createCellTexture(random, 512, 64),
    gravel: createCellTexture(random, 512, 160),
  };
}

/**
 * Visits the pixels of an outline and of a margin round it. `inside` is the distance to the edge in metres,
 * negative outside; `x` and `y` are the pixel's middle in metres.
 */
export function visitOutline(
  model: GroundModel,
  outline: Outline,
  marginMetres: number,
  visit: (pixel: number, inside: number, x: number, y: number) => void,
): void {
  const [west, north, east, south] = outlineBounds(outline);
  visitBox(
    model,
    west - marginMetres,
    north - marginMetres,
    east + marginMetres,
    south + marginMetres,
    (pixel, x, y) => {
      const inside = depthInside(outline, x, y);
      if (inside >= -marginMetres) visit(pixel, inside, x, y);
    },
  );
}

/** Visits the pixels near a straight line: `along` and `across` in metres from its start and its middle. */
export function visitLine(
  model: GroundModel,
  from: Point,
  to: Point,
  halfWidthMetres: number,
  visit: (pixel: number, along: number, across: number, x: number, y: number) => void,
): void {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (length === 0) return;
  const dx = (to[0] - from[0]) / length;
  const dy = (to[1] - from[1]) / length;
  const slack = halfWidthMetres + 0.4;
  visitBox(
    model,
    Math.min(from[0], to[0]) - slack,
    Math.min(from[1], to[1]) - slack,
    Math.max(from[0], to[0]) + slack,
    Math.max(from[1], to[1]) + slack,
    (pixel, x, y) => {
      const along = (x - from[0]) * dx + (y - from[1]) * dy;
      const across = (y - from[1]) * dx - (x - from[0]) * dy;
      // A little over both ends, so that the pieces of a bent line leave no gap.
      if (Math.abs(across) <= halfWidthMetres && along > -0.4 && along < length + 0.4)
        visit(pixel, along, across, x, y);
    },
  );
}

export function visitBox(
  model: GroundModel,
  west: number,
  north: number,
  east: number,
  south: number,
  visit: (pixel: number, x: number, y: number) => void,
): void {
  const { size, metresPerPixel } = model;
  const firstColumn = Math.max(0, Math.floor(west / metresPerPixel));
  const lastColumn = Math.min(size - 1, Math.ceil(east / metresPerPixel));
  const firstRow = Math.max(0, Math.floor(north / metresPerPixel));
  const lastRow = Math.min(size - 1, Math.ceil(south / metresPerPixel));
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      visit(row * size + column, (column + 0.5) * metresPerPixel, (row + 0.5) * metresPerPixel);
    }
  }
}

/** Puts a colour, brightened by `gain`. */
export function putColour(model: GroundModel, pixel: number, colour: Colour, gain: number): void {
  model.colour[pixel * 3] = colour[0] * gain;
  model.colour[pixel * 3 + 1] = colour[1] * gain;
  model.colour[pixel * 3 + 2] = colour[2] * gain;
}

/** Mixes a colour over what is there; `share` 0–1. */
export function mixColour(model: GroundModel, pixel: number, colour: Colour, share: number): void {
  for (let band = 0; band < 3; band++) {
    const i = pixel * 3 + band;
    model.colour[i] = model.colour[i]! + (colour[band]! - model.colour[i]!) * share;
  }
}

export function darken(model: GroundModel, pixel: number, gain: number): void {
  for (let band = 0; band < 3; band++)
    model.colour[pixel * 3 + band] = model.colour[pixel * 3 + band]! * gain;
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function ramp(from: number, to: number, value: number): number {
  const t = Math.max(0, Math.min(1, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
