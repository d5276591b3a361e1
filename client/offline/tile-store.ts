import { PASSING_TILES } from "./cache-names.ts";

/** Gives up the pictures that merely passed by, so that answers have room. Those taken along stay. */
export async function dropPassingTiles(): Promise<void> {
  if ("caches" in globalThis) await caches.delete(PASSING_TILES);
}
