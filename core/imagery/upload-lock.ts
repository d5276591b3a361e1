import { setTimeout as pause } from "node:timers/promises";
import { v4 as uuid } from "uuid";
import type { Context } from "../context.ts";
import { claimUpload, releaseUpload, renewUpload, wantUpload } from "./uploads.sql.ts";

/** How long a process that was killed keeps a file, seconds: above three renewals. */
const HOLD_SECONDS = 4;
const RENEW_MS = 1_000;
const TRY_EVERY_MS = 150;
/** Above `HOLD_SECONDS` and what a holder needs to let go. */
const PATIENCE_MS = 10_000;

/** A file held by one request: others wait, and say that they do. */
export type UploadHold = { release(): Promise<void> };

/**
 * Holds a file so that no two requests write to it, in whichever process they are. A cut line is often noticed by the
 * sender first: its next request asks the old one to let go.
 *
 * @param onWanted called when another request waits
 * @returns null when there is no such upload, or its holder did not let go in ten seconds
 */
export async function holdUpload(
  ctx: Context,
  id: string,
  signal: AbortSignal,
  onWanted: () => void,
): Promise<UploadHold | null> {
  const holder = uuid();
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const isOurs = (await ctx.db.transaction((tx) => claimUpload(tx, id, holder, HOLD_SECONDS))) > 0;
    if (isOurs) break;
    const exists = (await ctx.db.transaction((tx) => wantUpload(tx, id))) > 0;
    if (!exists || signal.aborted || Date.now() > deadline) return null;
    await pause(TRY_EVERY_MS);
  }
  const renewal = setInterval(() => {
    ctx.db
      .transaction((tx) => renewUpload(tx, id, holder, HOLD_SECONDS))
      .then((hold) => {
        if (hold === null || hold.isWanted) onWanted();
      })
      // Tried again a second later; after four the file may go to another request, which finds what has arrived.
      .catch(() => {});
  }, RENEW_MS);
  return {
    async release() {
      clearInterval(renewal);
      await ctx.db.transaction((tx) => releaseUpload(tx, id, holder));
    },
  };
}
