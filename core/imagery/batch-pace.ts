import type { Batch, BatchPace } from "../../shared/batches.ts";

/** Below this a rate would be guessed from too little, seconds. */
const LEAST_SECONDS = 1;

/** What a rate is counted from: when the present run began, and what was done already then. */
export type Run = { startedAt: string | null; doneBytes: number; doneMpix: number };

type Item = Pick<Batch["items"][number], "bytes" | "mpix" | "progress" | "status">;

/**
 * How fast an import goes and how long it will take yet. Pure. Files count by their length; where that is not known
 * each counts as much as the others.
 *
 * @param now milliseconds since 1970
 */
export function paceOf(items: readonly Item[], run: Run, isRunning: boolean, now: number): BatchPace {
  const known = items.every(({ bytes }) => bytes !== null);
  const sum = (value: (item: Item) => number) => items.reduce((total, item) => total + value(item), 0);
  const bytes = sum((item) => item.bytes ?? 0);
  const bytesDone = sum((item) => (item.bytes ?? 0) * item.progress);
  const mpixDone = sum((item) => (item.mpix ?? 0) * item.progress);
  const seconds = run.startedAt === null ? 0 : (now - Date.parse(run.startedAt)) / 1_000;
  const nothing = {
    bytes,
    bytesDone: Math.round(bytesDone),
    bytesPerSecond: null,
    mpixPerSecond: null,
    secondsLeft: null,
  };
  if (!isRunning || seconds < LEAST_SECONDS) return nothing;
  const bytesPerSecond = Math.max(0, bytesDone - run.doneBytes) / seconds;
  const mpixPerSecond = Math.max(0, mpixDone - run.doneMpix) / seconds;
  const secondsLeft = known && bytesPerSecond > 0 ? Math.ceil((bytes - bytesDone) / bytesPerSecond) : null;
  return {
    ...nothing,
    bytesPerSecond: bytesPerSecond === 0 ? null : bytesPerSecond,
    mpixPerSecond: mpixPerSecond === 0 ? null : mpixPerSecond,
    secondsLeft,
  };
}
