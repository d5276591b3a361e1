/**
 * What a test file opens is closed after its last test. Vitest runs no `afterAll` that is first called while hooks or
 * tests run, and says nothing of it: whatever is opened there is told here instead.
 */
import { closeAll } from "./close-all.ts";

const closings: (() => unknown)[] = [];

/** Closes something after the file's last test: the newest first, so a server goes before its database. */
export function closeAtEnd(close: () => unknown): void {
  closings.push(close);
}

/** Closes what the file opened; `close-after-file.ts` calls it, since this module outlives a file. */
export const closeEverything = (): Promise<void> => closeAll(closings);
