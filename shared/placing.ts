/** Where a scene's pixels lie once it is moved: the one place that turns an offset in metres into degrees. */
import { METRES_PER_DEGREE, type Bbox, type Position } from "./geo.ts";
import type { Scene, SceneOffset } from "./scenes.ts";

/** How far an offset reaches at a latitude, degrees. */
export function degreesOfOffset(
  { eastMetres, northMetres }: SceneOffset,
  latitude: number,
): [east: number, north: number] {
  const narrowed = METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
  return [eastMetres / narrowed, northMetres / METRES_PER_DEGREE];
}

/**
 * Where a position stands in the scene's own tiles, before the scene is moved to where it really lies: tiles keep
 * their addresses, so they stay cached whatever is decided.
 */
export function positionInFile(offset: SceneOffset, [lon, lat]: Position): Position {
  const [east, north] = degreesOfOffset(offset, lat);
  return [lon - east, lat - north];
}

/** As `positionInFile`, for a box; it keeps its size. `[west, south, east, north]`, degrees. */
export function boxInFile(offset: SceneOffset, [west, south, east, north]: Bbox): Bbox {
  const [dLon, dLat] = degreesOfOffset(offset, (south + north) / 2);
  return [west - dLon, south - dLat, east - dLon, north - dLat];
}

/** The box in which a scene is shown once it is moved. */
export function shownBounds({
  bounds: [west, south, east, north],
  offset,
}: Pick<Scene, "bounds" | "offset">): Bbox {
  const [dLon, dLat] = degreesOfOffset(offset, (south + north) / 2);
  return [west + dLon, south + dLat, east + dLon, north + dLat];
}
