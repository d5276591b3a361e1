/** How far from GDAL's reprojection our mapping of an image lies, measured where GDAL's programs are installed. */
import { execFileSync } from "node:child_process";
import { tileGridOf } from "../../core/imagery/raster/grid.ts";
import { tileMapper } from "../../core/imagery/raster/mapping.ts";
import { HALF_WORLD_METRES } from "../../core/imagery/raster/mercator.ts";
import { openImage } from "../../core/imagery/raster/open-image.ts";
import { RasterRefusal } from "../../core/imagery/raster/refusal.ts";

const STEPS = 8;

/**
 * Sends a lattice of pixels through `gdaltransform` to Web Mercator, and from there back through the mapping that the
 * working copy is made with.
 *
 * @returns the farthest that any comes out from where it began, source pixels; null for images that gdalwarp itself places
 */
export async function positionError(file: string): Promise<number | null> {
  let image: Awaited<ReturnType<typeof openImage>>;
  try {
    image = await openImage(file);
  } catch (error) {
    if (error instanceof RasterRefusal && error.gdalReadsIt) return null;
    throw error;
  }
  try {
    const { affine, crs, footprint, samples } = image;
    const { width, height } = samples;
    const grid = tileGridOf(footprint.mercator, width, height);
    const mapTile = tileMapper(affine, crs, footprint.centreLon);
    const pixels = lattice(width, height);
    const input = pixels.map(([column, row]) => `${column} ${row}`).join("\n");
    const output = execFileSync("gdaltransform", ["-t_srs", "EPSG:3857", "-output_xy", file], {
      input,
      encoding: "utf8",
    });
    const tile = (2 * HALF_WORLD_METRES) / 2 ** grid.used.zoom;
    let farthest = 0;
    for (const [index, line] of output.trim().split("\n").entries()) {
      const [rawX = Number.NaN, y = Number.NaN] = line.split(/\s+/).map(Number);
      // Beyond where a web map ends nothing is shown.
      if (!Number.isFinite(rawX) || !Number.isFinite(y) || Math.abs(y) >= HALF_WORLD_METRES) continue;
      const [wantedColumn = 0, wantedRow = 0] = pixels[index] ?? [];
      // A turn around the world is the same place, and an image of all of it has its edge there.
      const turns = [-1, 0, 1].map((turn) => {
        const across = (rawX + turn * 2 * HALF_WORLD_METRES + HALF_WORLD_METRES) / tile;
        const down = (HALF_WORLD_METRES - y) / tile;
        const mapping = mapTile(grid.used.zoom, Math.floor(across), Math.floor(down));
        const [column, row] = interpolate(mapping, across - Math.floor(across), down - Math.floor(down));
        return Math.hypot(column - wantedColumn, row - wantedRow);
      });
      farthest = Math.max(farthest, Math.min(...turns.filter(Number.isFinite)));
    }
    return farthest;
  } finally {
    await image.close();
  }
}

function lattice(width: number, height: number): [number, number][] {
  const pixels: [number, number][] = [];
  for (let row = 0; row <= STEPS; row += 1) {
    for (let column = 0; column <= STEPS; column += 1) {
      // A little inside: the outermost edge of a global image is a place on both of its sides.
      pixels.push([width * (0.001 + (0.998 * column) / STEPS), height * (0.001 + (0.998 * row) / STEPS)]);
    }
  }
  return pixels;
}

/** As the pixels of a tile are placed: straight within each cell. */
function interpolate(
  { cells, columns, rows }: { cells: number; columns: Float64Array; rows: Float64Array },
  across: number,
  down: number,
): [column: number, row: number] {
  const left = Math.min(cells - 1, Math.floor(across * cells));
  const top = Math.min(cells - 1, Math.floor(down * cells));
  const u = across * cells - left;
  const v = down * cells - top;
  const node = top * (cells + 1) + left;
  const at = (values: Float64Array) =>
    (values[node]! * (1 - u) + values[node + 1]! * u) * (1 - v) +
    (values[node + cells + 1]! * (1 - u) + values[node + cells + 2]! * u) * v;
  return [at(columns), at(rows)];
}
