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

/** Tallest thing that may lean into a block from its neighbour, metres of lean. */
const REACH_METRES = 9;

/**
 * Projects the lit ground into an image that is rectified to the ground's level, as map products are: what
 * stands tall leans away from the satellite and shows the wall that faces it.
 *
 * @returns linear radiance, three numbers per pixel of the grid
 */
export function takeView(model: GroundModel, lit: LitGround, sun: SunPosition, view: ViewDirection, grid: ImageGrid): Float32Array {
  const { size, height, metresPerPixel } = model;
  const image = new Float32Array(grid.width * grid.height * 3);
  const lean = Math.tan(view.offNadir);
  // A point at height h is seen displaced away from the satellite by h · lean.
  const leanX = -Math.sin(view.azimuth) * lean;
  const leanY = Math.cos(view.azimuth) * lean;
  const tops = tallestPerBlock(model);
  const blocks = Math.ceil(size / BLOCK);
  const stepMetres = (metresPerPixel * 0.45) / Math.max(0.02, lean);
  const scale = 1 / metresPerPixel;
  const { radiance } = lit;
  for (let row = 0; row < grid.height; row++) {
    for (let column = 0; column < grid.width; column++) {
      const x = (grid.originX + column * grid.columnX + row * grid.rowX) * scale - 0.5;
      const y = (grid.originY + column * grid.columnY + row * grid.rowY) * scale - 0.5;
      const out = (row * grid.width + column) * 3;
      const blockColumn = clamp((x / BLOCK) | 0, blocks - 1);
      const top = tops[clamp((y / BLOCK) | 0, blocks - 1) * blocks + blockColumn]!;
      let px = x;
      let py = y;
      let wall = 1;
      if (top > 0.35) {
        let h = top;
        for (; h > 0; h -= stepMetres) {
          px = x - h * leanX * scale;
          py = y - h * leanY * scale;
          const i = clamp(Math.round(py), size - 1) * size + clamp(Math.round(px), size - 1);
          const ground = height[i]!;
          if (ground >= h) {
            if (ground - h > stepMetres + 0.9) wall = wallLight(model, lit, sun, px, py, h, leanX, leanY);
            break;
          }
        }
        if (h <= 0) {
          px = x;
          py = y;
        }
      }
      if (wall < 1) {
        // Walls are plaster whatever the roof is made of.
        image[out] = 0.36 * wall;
        image[out + 1] = 0.325 * wall;
        image[out + 2] = 0.27 * wall;
        continue;
      }
      const x0 = clamp(Math.floor(px), size - 2);
      const y0 = clamp(Math.floor(py), size - 2);
      const fx = Math.min(1, Math.max(0, px - x0));
      const fy = Math.min(1, Math.max(0, py - y0));
      const i = (y0 * size + x0) * 3;
      const below = i + size * 3;
      for (let band = 0; band < 3; band++) {
        const upper = radiance[i + band]! + (radiance[i + 3 + band]! - radiance[i + band]!) * fx;
        const lower = radiance[below + band]! + (radiance[below + 3 + band]! - radiance[below + band]!) * fx;
        image[out + band] = upper + (lower - upper) * fy;
      }
    }
  }
  return image;
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
  const at = (dx: number, dy: number): number => height[Math.max(0, row + dy) * size + Math.max(0, column + dx)]!;
  const nx = at(-2, 0) - at(2, 0);
  const ny = at(0, -2) - at(0, 2);
  const length = Math.hypot(nx, ny) || 1;
  const sunX = Math.sin(sun.azimuth);
  const sunY = -Math.cos(sun.azimuth);
  const facing = Math.max(0, (nx * sunX + ny * sunY) / length) * Math.min(1.5, 1 / Math.tan(sun.elevation));
  // The pixel before the wall tells whether a neighbour's shadow climbs it.
  const reach = 2 / Math.max(1e-6, Math.hypot(leanX, leanY));
  const before = clamp(Math.round(py + leanY * reach), size - 1) * size + clamp(Math.round(px + leanX * reach), size - 1);
  const isShaded = lit.shadowTop[before]! > h;
  const storey = (h / 3.1) % 1;
  const bay = Math.floor((px + py) * model.metresPerPixel * 0.55);
  const isWindow = storey > 0.35 && storey < 0.75 && hashPosition(bay, Math.floor(h / 3.1), 9) > 0.45;
  return Math.min(0.98, (0.2 + (isShaded ? 0 : 0.78 * facing)) * (isWindow ? 0.55 : 1));
}

function tallestPerBlock(model: GroundModel): Float32Array {
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
  const reach = Math.ceil(REACH_METRES / (BLOCK * metresPerPixel));
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
