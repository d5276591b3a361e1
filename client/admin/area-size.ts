import { METRES_PER_DEGREE, type Polygon, type Position } from "../../shared/geo.ts";

/** How large a polygon is, km²: on a plane that fits at its latitude, which is exact enough for the size of a town. */
export function areaKm2({ coordinates: [outer = [], ...holes] }: Polygon): number {
  return holes.reduce((rest, hole) => rest - ringKm2(hole), ringKm2(outer));
}

function ringKm2(ring: readonly Position[]): number {
  const latitude = ring.reduce((sum, [, lat]) => sum + lat, 0) / Math.max(1, ring.length);
  const kmPerDegree = METRES_PER_DEGREE / 1_000;
  let twice = 0;
  ring.forEach(([lon, lat], index) => {
    const [nextLon, nextLat] = ring[(index + 1) % ring.length] ?? [lon, lat];
    twice += lon * nextLat - nextLon * lat;
  });
  return (Math.abs(twice) / 2) * kmPerDegree ** 2 * Math.cos((latitude * Math.PI) / 180);
}
