import { z } from "zod";
import {
  bboxOf,
  growBbox,
  METRES_PER_DEGREE,
  positionsOf,
  type Bbox,
  type BuildingGeometry,
  type Position,
} from "../../shared/geo.ts";
import { sayRefusal } from "../../shared/refusals.ts";
import { signedArea } from "./reading/rings.ts";
import { quote } from "./reading/refusal.ts";
import { repairPolygon, type Repair } from "./repair.ts";

/** A footprint that can be stored, or why it cannot. */
export type Footprint =
  | {
      ok: true;
      geometry: BuildingGeometry;
      bounds: Bbox;
      radiusMetres: number | null;
      repairs: ReadonlySet<Repair>;
    }
  | { ok: false; reason: string };

/** A shape of the right kind, still in the file's coordinates: `polygons` of rings, or one point. */
export type Outline = { polygons: Position[][][] | null; point: Position | null; repairs: Set<Repair> };

/** No single building is wider; a "building" of a kilometre is a district, a mask or a wrong coordinate system. */
const WIDEST_METRES = 2_000;
const SMALLEST_M2 = 0.5;
const MOST_POSITIONS = 5_000;
/** A MultiPolygon is a list of polygons, of rings, of positions, of numbers. */
const DEEPEST = 4;

const AnyGeometry = z.object({ type: z.string(), coordinates: z.array(z.unknown()) });
const OneOf = z.object({ type: z.literal("GeometryCollection"), geometries: z.array(z.unknown()).length(1) });

/**
 * Takes a geometry apart, unchecked as it comes from a file.
 *
 * @returns the outline in the file's coordinates, or the reason why it is none of a building
 */
export function readOutline(geometry: unknown): Outline | string {
  if (geometry === null || geometry === undefined) return sayRefusal("row.no-geometry");
  const wrapped = OneOf.safeParse(geometry);
  const repairs = new Set<Repair>();
  if (wrapped.success) repairs.add("single");
  const shape = AnyGeometry.safeParse(wrapped.success ? wrapped.data.geometries[0] : geometry);
  if (!shape.success) return sayRefusal("row.not-geojson");
  const { type, coordinates } = shape.data;
  if (
    type !== "Polygon" &&
    type !== "MultiPolygon" &&
    type !== "Point" &&
    !(type === "MultiPoint" && coordinates.length === 1)
  ) {
    return sayRefusal("row.wrong-type", { type: quote(type) });
  }
  if (isDeeperThan(DEEPEST, coordinates)) return sayRefusal("row.nested");
  const faults: string[] = [];
  const position = (value: unknown): Position => {
    if (!Array.isArray(value) || value.length < 2) faults.push(sayRefusal("row.short-position"));
    else if (!value.every((number) => typeof number === "number")) faults.push(sayRefusal("row.not-numbers"));
    else {
      if (value.length > 2) repairs.add("height");
      const [x, y]: unknown[] = value;
      if (typeof x === "number" && typeof y === "number") return [x, y];
    }
    return [Number.NaN, Number.NaN];
  };
  const list = <Item>(value: unknown, item: (part: unknown) => Item): Item[] => {
    if (Array.isArray(value)) return value.map(item);
    faults.push(sayRefusal("row.no-shape"));
    return [];
  };
  const polygon = (value: unknown) => list(value, (ring) => list(ring, position));
  if (type === "MultiPoint") repairs.add("single");
  const point =
    type === "Point" ? position(coordinates) : type === "MultiPoint" ? position(coordinates[0]) : null;
  const polygons =
    type === "Polygon" ? [polygon(coordinates)] : type === "MultiPolygon" ? list(coordinates, polygon) : null;
  if (faults[0] !== undefined) return faults[0];
  const count = polygons?.flat(2).length ?? 1;
  if (count === 0) return sayRefusal("row.empty");
  if (count > MOST_POSITIONS) return sayRefusal("row.corners", { number: count, most: MOST_POSITIONS });
  return { polygons, point, repairs };
}

/**
 * Checks and mends an outline whose positions are degrees by now.
 *
 * @param radiusMetres of a building given as a point
 */
export function toFootprint({ polygons, point, repairs }: Outline, radiusMetres: number): Footprint {
  const positions = point === null ? (polygons ?? []).flat(2) : [point];
  const misplaced = whyMisplaced(positions);
  if (misplaced !== null) return refuse(misplaced);
  if (point !== null) {
    const bounds = growBbox([point[0], point[1], point[0], point[1]], radiusMetres);
    return { ok: true, geometry: { type: "Point", coordinates: point }, bounds, radiusMetres, repairs };
  }
  const [west, south, east, north] = bboxOf(positions) ?? [0, 0, 0, 0];
  if (east - west > 180) return refuse(sayRefusal("row.date-line"));
  const widest = Math.max(...sizeMetres([west, south, east, north]));
  if (widest > WIDEST_METRES) {
    return refuse(sayRefusal("row.too-wide", { metres: Math.round(widest).toLocaleString("en") }));
  }
  return mend(polygons ?? [], repairs);
}

function mend(polygons: readonly Position[][][], repairs: Set<Repair>): Footprint {
  const mended: Position[][][] = [];
  for (const polygon of polygons) {
    const result = repairPolygon(polygon, repairs);
    if (typeof result === "string") return refuse(result);
    if (result !== null) mended.push(result);
  }
  const areaM2 = mended.reduce((sum, [outside = []]) => sum + ringAreaM2(outside), 0);
  const [first] = mended;
  if (first === undefined || areaM2 < SMALLEST_M2) return refuse(sayRefusal("row.no-area"));
  if (mended.length < polygons.length) repairs.add("sliver");
  // A MultiPolygon of one part is a Polygon: nothing changes that anybody could see.
  const geometry: BuildingGeometry =
    mended.length === 1
      ? { type: "Polygon", coordinates: first }
      : { type: "MultiPolygon", coordinates: mended };
  const bounds = bboxOf(positionsOf(geometry));
  return bounds === null
    ? refuse(sayRefusal("row.no-positions"))
    : { ok: true, geometry, bounds, radiusMetres: null, repairs };
}

/** Positions must be degrees on the part of the globe that has tiles. */
function whyMisplaced(positions: readonly Position[]): string | null {
  for (const [lon, lat] of positions) {
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) return sayRefusal("row.no-number");
    if (Math.abs(lat) > 90 && Math.abs(lon) <= 90 && Math.abs(lat) <= 180) {
      return sayRefusal("row.axis-order");
    }
    if (Math.abs(lon) > 180 || Math.abs(lat) > 90) {
      return sayRefusal(Math.abs(lon) > 180 ? "row.longitude" : "row.latitude");
    }
    if (Math.abs(lat) > 85) return sayRefusal("row.beyond-85");
  }
  return null;
}

/** Whether lists or objects lie within each other beyond so many levels; looks no deeper than that itself. */
export function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeperThan(levels - 1, part));
}

function sizeMetres([west, south, east, north]: Bbox): [width: number, height: number] {
  const narrowing = Math.cos((((south + north) / 2) * Math.PI) / 180);
  return [(east - west) * METRES_PER_DEGREE * narrowing, (north - south) * METRES_PER_DEGREE];
}

/** On the local plane (equirectangular), square metres, without sign. */
function ringAreaM2(ring: readonly Position[]): number {
  const [, latitude = 0] = ring[0] ?? [];
  return Math.abs(signedArea(ring)) * METRES_PER_DEGREE ** 2 * Math.cos((latitude * Math.PI) / 180);
}

const refuse = (reason: string): Footprint => ({ ok: false, reason });
