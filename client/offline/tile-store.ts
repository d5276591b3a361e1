import { ALONG_TILES, PASSING_TILES } from "./cache-names.ts";

/** Whether pictures can be kept on this device at all: that needs a secure context (https, or this machine). */
export const CAN_KEEP_TILES = "caches" in globalThis;

/** Gives up the pictures that merely passed by, so that answers have room. Those taken along stay. */
export async function dropPassingTiles(): Promise<void> {
  if (CAN_KEEP_TILES) await caches.delete(PASSING_TILES);
}

/** Gives up the pictures of work taken along, once it is done. */
export async function dropAlongTiles(): Promise<void> {
  if (CAN_KEEP_TILES) await caches.delete(ALONG_TILES);
}

/**
 * Puts a picture on board.
 *
 * @returns how many bytes were fetched for it; 0 when it was there
 * @throws DOMException `QuotaExceededError` when the device is full
 */
export async function takeTileAlong(url: string, signal: AbortSignal): Promise<number> {
  const board = await caches.open(ALONG_TILES);
  if ((await board.match(url)) !== undefined) return 0;
  const response = await fetch(url, { signal });
  // A tile that the server refuses would be refused on the way, too: the volunteer is shown the gap.
  if (!response.ok) return 0;
  const picture = response.status === 204 ? null : await response.blob();
  await board.put(url, new Response(picture, { status: response.status, headers: response.headers }));
  return picture?.size ?? 0;
}

/** Fetches a picture so that it is there when it is wanted. Whatever goes wrong, it is asked for again then. */
export async function fetchAhead(url: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { signal, priority: "low" });
  await response.arrayBuffer(); // read to the end, or the browser would not keep it
}
