export const TILES_PREFIX = "/tiles/";

export type TileAddress = { scene: string; z: number; x: number; y: number };

const PATH =
  /^\/tiles\/([A-Za-z0-9-]{1,64})\/(0|[1-9]\d?)\/(0|[1-9]\d{0,9})\/(0|[1-9]\d{0,9})(?:\.webp)?(?:\?|$)/;

/**
 * Reads `/tiles/{scene}/{z}/{x}/{y}` with an optional `.webp`. One spelling per tile: no signs, no leading zeros,
 * so that no cache holds a tile twice. A query is ignored. Null when malformed.
 */
export function parseTilePath(url: string): TileAddress | null {
  const match = PATH.exec(url);
  if (match === null) return null;
  const [, scene = "", z = "", x = "", y = ""] = match;
  return Number(z) > 30 ? null : { scene: scene.toLowerCase(), z: Number(z), x: Number(x), y: Number(y) };
}
