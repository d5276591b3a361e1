import type { Context } from "../context.ts";
import { selectIsHalted } from "./batch-actions.sql.ts";

/** How soon a run notices that it was paused or cancelled, milliseconds. */
const LOOK_EVERY_MS = 700;

/** Looks, until closed, whether a run was paused or cancelled, and aborts then. */
export function watchForHalt(ctx: Context, batch: string): { signal: AbortSignal; close(): void } {
  const halt = new AbortController();
  const timer = setInterval(() => {
    selectIsHalted(ctx.db, batch)
      .then(({ isHalted }) => {
        if (isHalted) halt.abort(new Error("the import was halted"));
      })
      // The database is away for a moment: looked at again.
      .catch(() => {});
  }, LOOK_EVERY_MS);
  return { signal: halt.signal, close: () => clearInterval(timer) };
}
