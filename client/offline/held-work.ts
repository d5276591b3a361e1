import { z } from "zod";
import { Assignment } from "../../shared/assignments.ts";
import { Id } from "../../shared/ids.ts";
import { onDevice } from "./device-database.ts";

/** A lease that this device keeps, so that a page that is opened again, even without a network, goes on with it. */
export const HeldTask = z.object({
  /** The assignment's id. */
  id: Id,
  campaign: z.string(),
  volunteer: Id,
  assignment: Assignment,
  /** Taken on board with all its pictures, to be answered without a network. */
  isAlong: z.boolean(),
});
export type HeldTask = z.infer<typeof HeldTask>;

/** Where leases are kept, oldest first. */
export type HeldWork = {
  list: (campaign: string) => Promise<HeldTask[]>;
  put: (tasks: readonly HeldTask[]) => Promise<void>;
  remove: (assignment: string) => Promise<void>;
};

/** How tabs and screens of this browser hear that leases came or went; it carries nothing. */
const CHANGES = "aftermap-held";

/** Calls back whenever this device's leases changed, in this tab or another. */
export function subscribeToHeldWork(onChange: () => void): () => void {
  const channel = new BroadcastChannel(CHANGES);
  channel.addEventListener("message", onChange);
  return () => channel.close();
}

function tellChange(): void {
  const channel = new BroadcastChannel(CHANGES);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a window has one; a channel and a worker have none
  channel.postMessage(null);
  channel.close();
}

/**
 * Keeps leases in IndexedDB. What a full disk refuses is not kept: the page goes on with what it has in memory, and
 * the server gives the lease again.
 */
export const deviceHeldWork: HeldWork = {
  list: async (campaign) => {
    const kept = await onDevice<unknown[]>("held", "readonly", (tasks) => tasks.getAll()).catch(() => []);
    return kept.flatMap(readTask).filter((task) => task.campaign === campaign);
  },
  put: async (tasks) => {
    await Promise.all(
      tasks.map((task) => onDevice("held", "readwrite", (kept) => kept.put(task)).catch(() => undefined)),
    );
    tellChange();
  },
  remove: async (assignment) => {
    await onDevice("held", "readwrite", (tasks) => tasks.delete(assignment)).catch(() => undefined);
    tellChange();
  },
};

/** Keeps leases as long as it lives. */
export function memoryHeldWork(): HeldWork {
  const held = new Map<string, HeldTask>();
  return {
    list: async (campaign) => [...held.values()].filter((task) => task.campaign === campaign),
    put: async (tasks) => {
      for (const task of tasks) held.set(task.id, task);
    },
    remove: async (assignment) => void held.delete(assignment),
  };
}

/** How long after its end a lease that was taken along is still worth answering, milliseconds. Late votes count. */
const ALONG_AFTER_EXPIRY_MS = 36 * 3_600_000;

/** Until when a kept lease is offered while there is a network, and with it fresh ones. Without, late votes count. */
export function isOfferedUntil({ assignment, isAlong }: HeldTask): number {
  return Date.parse(assignment.expiresAt) + (isAlong ? ALONG_AFTER_EXPIRY_MS : 0);
}

/** Whether a lease is so old that it is not kept any longer, network or not. */
export function isStale({ assignment }: HeldTask, now: number): boolean {
  return Date.parse(assignment.expiresAt) + ALONG_AFTER_EXPIRY_MS < now;
}

function readTask(kept: unknown): HeldTask[] {
  const read = HeldTask.safeParse(kept);
  return read.success ? [read.data] : [];
}
