import type { OpenContext } from "../core/context.ts";
import { lookIntoWatchedFolders } from "../core/imagery/watch.ts";

/** Network folders tell nobody of changes, so they are looked into. A file must rest for twice as long. */
const EVERY_MS = 5_000;

/** Looks into the watched folders every few seconds, one look at a time. */
export function watchFolders(ctx: OpenContext): { close(): Promise<void> } {
  let looking = Promise.resolve();
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    looking = lookIntoWatchedFolders(ctx)
      // The loop must live: the database may be restarting, and the next look finds the same files.
      .catch((error: unknown) => ctx.log.warn({ error: String(error) }, "watched folders not looked into"))
      .finally(() => {
        isLooking = false;
      });
  }, EVERY_MS);
  return {
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}
