import type { Batch } from "../../shared/batches.ts";

/** How an import goes: files finished a minute, and how long it will take yet; null before that can be said. */
export type Pace = { filesPerMinute: number | null; secondsLeft: number | null };

/** Below this share the rest would be guessed from too little. */
const LEAST_PROGRESS = 0.02;

/** @param now milliseconds since 1970 */
export function paceOf(batch: Batch, now: number): Pace {
  const finished = batch.items.filter(({ status }) => status !== "queued" && status !== "running").length;
  const elapsedMs = batch.startedAt === null ? 0 : now - Date.parse(batch.startedAt);
  if (batch.status !== "running" || elapsedMs <= 0) return { filesPerMinute: null, secondsLeft: null };
  return {
    filesPerMinute: finished === 0 ? null : finished / (elapsedMs / 60_000),
    secondsLeft:
      batch.progress < LEAST_PROGRESS
        ? null
        : Math.ceil(((elapsedMs / 1_000) * (1 - batch.progress)) / batch.progress),
  };
}

/** Seconds as whole minutes once there are two of them, so that the number does not flicker. */
export function coarseDuration(seconds: number): { unit: "seconds" | "minutes" | "hours"; count: number } {
  if (seconds < 120) return { unit: "seconds", count: Math.max(1, Math.round(seconds)) };
  if (seconds < 7_200) return { unit: "minutes", count: Math.round(seconds / 60) };
  return { unit: "hours", count: Math.round(seconds / 3_600) };
}
