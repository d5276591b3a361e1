import type { SourceCrs } from "./crs.ts";
import { invertAffine, type Affine } from "./georeference.ts";
import { HALF_WORLD_METRES, lonLatOfMercator } from "./mercator.ts";
import type { TileMapping } from "./warp.ts";

/** Straight lines may stray this far from the true projection, source pixels (GDAL's own default is 0.125). */
const STRAY_PIXELS = 0.05;
const MOST_CELLS = 64;

/**
 * Makes the function that says where a tile's pixels lie in the source. Projecting each pixel would cost more than
 * everything else, so only the corners of cells are projected, in as many cells as the projection's bend demands.
 */
export function tileMapper(affine: Affine, crs: SourceCrs, centreLon: number) {
  const inverse = invertAffine(affine);
  const placeIn = (middleX: number, x: number, y: number): [column: number, row: number] => {
    const [unwrapped, lat] = lonLatOfMercator(x, y);
    // A geographic image counts its longitudes on its own: take the turn that is nearest to its centre. A tile's edge
    // may be as near to the one as to the other (an image of the whole Earth): it goes with the middle of its tile.
    const [inside] = lonLatOfMercator(x + (middleX - x) * 1e-6, y);
    const lon = crs.geographic ? unwrapped + 360 * Math.round((centreLon - inside) / 360) : unwrapped;
    const [east, north] = crs.epsg === 3857 ? [x, y] : crs.fromLonLat(lon, lat);
    return [
      inverse.a * east + inverse.b * north + inverse.c,
      inverse.d * east + inverse.e * north + inverse.f,
    ];
  };

  return (zoom: number, column: number, row: number): TileMapping => {
    const side = (2 * HALF_WORLD_METRES) / 2 ** zoom;
    const west = column * side - HALF_WORLD_METRES;
    const north = HALF_WORLD_METRES - row * side;
    const place: Place = (x, y) => placeIn(west + side / 2, x, y);
    for (let cells = 4; ; cells *= 2) {
      const mapping = mapCells(place, west, north, side, cells);
      if (cells >= MOST_CELLS || strays(place, west, north, side, mapping) <= STRAY_PIXELS) return mapping;
    }
  };
}

type Place = (x: number, y: number) => [column: number, row: number];

function mapCells(place: Place, west: number, north: number, side: number, cells: number): TileMapping {
  const nodes = cells + 1;
  const columns = new Float64Array(nodes * nodes);
  const rows = new Float64Array(nodes * nodes);
  for (let down = 0; down < nodes; down += 1) {
    for (let right = 0; right < nodes; right += 1) {
      const [column, row] = place(west + (right / cells) * side, north - (down / cells) * side);
      columns[down * nodes + right] = column;
      rows[down * nodes + right] = row;
    }
  }
  return { cells, columns, rows };
}

/** The farthest that any cell's centre lies from where a straight cell would have it, source pixels. */
function strays(place: Place, west: number, north: number, side: number, mapping: TileMapping): number {
  const { cells, columns, rows } = mapping;
  const nodes = cells + 1;
  let farthest = 0;
  const mean = (values: Float64Array, node: number) =>
    (values[node]! + values[node + 1]! + values[node + nodes]! + values[node + nodes + 1]!) / 4;
  for (let down = 0; down < cells; down += 1) {
    for (let right = 0; right < cells; right += 1) {
      const [column, row] = place(
        west + ((right + 0.5) / cells) * side,
        north - ((down + 0.5) / cells) * side,
      );
      const node = down * nodes + right;
      const away = Math.hypot(column - mean(columns, node), row - mean(rows, node));
      // NaN (where the projection does not reach) compares false and stays transparent.
      if (away > farthest) farthest = away;
    }
  }
  return farthest;
}
