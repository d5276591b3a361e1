/**
 * The building before (`-1`) or after (`1`) another in the queue, round its ends; the first one when the
 * current building is not in it, or no longer.
 */
export function nextInQueue(
  queue: readonly { building: string }[],
  current: string | null,
  step: 1 | -1,
): string | null {
  const at = queue.findIndex(({ building }) => building === current);
  if (at === -1) return queue.at(0)?.building ?? null;
  return queue.at((at + step) % queue.length)?.building ?? null;
}
