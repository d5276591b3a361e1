import { API } from "../shared/api.ts";
import { call } from "./api.ts";
import { createOutbox } from "./outbox.ts";
import { lastingStore, type OutboxItem } from "./outbox-store.ts";
import { alone } from "./offline/claims.ts";
import { dropPassingTiles } from "./offline/tile-store.ts";
import { findMe } from "./session.ts";

/** How tabs of one browser tell each other that the outbox changed; it carries nothing. */
const OTHER_TABS = new BroadcastChannel("aftermap-outbox");

/** The outbox of this browser: one for all tabs and campaigns. */
export const outbox = createOutbox({
  store: lastingStore(dropPassingTiles),
  send: deliver,
  whoAmI: async () => (await findMe())?.id ?? null,
  later: (callBack, delayMs) => void setTimeout(callBack, delayMs),
  alone: (work) => alone("aftermap-outbox", work),
});

let known = outbox.snapshot();
outbox.subscribe(() => {
  const before = known;
  known = outbox.snapshot();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a window has one; a channel and a worker have none
  if (sizeOf(known) !== sizeOf(before)) OTHER_TABS.postMessage(null);
});
OTHER_TABS.addEventListener("message", outbox.refresh);
addEventListener("online", outbox.resume);
// What is kept only in this page would go with it: the browser asks first.
addEventListener("beforeunload", (event) => {
  if (outbox.snapshot().fleeting > 0) event.preventDefault();
});

function sizeOf({ waiting, stranded, refused }: typeof known): number {
  return waiting.length + stranded.length + refused.length;
}

async function deliver({ assignment, vote }: OutboxItem): Promise<void> {
  if (vote === null) await call(API.skipAssignment, { id: assignment });
  else await call(API.castVotes, { id: assignment, votes: [vote] });
}
