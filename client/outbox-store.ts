import { z } from "zod";
import { VoteInput } from "../shared/votes.ts";
import { Id } from "../shared/ids.ts";
import { onDevice } from "./offline/device-database.ts";

/** Something a volunteer decided that the server has not acknowledged: a vote, or (null) that the task is skipped. */
export const OutboxItem = z.object({
  /** Time-ordered, so that sorting by it is the order of decisions. A vote's own id. */
  id: Id,
  assignment: Id,
  /** Whose answer it is: nobody else can send it. Null where that was not known. */
  volunteer: Id.nullable().default(null),
  /** The campaign's slug; null where an older version of Aftermap kept the item. */
  campaign: z.string().nullable().default(null),
  vote: VoteInput.nullable(),
  /** The server's reason, once it refused for good: kept for the volunteer, not sent again. */
  refused: z.string().nullable(),
});
export type OutboxItem = z.infer<typeof OutboxItem>;

/** Where the outbox keeps its items, in order of decision. */
export type OutboxStore = {
  list: () => Promise<OutboxItem[]>;
  put: (item: OutboxItem) => Promise<void>;
  remove: (id: string) => Promise<void>;
  /** How many items are kept only as long as this page is open, because the device's storage is full or closed. */
  fleeting: () => number;
};

/** Lasting storage, which may refuse; in a browser, IndexedDB. */
export type Disk = {
  list: () => Promise<unknown[]>;
  put: (item: OutboxItem) => Promise<void>;
  remove: (id: string) => Promise<void>;
};

const DEVICE: Disk = {
  list: () => onDevice<unknown[]>("items", "readonly", (items) => items.getAll()),
  put: async (item) => void (await onDevice("items", "readwrite", (items) => items.put(item))),
  remove: (id) => onDevice("items", "readwrite", (items) => items.delete(id)),
};

/**
 * Keeps items on the device, so that they outlive the page. What a full or closed disk refuses stays in memory,
 * is told by `fleeting`, and is tried again with every later change.
 *
 * @param makeRoom gives up what can be fetched again (pictures), when an answer no longer fits
 */
export function lastingStore(makeRoom: () => Promise<void>, disk: Disk = DEVICE): OutboxStore {
  const memory = new Map<string, OutboxItem>();

  async function settleMemory(): Promise<void> {
    for (const item of memory.values()) {
      // One after the other: the first that does not fit says that the rest need not be tried.
      // oxlint-disable-next-line no-await-in-loop
      if (!(await fits(item))) return;
      memory.delete(item.id);
    }
  }
  const fits = (item: OutboxItem) =>
    disk.put(item).then(
      () => true,
      () => false,
    );

  return {
    list: async () => {
      const kept = await disk.list().catch(() => []);
      const read = kept.flatMap(readItem).filter(({ id }) => !memory.has(id));
      return inOrder([...read, ...memory.values()]);
    },
    put: async (item) => {
      const isKept =
        (await fits(item)) ||
        (await makeRoom().then(
          () => fits(item),
          () => false,
        ));
      if (isKept) memory.delete(item.id);
      else memory.set(item.id, item);
      if (isKept) await settleMemory();
    },
    remove: async (id) => {
      memory.delete(id);
      await disk.remove(id).catch(() => undefined);
      await settleMemory();
    },
    fleeting: () => memory.size,
  };
}

/** Keeps items as long as it lives. */
export function memoryStore(): OutboxStore {
  const items = new Map<string, OutboxItem>();
  return {
    list: async () => inOrder([...items.values()]),
    put: async (item) => void items.set(item.id, item),
    remove: async (id) => void items.delete(id),
    fleeting: () => 0,
  };
}

const inOrder = (items: OutboxItem[]) => items.toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** An item written by another version of Aftermap that cannot be read is left where it is. */
function readItem(kept: unknown): OutboxItem[] {
  const read = OutboxItem.safeParse(kept);
  return read.success ? [read.data] : [];
}
