import { HALF_WORLD_METRES } from "./mercator.ts";

/** Pixels of a working copy's tiles. 512: a quarter of the requests of 256, and a tenth fewer bytes (measured). */
export const TILE_SIZE = 512;

/** GDAL's GoogleMapsCompatible ends here too; a pixel of zoom 24 is under a centimetre. */
const DEEPEST_256 = 24;

/** Share of the image's resolution that the deepest zoom must keep. */
const LEAST_RESOLUTION = 5 / 6;

/** One zoom level of a working copy: tiles `left … left+columns−1`, `top … top+rows−1` of the XYZ scheme. */
export type GridLevel = { zoom: number; left: number; top: number; columns: number; rows: number };

/**
 * The pyramid over an image, deepest zoom first. All levels cover the same square metres, and each level's corner
 * is a tile's corner: that is what lets a block of the file be a tile of the web.
 */
export type TileGrid = { levels: GridLevel[]; used: GridLevel };

/**
 * Chooses zooms: the deepest is the first whose pixel loses at most a sixth of the image's resolution (GDAL's
 * GoogleMapsCompatible takes the nearest zoom, which loses up to 29 %: a crack in a roof of 0.35 m pixels is gone);
 * overviews stop when the image is one or two tiles wide.
 *
 * @param mercator `[minX, minY, maxX, maxY]`, EPSG:3857 metres
 */
export function tileGridOf(
  mercator: readonly [number, number, number, number],
  width: number,
  height: number,
): TileGrid {
  const [minX, minY, maxX, maxY] = mercator;
  // GDALSuggestedWarpOutput: a pixel such that the diagonal keeps its number of pixels.
  const metresPerPixel = Math.hypot(maxX - minX, maxY - minY) / Math.hypot(width, height);
  const zoom256 = Math.ceil(Math.log2((2 * HALF_WORLD_METRES) / 256 / (metresPerPixel / LEAST_RESOLUTION)));
  const zoom = Math.max(0, Math.min(DEEPEST_256, zoom256) - Math.log2(TILE_SIZE / 256));

  const tile = (2 * HALF_WORLD_METRES) / 2 ** zoom;
  // A millionth of a tile is given away, so that rounding does not add an empty row.
  const left = Math.floor((minX + HALF_WORLD_METRES) / tile + 1e-6);
  const right = Math.ceil((maxX + HALF_WORLD_METRES) / tile - 1e-6);
  const top = Math.max(0, Math.floor((HALF_WORLD_METRES - maxY) / tile + 1e-6));
  const bottom = Math.min(2 ** zoom, Math.ceil((HALF_WORLD_METRES - minY) / tile - 1e-6));
  return gridOver({ zoom, left, top, columns: Math.max(1, right - left), rows: Math.max(1, bottom - top) });
}

/** The pyramid over these tiles; its coarsest level is one or two tiles wide. */
export function gridOver(used: GridLevel): TileGrid {
  const { zoom, left, top } = used;
  const steps = Math.min(zoom, Math.ceil(Math.log2(Math.max(used.columns, used.rows))));
  const levels: GridLevel[] = [];
  for (let step = 0; step <= steps; step += 1) {
    const side = 2 ** (steps - step);
    const coarse = 2 ** steps;
    const firstColumn = Math.floor(left / coarse);
    const firstRow = Math.floor(top / coarse);
    levels.push({
      zoom: zoom - step,
      left: firstColumn * side,
      top: firstRow * side,
      columns: (Math.ceil((left + used.columns) / coarse) - firstColumn) * side,
      rows: (Math.ceil((top + used.rows) / coarse) - firstRow) * side,
    });
  }
  return { levels, used };
}
