/**
 * Work that costs nearly the same for many as for one: what arrives while it is being done waits, and is done together
 * next time. Somebody alone waits for nothing, and is served as fast as without it.
 */

/** Does one item, in whatever company. Gives its result, or throws what went wrong with it. */
export type Group<Item, Result> = (item: Item) => Promise<Result>;

type Rules<Item> = {
  /** Room for what is done together, in the measure of `size`. */
  most: number;
  /** How much room an item takes; 1 unless told. */
  size?: (item: Item) => number;
  /** Items with a key in common are done one after the other, in the order in which they came, never together. */
  keysOf?: (item: Item) => readonly string[];
  /** Whose an item is, and how many of one owner are done together at most, so that nobody fills a turn alone. */
  share?: { ownerOf: (item: Item) => string; most: number };
  /**
   * Waits for a moment after a turn, until as many are there as were in it: for as long as the turn took, and at most so
   * many milliseconds. Who was served in it comes again at once, and else finds the next turn begun with a few.
   */
  gatherMs?: number;
  /** Throws when so many wait already that one more would wait in vain. */
  refuse?: (waiting: number) => void;
};

type Waiting<Item, Result> = {
  item: Item;
  resolve: (result: Result) => void;
  reject: (reason: unknown) => void;
};

/** @param work gives a result, or an Error, for each item in their order; what it throws is everybody's */
export function openGroup<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>,
  rules: Rules<Item>,
): Group<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let isWorking = false;
  let last = { size: 0, endedAt: 0, took: 0 };
  let stopGathering = () => {};

  const gather = async (): Promise<void> => {
    const until = last.endedAt + Math.min(last.took, rules.gatherMs ?? 0);
    const left = until - performance.now();
    if (left <= 0 || waiting.length >= last.size) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, left);
      stopGathering = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };

  const workThrough = async (): Promise<void> => {
    while (waiting.length > 0) {
      // oxlint-disable-next-line no-await-in-loop
      await gather();
      const { turn, later } = takeTurn(waiting, rules);
      waiting = later;
      const startedAt = performance.now();
      // One turn at a time: that is what lets the next one grow.
      // oxlint-disable-next-line no-await-in-loop
      await doTurn(turn, work);
      const endedAt = performance.now();
      last = { size: turn.length, endedAt, took: endedAt - startedAt };
    }
    isWorking = false;
  };

  return async (item) => {
    rules.refuse?.(waiting.length);
    return new Promise<Result>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (waiting.length >= last.size) stopGathering();
      if (isWorking) return;
      isWorking = true;
      // Not at once: what the network brought in the same moment goes together.
      setImmediate(() => void workThrough());
    });
  };
}

async function doTurn<Item, Result>(
  turn: readonly Waiting<Item, Result>[],
  work: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>,
): Promise<void> {
  try {
    const results = await work(turn.map(({ item }) => item));
    for (const [at, { resolve, reject }] of turn.entries()) {
      const result = results[at];
      if (result === undefined) reject(new Error("there is no result for an item"));
      else if (result instanceof Error) reject(result);
      else resolve(result);
    }
  } catch (error) {
    for (const { reject } of turn) reject(error);
  }
}

/** Who is next: the first that wait, as far as there is room, but for those who must come after one of them. */
function takeTurn<Item, Result>(
  waiting: readonly Waiting<Item, Result>[],
  { most, size = () => 1, keysOf = () => [], share }: Rules<Item>,
): { turn: Waiting<Item, Result>[]; later: Waiting<Item, Result>[] } {
  const turn: Waiting<Item, Result>[] = [];
  const later: Waiting<Item, Result>[] = [];
  const taken = new Set<string>();
  const owned = new Map<string, number>();
  let room = most;
  for (const one of waiting) {
    const keys = keysOf(one.item);
    const owner = share?.ownerOf(one.item) ?? "";
    const ofOwner = owned.get(owner) ?? 0;
    const hasRoom = turn.length === 0 || size(one.item) <= room;
    const isNext = hasRoom && ofOwner < (share?.most ?? most) && !keys.some((key) => taken.has(key));
    if (isNext) {
      turn.push(one);
      room -= size(one.item);
    } else later.push(one);
    // Also of those who stay: whoever must come after them stays too.
    for (const key of keys) taken.add(key);
    owned.set(owner, isNext ? ofOwner + 1 : Infinity);
  }
  return { turn, later };
}
