import { useSyncExternalStore } from "react";
import { createDropQueue, type DropQueue } from "./drop-queue.ts";
import type { DropFile } from "./drop-kept.ts";

/** Sending goes on while the admin looks at other pages, so queues live as long as the document. */
const queues = new Map<string, DropQueue>();

/** The files on their way to one import. */
export function useDropQueue(key: string): { queue: DropQueue; files: readonly DropFile[] } {
  let queue = queues.get(key);
  if (queue === undefined) {
    queue = createDropQueue(key);
    queues.set(key, queue);
  }
  return { queue, files: useSyncExternalStore(queue.subscribe, queue.snapshot) };
}
