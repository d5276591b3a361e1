import type { Batch } from "../shared/batches.ts";

/** How an import goes, in one line for a terminal: `34 % · 12.1 MB/s · 3.4 MPix/s · 45 s left`. */
export function paceInWords({ progress, pace, isPaused }: Batch): string {
  const { bytesPerSecond, mpixPerSecond, secondsLeft } = pace;
  return [
    `${Math.floor(progress * 100)} %`,
    isPaused ? "paused" : null,
    bytesPerSecond === null ? null : `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`,
    mpixPerSecond === null ? null : `${mpixPerSecond.toFixed(1)} MPix/s`,
    secondsLeft === null ? null : `${secondsLeft} s left`,
  ]
    .filter((part) => part !== null)
    .join(" · ");
}
