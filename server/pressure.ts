import type { RequestListener } from "node:http";

/**
 * Requests that are being answered at a time, in one process. On a small machine it answers this many in two or three
 * seconds: whoever came then would wait longer than a browser's user does, and each waiting request takes memory.
 */
const MOST_AT_ONCE = 1_500;
const RETRY_AFTER_SECONDS = 2;
/** Asked by those who must know how it goes, above all when it goes badly. */
const ALWAYS = /^\/(?:livez|readyz|metrics)(?:\?|$)/;

/**
 * Refuses requests beyond what can be answered soon, before anything is done for them: 503 with Retry-After, which
 * outboxes and browsers try again. Under a flood the answers that are given come as fast as ever.
 */
export function holdBack(answer: RequestListener, mostAtOnce = MOST_AT_ONCE): RequestListener {
  let atOnce = 0;
  return (req, res) => {
    if (atOnce >= mostAtOnce && !ALWAYS.test(req.url ?? "")) {
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
    atOnce += 1;
    res.once("close", () => {
      atOnce -= 1;
    });
    answer(req, res);
  };
}

/** RFC 9457, as every refusal. */
const REFUSAL = JSON.stringify({
  type: "urn:aftermap:problem:unavailable",
  title: "Unavailable for the moment",
  status: 503,
  detail: "More is asked than can be answered: try again in a moment",
  code: "unavailable",
});
