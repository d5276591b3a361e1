import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

/**
 * Requests that are being answered at a time, in one process. On a small machine it answers this many in two or three
 * seconds: whoever came then would wait longer than a browser's user does, and each waiting request takes memory.
 */
const MOST_AT_ONCE = 1_500;
const RETRY_AFTER_SECONDS = 2;
/** Asked by those who must know how it goes, above all when it goes badly. */
const ALWAYS = /^\/(?:livez|readyz|metrics)(?:\?|$)/;
/** How long we wait for somebody who sends or takes nothing while others find no room, milliseconds. */
const PATIENCE_MS = 2_000;
/** Less than this within that time is nothing: who sends a byte a second holds a place as well as who sends none. */
const LEAST_PROGRESS_BYTES = 16_384;
/** Nobody to part with was found: not looked for again at once, so that a flood is refused as cheaply as ever. */
const LOOK_AGAIN_MS = 100;

/** One that is being answered. `waitedFor` is since when, and at how many bytes, we wait for whoever asked. */
type Held = {
  req: IncomingMessage;
  res: ServerResponse;
  waitedFor: { since: number; bytes: number } | null;
};

/**
 * Refuses requests beyond what can be answered soon, before anything is done for them: 503 with Retry-After, which
 * outboxes and browsers try again. Under a flood the answers that are given come as fast as ever.
 *
 * Who takes a place and then neither sends the rest nor reads the answer gives it up when others find none. Otherwise
 * fifteen hundred of them, a script's minute of work, kept everybody out for as long as they liked.
 */
export function holdBack(
  answer: RequestListener,
  { mostAtOnce = MOST_AT_ONCE, patienceMs = PATIENCE_MS } = {},
): RequestListener {
  const open = new Set<Held>();
  let lookAgainAt = 0;

  const makeRoom = (): boolean => {
    const now = performance.now();
    if (now < lookAgainAt) return false;
    const [slowest] = [...open]
      .filter((held) => isWaitedFor(held, now, patienceMs))
      .toSorted((a, b) => (a.waitedFor?.since ?? now) - (b.waitedFor?.since ?? now));
    if (slowest === undefined) {
      lookAgainAt = now + Math.min(LOOK_AGAIN_MS, patienceMs);
      return false;
    }
    open.delete(slowest);
    slowest.req.socket.destroy();
    return true;
  };

  return (req, res) => {
    if (open.size >= mostAtOnce && !ALWAYS.test(req.url ?? "") && !makeRoom()) {
      res.writeHead(503, {
        "content-type": "application/problem+json",
        "retry-after": String(RETRY_AFTER_SECONDS),
        "cache-control": "no-store",
        // What it was about to send is not read: the line is of no more use.
        connection: "close",
      });
      res.end(REFUSAL);
      return;
    }
    const held: Held = { req, res, waitedFor: null };
    open.add(held);
    res.once("close", () => open.delete(held));
    answer(req, res);
  };
}

/** Whether it is their turn, and has been for so long without anything coming of it. Looked at now and then, it remembers. */
function isWaitedFor(held: Held, now: number, patienceMs: number): boolean {
  const { req, res } = held;
  const isReceiving = !req.complete && req.readableFlowing === true;
  const isTheirTurn = isReceiving || res.writableEnded || res.writableNeedDrain;
  const bytes = req.socket.bytesRead + req.socket.bytesWritten - req.socket.writableLength;
  const before = held.waitedFor;
  if (!isTheirTurn) held.waitedFor = null;
  else if (before === null || bytes - before.bytes >= LEAST_PROGRESS_BYTES)
    held.waitedFor = { since: now, bytes };
  else return now - before.since >= patienceMs;
  return false;
}

/** RFC 9457, as every refusal. */
const REFUSAL = JSON.stringify({
  type: "urn:aftermap:problem:unavailable",
  title: "Unavailable for the moment",
  status: 503,
  detail: "More is asked than can be answered: try again in a moment",
  code: "unavailable",
});
