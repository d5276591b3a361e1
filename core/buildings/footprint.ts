import { kinks } from "@turf/kinks";
import { z } from "zod";
import {
  bboxOf,
  BuildingGeometry,
  growBbox,
  positionsOf,
  type Bbox,
  type Position,
} from "../../shared/geo.ts";
import type { Reprojection } from "./coordinates.ts";

/** A footprint that can be stored, or why it cannot. Nothing is repaired here, and nothing is guessed. */
export type Footprint =
  | { ok: true; geometry: BuildingGeometry; bounds: Bbox; radiusMetres: number | null }
  | { ok: false; reason: string };

/** No single building is wider; a "building" of a kilometre is a district, a mask or a wrong coordinate system. */
const WIDEST_METRES = 2_000;
const SMALLEST_M2 = 0.5;
/** Crossings are looked for between all pairs of edges: 2,000 corners take a tenth of a second, 10,000 two seconds. */
const MOST_POSITIONS = 2_000;
/** A MultiPolygon is a list of polygons, of rings, of positions, of numbers. */
const DEEPEST = 4;

const AnyGeometry = z.object({ type: z.string(), coordinates: z.array(z.unknown()) });
const Numbers: z.ZodType<NestedNumbers> = z.lazy(() => z.union([z.number(), z.array(Numbers)]));
type NestedNumbers = number | NestedNumbers[];

/**
 * Checks the geometry of one feature and brings it to EPSG:4326.
 *
 * @param geometry the `geometry` member of a GeoJSON feature, unchecked
 * @param reproject from the file's coordinates to `[lon, lat]`
 * @param radiusMetres of a building given as a point
 */
export function readFootprint(geometry: unknown, reproject: Reprojection, radiusMetres: number): Footprint {
  const shape = AnyGeometry.safeParse(geometry);
  if (geometry === null || geometry === undefined) return refuse("it has no geometry");
  if (!shape.success) return refuse("its geometry is not GeoJSON: it needs a type and coordinates");
  const { type } = shape.data;
  if (type !== "Polygon" && type !== "MultiPolygon" && type !== "Point") {
    return refuse(`it is a ${type}: a building is a Polygon, a MultiPolygon or a Point`);
  }
  if (isDeeperThan(DEEPEST, shape.data.coordinates)) return refuse("its coordinates are nested too deeply");
  const numbers = Numbers.safeParse(shape.data.coordinates);
  if (!numbers.success) return refuse("its coordinates are not all numbers");
  const moved = reprojectNested(numbers.data, reproject);
  const parsed = BuildingGeometry.safeParse({ type, coordinates: moved });
  if (!parsed.success) return refuse(explain(parsed.error));
  return measure(parsed.data, radiusMetres);
}

function measure(geometry: BuildingGeometry, radiusMetres: number): Footprint {
  const positions = positionsOf(geometry);
  const bounds = bboxOf(positions);
  if (bounds === null) return refuse("it has no positions");
  if (positions.length > MOST_POSITIONS) {
    return refuse(`it has ${positions.length} corners: simplify it to ${MOST_POSITIONS} or fewer`);
  }
  if (geometry.type === "Point") {
    return { ok: true, geometry, bounds: growBbox(bounds, radiusMetres), radiusMetres };
  }
  const [west, south, east, north] = bounds;
  if (east - west > 180) return refuse("it crosses the date line: cut it at 180° (RFC 7946 §3.1.9)");
  const { width, height } = sizeMetres(bounds);
  if (Math.max(width, height) > WIDEST_METRES) {
    const metres = Math.round(Math.max(width, height)).toLocaleString("en");
    return refuse(
      `it is ${metres} m wide, which no building is: look at the coordinate system and the units`,
    );
  }
  if (Math.max(Math.abs(south), Math.abs(north)) > 85)
    return refuse("it lies beyond 85° of latitude, where there are no tiles");
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const areaM2 = polygons.reduce((sum, [outside = []]) => sum + ringAreaM2(outside), 0);
  if (areaM2 < SMALLEST_M2) return refuse("it has no area");
  if (polygons.some((rings) => kinks({ type: "Polygon", coordinates: rings }).features.length > 0)) {
    return refuse("its outline crosses itself: repair it, for example with ogr2ogr -makevalid");
  }
  return { ok: true, geometry, bounds, radiusMetres: null };
}

/** Whether lists or objects lie within each other beyond so many levels; looks no deeper than that itself. */
export function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(levels - 1, part));
}

function sizeMetres([west, south, east, north]: Bbox): { width: number; height: number } {
  const metresPerDegree = 111_195;
  const width = (east - west) * metresPerDegree * Math.cos((((south + north) / 2) * Math.PI) / 180);
  return { width, height: (north - south) * metresPerDegree };
}

/** Shoelace formula on the local plane (equirectangular), square metres, without sign. */
function ringAreaM2(ring: readonly Position[]): number {
  const [, latitude = 0] = ring[0] ?? [];
  const metresPerDegree = 111_195;
  const scale = metresPerDegree * metresPerDegree * Math.cos((latitude * Math.PI) / 180);
  let twice = 0;
  for (let i = 0; i + 1 < ring.length; i += 1) {
    const [x0, y0] = ring[i] ?? [0, 0];
    const [x1, y1] = ring[i + 1] ?? [0, 0];
    twice += (x0 - (ring[0]?.[0] ?? 0)) * (y1 - latitude) - (x1 - (ring[0]?.[0] ?? 0)) * (y0 - latitude);
  }
  return Math.abs(twice / 2) * scale;
}

function reprojectNested(value: NestedNumbers, reproject: Reprojection): NestedNumbers {
  if (!Array.isArray(value)) return value;
  const [x, y] = value;
  if (typeof x === "number" && typeof y === "number") return reproject([x, y]);
  return value.map((part) => reprojectNested(part, reproject));
}

function explain(error: z.ZodError): string {
  const issue = error.issues[0];
  const isRange = issue?.code === "too_big" || issue?.code === "too_small";
  const last = issue?.path.at(-1);
  if (isRange && issue?.origin === "number" && (last === 0 || last === 1)) {
    const axis = last === 0 ? "longitude" : "latitude";
    return `a ${axis} is out of range: coordinates are [longitude, latitude] in degrees, or state options.crs`;
  }
  return issue?.message ?? "its coordinates do not form a shape";
}

const refuse = (reason: string): Footprint => ({ ok: false, reason });
