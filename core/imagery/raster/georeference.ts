import type { Bbox } from "../../../shared/geo.ts";
import { sayRefusal } from "../../../shared/refusals.ts";
import type { SourceCrs } from "./crs.ts";
import { GEO_KEY, numberKey, type GeoKeys } from "./geokeys.ts";
import { mercatorOfLonLat } from "./mercator.ts";
import { RasterRefusal, REMEDY } from "./refusal.ts";
import { TAG, type TiffDirectory } from "./tiff-header.ts";

/** From pixel edges to the coordinate system: `x = a·column + b·row + c`, `y = d·column + e·row + f`. */
export type Affine = { a: number; b: number; c: number; d: number; e: number; f: number };

/** Whether the image itself says where it lies, well or badly. */
export async function hasPlacement(directory: TiffDirectory): Promise<boolean> {
  const matrix = await directory.numbers(TAG.modelTransformation, 16);
  const tiepoint = await directory.numbers(TAG.modelTiepoint, 6_000);
  return matrix.length >= 8 || tiepoint.length >= 6;
}

/**
 * Where the image lies, from ModelTransformation or from ModelPixelScale with one tiepoint.
 *
 * @throws RasterRefusal
 * @see OGC GeoTIFF 1.1 Annex C: with PixelIsPoint a tiepoint is a pixel's centre
 */
export async function readAffine(directory: TiffDirectory, keys: GeoKeys): Promise<Affine> {
  const matrix = await directory.numbers(TAG.modelTransformation, 16);
  const scale = await directory.numbers(TAG.modelPixelScale, 64);
  const tiepoint = await directory.numbers(TAG.modelTiepoint, 6_000);
  let affine: Affine;
  if (matrix.length >= 8) {
    const [a = 0, b = 0, , c = 0, d = 0, e = 0, , f = 0] = matrix;
    affine = { a, b, c, d, e, f };
  } else if (scale.length >= 2 && tiepoint.length >= 6) {
    const [scaleX = 0, scaleY = 0] = scale;
    const [column = 0, row = 0, , x = 0, y = 0] = tiepoint;
    affine = { a: scaleX, b: 0, c: x - column * scaleX, d: 0, e: -scaleY, f: y + row * scaleY };
  } else if (tiepoint.length > 6) {
    throw new RasterRefusal(sayRefusal("image.gcps", { number: tiepoint.length / 6 }), REMEDY.reproject, {
      gdalReadsIt: true,
    });
  } else {
    throw new RasterRefusal(sayRefusal("image.no-place"), REMEDY.georeference);
  }
  if (numberKey(keys, GEO_KEY.rasterType) === 2) {
    affine.c -= (affine.a + affine.b) / 2;
    affine.f -= (affine.d + affine.e) / 2;
  }
  const determinant = affine.a * affine.e - affine.b * affine.d;
  if (!Object.values(affine).every(Number.isFinite) || determinant === 0) {
    throw new RasterRefusal("Its georeference gives pixels no size.", REMEDY.georeference);
  }
  return affine;
}

export function invertAffine({ a, b, c, d, e, f }: Affine): Affine {
  const determinant = a * e - b * d;
  return {
    a: e / determinant,
    b: -b / determinant,
    c: (b * f - c * e) / determinant,
    d: -d / determinant,
    e: a / determinant,
    f: (c * d - a * f) / determinant,
  };
}

/** How an image lies on the map. Longitudes are unwrapped: they run on past ±180 when it crosses the antimeridian. */
export type Footprint = {
  /** Longitude of the centre; every other longitude is the one nearest to it. */
  centreLon: number;
  /** EPSG:3857 metres `[minX, minY, maxX, maxY]`, unwrapped, cut at the latitudes where the square ends. */
  mercator: [number, number, number, number];
  bounds: Bbox;
  gsdMetres: number;
};

/**
 * Projects a lattice over the image to learn its bounds and its pixel size on the ground.
 *
 * @throws RasterRefusal when a part of it lies where its coordinate system does not reach
 */
export function footprintOf(affine: Affine, crs: SourceCrs, width: number, height: number): Footprint {
  const at = (column: number, row: number): [number, number] => {
    const [lon, lat] = crs.toLonLat(
      affine.a * column + affine.b * row + affine.c,
      affine.d * column + affine.e * row + affine.f,
    );
    if (!Number.isFinite(lon) || !Number.isFinite(lat) || Math.abs(lat) > 90.001 || Math.abs(lon) > 720) {
      throw new RasterRefusal(
        "A part of it lies outside of the Earth, or of what its coordinate system can express.",
        REMEDY.reproject,
      );
    }
    return [lon, lat];
  };
  const [centreLon, centreLat] = at(width / 2, height / 2);
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const steps = 20;
  for (let row = 0; row <= steps; row += 1) {
    for (let column = 0; column <= steps; column += 1) {
      const [lon, lat] = at((width * column) / steps, (height * row) / steps);
      // A whole turn to either side is the same place; a geographic image states its own turns.
      const near = crs.geographic ? lon : lon + 360 * Math.round((centreLon - lon) / 360);
      west = Math.min(west, near);
      east = Math.max(east, near);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
  }
  const [minX, minY] = mercatorOfLonLat(west, south);
  const [maxX, maxY] = mercatorOfLonLat(east, north);
  if (!(maxX > minX) || !(maxY > minY)) {
    throw new RasterRefusal(sayRefusal("image.beyond-85"), null);
  }
  const right = groundMetres([centreLon, centreLat], at(width / 2 + 1, height / 2));
  const down = groundMetres([centreLon, centreLat], at(width / 2, height / 2 + 1));
  return {
    centreLon,
    mercator: [minX, minY, maxX, maxY],
    bounds: [wrap(west), Math.max(-90, south), wrap(east), Math.min(90, north)],
    gsdMetres: Math.sqrt(right * down),
  };
}

function wrap(lon: number): number {
  return lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon;
}

/** Distance on the WGS 84 ellipsoid between neighbours, metres: exact enough for one pixel. */
function groundMetres([lon1, lat1]: [number, number], [lon2, lat2]: [number, number]): number {
  const radians = Math.PI / 180;
  const sine = Math.sin(((lat1 + lat2) / 2) * radians);
  const w = 1 - 0.006_694_379_990_14 * sine * sine;
  const meridian = (6_378_137 * (1 - 0.006_694_379_990_14)) / (w * Math.sqrt(w));
  const parallel = (6_378_137 / Math.sqrt(w)) * Math.sqrt(1 - sine * sine);
  const dLon = lon2 - lon1 - 360 * Math.round((lon2 - lon1) / 360);
  return Math.hypot((lat2 - lat1) * radians * meridian, dLon * radians * parallel);
}
