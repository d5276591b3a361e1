import { expect, it } from "vitest";
import { createPassingTiles, type TileCache } from "../../../client/offline/passing-tiles.ts";

/** A cache as browsers have it: keys in the order they were put, a second put moves to the end. */
function aCache(room = Infinity) {
  const kept = new Map<string, Response>();
  const cache: TileCache = {
    match: async (url) => kept.get(url),
    put: async (url, response) => {
      if (kept.size >= room) throw new DOMException("full", "QuotaExceededError");
      kept.delete(url);
      kept.set(url, response);
    },
    delete: async (url) => kept.delete(url),
    keys: async () => [...kept.keys()].map((url) => ({ url })),
  };
  return { cache, kept };
}

const tile = (n: number) => `https://aftermap.test/tiles/${n}`;

it("keeps so many pictures and no more, and gives up those unused for longest", async () => {
  const { cache, kept } = aCache();
  const tiles = createPassingTiles(async () => cache, 20);
  for (let n = 0; n < 20; n += 1) await tiles.put(tile(n), new Response("")); // oxlint-disable-line no-await-in-loop
  await tiles.match(tile(0));
  await tiles.match(tile(1));
  await tiles.put(tile(20), new Response(""));
  expect(kept.size).toBeLessThanOrEqual(20);
  expect([...kept.keys()]).toEqual(expect.arrayContaining([tile(0), tile(1), tile(20)]));
  expect(kept.has(tile(2))).toBe(false);
});

it("makes room where the device has none, and shows the picture all the same", async () => {
  const { cache, kept } = aCache(10);
  const tiles = createPassingTiles(async () => cache, 8);
  for (let n = 0; n < 30; n += 1) await tiles.put(tile(n), new Response("")); // oxlint-disable-line no-await-in-loop
  expect(kept.size).toBeLessThanOrEqual(10);
  expect(kept.has(tile(29))).toBe(true);
});
