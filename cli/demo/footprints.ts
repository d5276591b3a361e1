import { fromLocal } from "./place.ts";
import type { CityPlan, PlannedBuilding } from "./plan/city-plan.ts";
import type { Point } from "./plan/geometry.ts";

/** The footprint file of the demo city: GeoJSON, WGS 84, one polygon per building. */
export function footprintCollection(plan: CityPlan): object {
  return {
    type: "FeatureCollection",
    features: plan.buildings.map((building) => ({
      type: "Feature",
      properties: {
        id: building.id,
        name: building.name,
        district: building.district,
        heightMetres: Math.round(building.heightMetres * 10) / 10,
      },
      geometry: { type: "Polygon", coordinates: [ringOf(building)] },
    })),
  };
}

/** A closed ring, anticlockwise as RFC 7946 §3.1.6 asks, to the centimetre. */
function ringOf({ footprint }: PlannedBuilding): Point[] {
  const ring = footprint.map((corner): Point => {
    const [lon, lat] = fromLocal("EPSG:4326", corner);
    return [Math.round(lon * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7];
  });
  const twiceArea = ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length] ?? [x, y];
    return sum + (x * nextY - nextX * y);
  }, 0);
  if (twiceArea < 0) ring.reverse();
  return [...ring, ...ring.slice(0, 1)];
}
