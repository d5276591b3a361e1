/** `[lon, lat]`, degrees. */
type Place = readonly [number, number];
type Listener = (places: readonly Place[] | null, number: number) => void;

/** Tells the map where something changed (null: anywhere), and up to which of the campaign's numbers. */
export type ChangeFeed = {
  /** @param number left out for what this page did itself */
  tell: (places: readonly Place[], number?: number) => void;
  subscribe: (listener: Listener) => () => void;
};

/** In a busy hour a repaint for every hint would leave no time between, milliseconds. */
const PAUSE_MS = 400;
/** More places than these are everywhere. */
const MAX_PLACES = 1_000;

/** The first change is told at once, those that come soon after it together. */
export function createChangeFeed(): ChangeFeed {
  const listeners = new Set<Listener>();
  let waiting: Place[] = [];
  let newest = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    timer = undefined;
    if (waiting.length === 0) return;
    const places = waiting.length > MAX_PLACES ? null : waiting;
    waiting = [];
    timer = setTimeout(flush, PAUSE_MS);
    for (const listener of listeners) listener(places, newest);
  }

  return {
    tell(places, number = 0) {
      newest = Math.max(newest, number);
      waiting.push(...places.slice(0, MAX_PLACES + 1));
      if (timer === undefined) flush();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
