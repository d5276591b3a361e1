/** What this device keeps for a volunteer, each in a store of its own of one IndexedDB database. */
export type DeviceStore = "items" | "held" | "campaigns" | "drafts";

const DATABASE = "aftermap-outbox";
/** 1: the outbox alone. 2: work, campaigns and drafts beside it. */
const VERSION = 2;
const STORES: readonly DeviceStore[] = ["items", "held", "campaigns", "drafts"];

let opened: Promise<IDBDatabase> | null = null;

/**
 * Runs one request in a transaction of its own, and waits until it is on disk.
 *
 * @throws DOMException where the browser gives no storage, or has none left (`QuotaExceededError`)
 */
export async function onDevice<T>(
  store: DeviceStore,
  mode: IDBTransactionMode,
  act: (records: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  opened ??= openDatabase();
  const database = await opened.catch((fault: unknown) => {
    opened = null;
    throw fault;
  });
  const transaction = database.transaction(store, mode, { durability: "strict" });
  const request = act(transaction.objectStore(store));
  // Asked for at once, not when the request's answer is back: then it is done even if this page dies meanwhile.
  transaction.commit();
  return settled(request, transaction);
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, VERSION);
    request.addEventListener("upgradeneeded", () => {
      const { result } = request;
      const missing = STORES.filter((name) => !result.objectStoreNames.contains(name));
      for (const name of missing) result.createObjectStore(name, { keyPath: "id" });
    });
    request.addEventListener("success", () => {
      const { result } = request;
      // A tab with a newer version of Aftermap waits for us: let go, and open again when needed.
      result.addEventListener("versionchange", () => forget(result));
      result.addEventListener("close", () => forget(result));
      resolve(result);
    });
    request.addEventListener("error", () => reject(request.error ?? new Error("IndexedDB is closed to us")));
  });
}

function forget(database: IDBDatabase): void {
  database.close();
  opened = null;
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
