import { z } from "zod";

const STORED_AS = "aftermap.task-bytes";
/** Over how many buildings the median runs: long enough to be steady, short enough to follow a new campaign. */
const MOST_KEPT = 25;

/** What the pictures of one building cost this device. */
const TaskBytes = z.object({
  /** Bytes that came over the network. */
  fetched: z.number(),
  /** Those of the dates that were looked at: saving data, no others are fetched. */
  lookedAt: z.number(),
  /** Which share of its dates was fetched at all, 0–1. */
  shareFetched: z.number().positive(),
  isSaving: z.boolean(),
});
export type TaskBytes = z.infer<typeof TaskBytes>;

/**
 * What a building costs, bytes: the median of those seen with data saving on or off, as asked; where there are none,
 * what the others would have cost so. Null when nothing was measured. Pure.
 */
export function bytesPerTask(measured: readonly TaskBytes[], isSaving: boolean): number | null {
  const alike = measured.filter((one) => one.isSaving === isSaving);
  if (alike.length > 0) return median(alike.map(({ fetched }) => fetched));
  return median(measured.map((one) => (isSaving ? one.lookedAt : one.fetched / one.shareFetched)));
}

/** Remembers what a building cost; those whose pictures were all on the device already say nothing of the network. */
export function rememberTaskBytes(one: TaskBytes): void {
  if (one.fetched === 0) return;
  try {
    localStorage.setItem(STORED_AS, JSON.stringify([...readTaskBytes(), one].slice(-MOST_KEPT)));
  } catch {
    // Storage closed to us (private window) or full: nothing is told of costs.
  }
}

/** What was measured on this device, latest last. */
export function readTaskBytes(): TaskBytes[] {
  try {
    const read = z.array(TaskBytes).safeParse(JSON.parse(localStorage.getItem(STORED_AS) ?? "[]"));
    return read.success ? read.data : [];
  } catch {
    return [];
  }
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  const lower = sorted[Math.ceil(middle) - 1];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}
