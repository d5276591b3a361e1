/** A cache that gives up what was not used for longest. */
export type PassingTiles = {
  match: (url: string) => Promise<Response | undefined>;
  put: (url: string, response: Response) => Promise<void>;
};

/** What a cache must be able to do here; the browser's own can. */
export type TileCache = {
  match: (url: string) => Promise<Response | undefined>;
  put: (url: string, response: Response) => Promise<void>;
  delete: (url: string) => Promise<boolean>;
  keys: () => Promise<readonly Pick<Request, "url">[]>;
};

/** How much is given up at once, as a share: looking through the keys is dear. */
const SHARE_GIVEN_UP = 0.1;

/**
 * Keeps at most about `most` answers. A cache lists its keys in the order they were put; those used since are put
 * again instead of being given up (second chance), so that what goes is nearly what was unused for longest, and a
 * use costs no write.
 */
export function createPassingTiles(open: () => Promise<TileCache>, most: number): PassingTiles {
  const used = new Set<string>();
  let count: number | null = null;
  let isTidying = false;

  async function tidy(cache: TileCache): Promise<void> {
    const keys = await cache.keys();
    let surplus = keys.length - Math.floor(most * (1 - SHARE_GIVEN_UP));
    for (const { url } of keys) {
      if (surplus <= 0) break;
      // In order: the oldest first, until enough is gone.
      // oxlint-disable-next-line no-await-in-loop
      const kept = used.delete(url) ? await cache.match(url) : undefined;
      // oxlint-disable-next-line no-await-in-loop
      await cache.delete(url);
      // oxlint-disable-next-line no-await-in-loop
      if (kept !== undefined) await cache.put(url, kept);
      else surplus -= 1;
    }
    count = (await cache.keys()).length;
  }

  return {
    match: async (url) => {
      const kept = await (await open()).match(url);
      if (kept !== undefined) used.add(url);
      return kept;
    },
    put: async (url, response) => {
      const cache = await open();
      count ??= (await cache.keys()).length;
      try {
        await cache.put(url, response);
        count += 1;
      } catch {
        // No room on the device: the picture is shown all the same, and older ones are given up.
        count = Math.max(count, most + 1);
      }
      if (count <= most || isTidying) return;
      isTidying = true;
      await tidy(cache).finally(() => {
        isTidying = false;
      });
    },
  };
}
