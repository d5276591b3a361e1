/**
 * Keeps what was asked for lately, by address, in two generations: when the young one is full it becomes the old
 * one, and what is not asked for again is dropped with it. A hit writes nothing, where a list of last use would on
 * each request. Addresses longer than 128 characters (queries) are not kept.
 */
export type TileCache<T> = {
  get(address: string): T | undefined;
  set(address: string, value: T, bytes: number): void;
  clear(): void;
};

/** Of bookkeeping for an entry, bytes. */
const OVERHEAD = 1_024;

export function createTileCache<T>(budgetBytes: number): TileCache<T> {
  type Entry = { value: T; bytes: number };
  let young = new Map<string, Entry>();
  let old = new Map<string, Entry>();
  let youngBytes = 0;

  const keep = (address: string, entry: Entry) => {
    if (youngBytes + entry.bytes > budgetBytes / 2) {
      old = young;
      young = new Map();
      youngBytes = 0;
    }
    young.set(address, entry);
    youngBytes += entry.bytes;
  };

  return {
    get(address) {
      const entry = young.get(address);
      if (entry !== undefined) return entry.value;
      const rescued = old.get(address);
      if (rescued === undefined) return undefined;
      old.delete(address);
      keep(address, rescued);
      return rescued.value;
    },
    set(address, value, bytes) {
      const entry = { value, bytes: bytes + OVERHEAD };
      if (address.length <= 128 && entry.bytes <= budgetBytes / 4 && !young.has(address))
        keep(address, entry);
    },
    clear() {
      young = new Map();
      old = new Map();
      youngBytes = 0;
    },
  };
}
