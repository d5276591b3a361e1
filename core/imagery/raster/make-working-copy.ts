import type { RasterOptions, WorkingCopy } from "./facts.ts";

export type WorkingCopyRequest = {
  /** Local path of the original. */
  source: string;
  /** Local path of the working copy; written whole or not at all. */
  destination: string;
  /** Called with a share 0–1. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
  options?: RasterOptions;
};

/**
 * Makes the working copy of an image in a child process with limits on memory and time, so that no file,
 * however broken or hostile, takes the worker down with it.
 *
 * @throws AppError `invalid_input` with what is wrong and how to mend it
 */
export function makeWorkingCopy(_request: WorkingCopyRequest): Promise<WorkingCopy> {
  return Promise.reject(new Error("being written"));
}
