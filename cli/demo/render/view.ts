import type { GroundModel } from "../paint/ground-model.ts";
import { hashPosition } from "../random.ts";
import type { LitGround } from "./light.ts";
import type { SunPosition } from "./sun.ts";

/** The direction from which the satellite looks. */
export interface ViewDirection {
  /** Azimuth of the satellite as seen from the ground, clockwise from north, radians. */
  azimuth: number;
  /** Radians away from straight down. */
  offNadir: number;
}

/** An image grid: local metres of the middle of pixel (column, row), as an affine map. */
export interface ImageGrid {
  width: number;
  height: number;
  originX: number;
  originY: number;
  columnX: number;
  columnY: number;
  rowX: number;
  rowY: number;
}

/** Coarse blocks of the model, to know quickly where nothing stands high. */
const BLOCK = 16;

/** Nothing in the town stands higher, metres. */
const TALLEST_METRES = 32;

/**
 * Projects the lit ground into an image that is rectified to the ground's level, as map products are: what
 * stands tall leans away from the satellite and shows the wall that faces it.
 *
 * @returns linear radiance, three numbers per pixel of the grid
 */
export function takeView(
  model: GroundModel,
  lit: LitGround,
  sun: SunPosition,
  view: ViewDirection,
  grid: ImageGrid,
): Float32Array {
  const { metresPerPixel } = model;
  const image = new Float32Array(grid.width * grid.height * 3);
  const tops = tallestPerBlock(model, TALLEST_METRES * Math.tan(view.offNadir) + 1);
  const blocks = Math.ceil(model.size / BLOCK);
  const lean = Math.tan(view.offNadir);
  const eye: Eye = {
    // A point at height h is seen displaced away from the satellite by h times these, pixels of the model.
    leanX: (-Math.sin(view.azimuth) * lean) / metresPerPixel,
    leanY: (Math.cos(view.azimuth) * lean) / metresPerPixel,
    stepMetres: (metresPerPixel * 0.6) / Math.max(0.02, lean),
  };
  const scale = 1 / metresPerPixel;
  const sample = new Float32Array(3);
  for (let row = 0; row < grid.height; row++) {
    for (let column = 0; column < grid.width; column++) {
      const x = (grid.originX + column * grid.columnX + row * grid.rowX) * scale - 0.5;
      const y = (grid.originY + column * grid.columnY + row * grid.rowY) * scale - 0.5;
      const block = clamp((y / BLOCK) | 0, blocks - 1) * blocks + clamp((x / BLOCK) | 0, blocks - 1);
      const top = tops[block]!;
      const out = (row * grid.width + column) * 3;
      sample[0] = sample[1] = sample[2] = 0;
      if (top <= 0.35) {
        addColour(model, lit, sample, x, y, 1);
      } else {
        for (const [right, down] of SUBPIXELS) {
          const sx = x + (right * grid.columnX + down * grid.rowX) * scale;
          const sy = y + (right * grid.columnY + down * grid.rowY) * scale;
          addSight(model, lit, sun, eye, sample, sx, sy, top);
        }
      }
      image[out] = sample[0]!;
      image[out + 1] = sample[1]!;
      image[out + 2] = sample[2]!;
    }
  }
  return image;
}

/** How a line of sight crosses the model, in pixels of the model per metre of height. */
interface Eye {
  leanX: number;
  leanY: number;
  /** Step of the search down the line of sight, metres of height. */
  stepMetres: number;
}

/** Four lines of sight per pixel where something stands: without them roof edges look stitched. */
const SUBPIXELS = [
  [-0.125, -0.375],
  [0.375, -0.125],
  [0.125, 0.375],
  [-0.375, 0.125],
] as const;

/** Follows one line of sight down from `top` to what it meets, and adds a quarter of that light. */
function addSight(
  model: GroundModel,
  lit: LitGround,
  sun: SunPosition,
  eye: Eye,
  sample: Float32Array,
  x: number,
  y: number,
  top: number,
): void {
  const { size, height } = model;
  for (let h = top; h > 0; h -= eye.stepMetres) {
    const px = x - h * eye.leanX;
    const py = y - h * eye.leanY;
    const ground = height[clamp((py + 0.5) | 0, size - 1) * size + clamp((px + 0.5) | 0, size - 1)]!;
    if (ground < h) continue;
    if (ground - h <= eye.stepMetres + 0.9) {
      addColour(model, lit, sample, px, py, 0.25);
      return;
    }
    // Walls are plaster whatever the roof is made of.
    const wall = wallLight(model, lit, sun, px, py, h, eye.leanX, eye.leanY) * 0.25;
    sample[0] = sample[0]! + 0.36 * wall;
    sample[1] = sample[1]! + 0.325 * wall;
    sample[2] = sample[2]! + 0.27 * wall;
    return;
  }
  addColour(model, lit, sample, x, y, 0.25);
}

/** Adds the ground's light at a place between its pixels. */
function addColour(
  model: GroundModel,
  lit: LitGround,
  sample: Float32Array,
  x: number,
  y: number,
  weight: number,
): void {
  const { size } = model;
  const { radiance } = lit;
  const x0 = clamp(Math.floor(x), size - 2);
  const y0 = clamp(Math.floor(y), size - 2);
  const fx = Math.min(1, Math.max(0, x - x0));
  const fy = Math.min(1, Math.max(0, y - y0));
  const i = (y0 * size + x0) * 3;
  const below = i + size * 3;
  for (let band = 0; band < 3; band++) {
    const upper = radiance[i + band]! + (radiance[i + 3 + band]! - radiance[i + band]!) * fx;
    const lower = radiance[below + band]! + (radiance[below + 3 + band]! - radiance[below + band]!) * fx;
    sample[band] = sample[band]! + (upper + (lower - upper) * fy) * weight;
  }
}

/** Light on the wall under a roof's edge, with rows of windows; between 0 and 1. */
function wallLight(
  model: GroundModel,
  lit: LitGround,
  sun: SunPosition,
  px: number,
  py: number,
  h: number,
  leanX: number,
  leanY: number,
): number {
  const { size, height } = model;
  const column = clamp(Math.round(px), size - 4);
  const row = clamp(Math.round(py), size - 4);
  const at = (dx: number, dy: number): number =>
    height[Math.max(0, row + dy) * size + Math.max(0, column + dx)]!;
  const nx = at(-2, 0) - at(2, 0);
  const ny = at(0, -2) - at(0, 2);
  const length = Math.hypot(nx, ny) || 1;
  const sunX = Math.sin(sun.azimuth);
  const sunY = -Math.cos(sun.azimuth);
  const facing = Math.max(0, (nx * sunX + ny * sunY) / length) * Math.min(1.5, 1 / Math.tan(sun.elevation));
  // The pixel before the wall tells whether a neighbour's shadow climbs it.
  const reach = 2 / Math.max(1e-6, Math.hypot(leanX, leanY));
  const before =
    clamp(Math.round(py + leanY * reach), size - 1) * size + clamp(Math.round(px + leanX * reach), size - 1);
  const isShaded = lit.shadowTop[before]! > h;
  const storey = (h / 3.1) % 1;
  const bay = Math.floor((px + py) * model.metresPerPixel * 0.55);
  const isWindow = storey > 0.35 && storey < 0.75 && hashPosition(bay, Math.floor(h / 3.1), 9) > 0.45;
  return Math.min(0.98, (0.2 + (isShaded ? 0 : 0.78 * facing)) * (isWindow ? 0.55 : 1));
}

/** The height of the tallest thing that may lean into each block. */
function tallestPerBlock(model: GroundModel, reachMetres: number): Float32Array {
  const { size, height, metresPerPixel } = model;
  const blocks = Math.ceil(size / BLOCK);
  const own = new Float32Array(blocks * blocks);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const block = ((row / BLOCK) | 0) * blocks + ((column / BLOCK) | 0);
      const value = height[row * size + column]!;
      if (value > own[block]!) own[block] = value;
    }
  }
  const reach = Math.ceil(reachMetres / (BLOCK * metresPerPixel));
  return own.map((_, index) => {
    const row = (index / blocks) | 0;
    const column = index % blocks;
    let top = 0;
    for (let r = Math.max(0, row - reach); r <= Math.min(blocks - 1, row + reach); r++) {
      for (let c = Math.max(0, column - reach); c <= Math.min(blocks - 1, column + reach); c++) {
        top = Math.max(top, own[r * blocks + c]!);
      }
    }
    return top;
  });
}

function clamp(value: number, high: number): number {
  return value < 0 ? 0 : value > high ? high : value;
}
