import { z } from "zod";

/** `[lon, lat]`, degrees, EPSG:4326 (RFC 7946 §3.1.1). A third number, a height, is accepted and dropped. */
export const Position = z
  .tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
  .rest(z.number())
  .transform(([lon, lat]): [number, number] => [lon, lat]);
export type Position = [lon: number, lat: number];

/** `[west, south, east, north]`, degrees, EPSG:4326 (RFC 7946 §5). */
export type Bbox = [west: number, south: number, east: number, north: number];

const Ring = z
  .array(Position)
  .min(4, "a ring has at least four positions")
  .max(10_000)
  .refine(
    (ring) => samePosition(ring[0], ring.at(-1)),
    "the first and the last position of a ring must be the same",
  );

/** A GeoJSON polygon, WGS 84: the first ring is the outside, others are holes. */
export const Polygon = z.strictObject({
  type: z.literal("Polygon"),
  coordinates: z.array(Ring).min(1).max(1_000),
});
export type Polygon = z.infer<typeof Polygon>;

export const MultiPolygon = z.strictObject({
  type: z.literal("MultiPolygon"),
  coordinates: z.array(z.array(Ring).min(1).max(1_000)).min(1).max(1_000),
});
export type MultiPolygon = z.infer<typeof MultiPolygon>;

export const Point = z.strictObject({ type: z.literal("Point"), coordinates: Position });
export type Point = z.infer<typeof Point>;

/** The geometry of a building: a footprint, or a point that stands for a circle of a known radius. */
export const BuildingGeometry = z.discriminatedUnion("type", [Polygon, MultiPolygon, Point]);
export type BuildingGeometry = z.infer<typeof BuildingGeometry>;

/** A box to look in: `[west, south, east, north]`, degrees; west > east crosses the date line. */
export const SearchBox = z
  .tuple([
    z.number().min(-180).max(180),
    z.number().min(-90).max(90),
    z.number().min(-180).max(180),
    z.number().min(-90).max(90),
  ])
  .refine(([, south, , north]) => south <= north, "south must not lie north of north");

/** A box given in an address: `west,south,east,north`. */
export const BboxParameter = z
  .string()
  .transform((text) => text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part))))
  .pipe(SearchBox);

/** Every position of a building's geometry, in order. */
export function positionsOf(geometry: BuildingGeometry): Position[] {
  if (geometry.type === "Point") return [geometry.coordinates];
  if (geometry.type === "Polygon") return geometry.coordinates.flat();
  return geometry.coordinates.flat(2);
}

/** The smallest box around the positions; `null` when there are none. Does not look across the date line. */
export function bboxOf(positions: readonly Position[]): Bbox | null {
  if (positions.length === 0) return null;
  const box: Bbox = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of positions) {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return box;
}

/** Metres per degree of latitude on the sphere of the WGS 84 mean radius (6,371,008.8 m). */
export const METRES_PER_DEGREE = (Math.PI / 180) * 6_371_008.8;

/** The box grown by `metres` on each side (spherical approximation, good to 0.5 % below 85° of latitude). */
export function growBbox([west, south, east, north]: Bbox, metres: number): Bbox {
  const latitudeDegrees = metres / METRES_PER_DEGREE;
  const longitudeDegrees =
    latitudeDegrees / Math.max(0.01, Math.cos((((south + north) / 2) * Math.PI) / 180));
  return [
    Math.max(-180, west - longitudeDegrees),
    Math.max(-90, south - latitudeDegrees),
    Math.min(180, east + longitudeDegrees),
    Math.min(90, north + latitudeDegrees),
  ];
}

function samePosition(a: Position | undefined, b: Position | undefined): boolean {
  return a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1];
}
