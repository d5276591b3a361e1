import { API } from "../shared/api.ts";
import { call } from "./api.ts";
import { createOutbox } from "./outbox.ts";
import { deviceStore, type OutboxItem } from "./outbox-store.ts";

/** The outbox of this browser: one for all tabs and campaigns. */
export const outbox = createOutbox({
  store: deviceStore(),
  send: deliver,
  later: (callBack, delayMs) => void setTimeout(callBack, delayMs),
  alone: (work) =>
    // Web Locks need a secure context; without them two tabs may both send, which counts once.
    "locks" in navigator ? navigator.locks.request("aftermap-outbox", work) : work(),
});

addEventListener("online", outbox.resume);

async function deliver({ assignment, vote }: OutboxItem): Promise<void> {
  if (vote === null) await call(API.skipAssignment, { id: assignment });
  else await call(API.castVotes, { id: assignment, votes: [vote] });
}
