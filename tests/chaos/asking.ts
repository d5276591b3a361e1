/** Asking a server that may be killed, stopped or cut off in the middle of its answer. */

/**
 * The status and the text of an answer. Ends in time whatever becomes of the line: a fetch whose connection broke at the
 * wrong moment was seen never to settle, and since nothing holds such a promise, its `AbortSignal.timeout` was collected with it.
 *
 * @throws when the line broke, or no answer came in time
 */
export function askInTime(
  url: string,
  init: RequestInit,
  patienceMs: number,
): Promise<{ status: number; text: string }> {
  const abort = new AbortController();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      abort.abort();
      reject(new Error("no answer came in time"));
    }, patienceMs);
    const asking = async () => {
      const response = await fetch(url, { ...init, signal: abort.signal });
      return { status: response.status, text: await response.text() };
    };
    void asking()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
