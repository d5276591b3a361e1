import { useSyncExternalStore } from "react";

/** Where a volunteer is in time. Scene ids. */
export type CursorState = {
  /** The scene asked for. */
  wanted: string | null;
  /** The scene whose picture is on the screen: never a wish. */
  shown: string | null;
  /** The scene whose picture is on the screen beside it, while two are compared. */
  compared: string | null;
};

/**
 * Holds the place in time outside React: a step from one scene to the next draws only what names the date, not the
 * whole screen.
 */
export type SceneCursor = {
  get: () => CursorState;
  set: (part: Partial<CursorState>) => void;
  subscribe: (onChange: () => void) => () => void;
};

export function createSceneCursor(): SceneCursor {
  const listeners = new Set<() => void>();
  let state: CursorState = { wanted: null, shown: null, compared: null };
  return {
    get: () => state,
    set: (part) => {
      state = { ...state, ...part };
      for (const listener of listeners) listener();
    },
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
  };
}

/**
 * Reads one thing from a cursor; draws again only when that thing changes. React draws such changes before the
 * browser paints, so a date comes in the frame of its pixels: `tests/browser/client/dates.test.ts` holds it to that.
 */
export function useCursor<T extends string | number | boolean | null>(
  cursor: SceneCursor,
  select: (state: CursorState) => T,
): T {
  return useSyncExternalStore(cursor.subscribe, () => select(cursor.get()));
}
