import type { GroundModel } from "../paint/ground-model.ts";

/** How high things stand round a place, on a coarse grid: it tells how much sky a court or an alley sees. */
export interface Surroundings {
  columns: number;
  /** Pixels of the model per cell. */
  cell: number;
  mean: Float32Array;
}

/** Side of a cell, metres; the mean is taken over five by five of them. */
const CELL_METRES = 1;

export function meanHeights({ size, height, metresPerPixel }: GroundModel): Surroundings {
  const cell = Math.max(1, Math.round(CELL_METRES / metresPerPixel));
  const columns = Math.ceil(size / cell);
  const sums = new Float32Array(columns * columns);
  const counts = new Float32Array(columns * columns);
  for (let row = 0; row < size; row++) {
    const start = Math.floor(row / cell) * columns;
    for (let column = 0; column < size; column++) {
      const target = start + Math.floor(column / cell);
      sums[target] = sums[target]! + height[row * size + column]!;
      counts[target] = counts[target]! + 1;
    }
  }
  for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! / counts[i]!;
  return { columns, cell, mean: blurBoth(sums, columns) };
}

/** The mean height round a pixel of the model, between the cells' middles. */
export function heightAround({ columns, cell, mean }: Surroundings, column: number, row: number): number {
  const x = Math.max(0, Math.min(columns - 1.001, (column + 0.5) / cell - 0.5));
  const y = Math.max(0, Math.min(columns - 1.001, (row + 0.5) / cell - 0.5));
  const i = (y | 0) * columns + (x | 0);
  const fx = x - (x | 0);
  const fy = y - (y | 0);
  const upper = mean[i]! + (mean[i + 1]! - mean[i]!) * fx;
  const lower = mean[i + columns]! + (mean[i + columns + 1]! - mean[i + columns]!) * fx;
  return upper + (lower - upper) * fy;
}

function blurBoth(values: Float32Array, columns: number): Float32Array {
  const at = (i: number): number => Math.max(0, Math.min(columns - 1, i));
  const pass = (from: Float32Array, stepColumn: number, stepRow: number): Float32Array =>
    from.map((_, i) => {
      const column = i % columns;
      const row = Math.floor(i / columns);
      let sum = 0;
      for (let k = -2; k <= 2; k++)
        sum += from[at(row + k * stepRow) * columns + at(column + k * stepColumn)]!;
      return sum / 5;
    });
  return pass(pass(values, 1, 0), 0, 1);
}
