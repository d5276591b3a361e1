import { z } from "zod";
import { VoteInput } from "../shared/votes.ts";
import { Id } from "../shared/ids.ts";

/** Something a volunteer decided that the server has not acknowledged: a vote, or (null) that the task is skipped. */
export const OutboxItem = z.object({
  /** Time-ordered, so that sorting by it is the order of decisions. A vote's own id. */
  id: Id,
  assignment: Id,
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
};

const DATABASE = "aftermap-outbox";
const STORE = "items";

/** Keeps items in IndexedDB, so that they outlive the page; in memory where the browser offers none. */
export function deviceStore(): OutboxStore {
  const opened = openDatabase();
  const memory = memoryStore();
  opened.catch(() => undefined);

  async function use<T>(mode: IDBTransactionMode, act: (items: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const database = await opened;
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    return settled(act(transaction.objectStore(STORE)), transaction);
  }
  return {
    list: async () => {
      const kept: unknown[] = await use<unknown[]>("readonly", (items) => items.getAll()).catch(() => []);
      return [...kept.flatMap(readItem), ...(await memory.list())];
    },
    // A full or closed disk must not lose the answer while the page is open.
    put: (item) => use("readwrite", (items) => items.put(item)).then(nothing, () => memory.put(item)),
    remove: async (id) => {
      await memory.remove(id);
      await use("readwrite", (items) => items.delete(id)).catch(nothing);
    },
  };
}

export function memoryStore(): OutboxStore {
  const items = new Map<string, OutboxItem>();
  return {
    list: async () => [...items.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    put: async (item) => void items.set(item.id, item),
    remove: async (id) => void items.delete(id),
  };
}

/** An item written by another version of Aftermap that cannot be read is left where it is. */
function readItem(kept: unknown): OutboxItem[] {
  const read = OutboxItem.safeParse(kept);
  return read.success ? [read.data] : [];
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.addEventListener("upgradeneeded", () =>
      request.result.createObjectStore(STORE, { keyPath: "id" }),
    );
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("IndexedDB is closed to us")));
  });
}

/** Resolves when the transaction is on disk, not merely when the request was accepted. */
function settled<T>(request: IDBRequest<T>, transaction: IDBTransaction): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(transaction.error ?? new Error("IndexedDB refused"));
    transaction.addEventListener("complete", () => resolve(request.result));
    transaction.addEventListener("error", fail);
    transaction.addEventListener("abort", fail);
  });
}

function nothing(): void {}
