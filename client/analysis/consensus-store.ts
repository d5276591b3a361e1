import type { ChangesPage, ConsensusFeature, Window } from "../../shared/consensus.ts";

/**
 * The buildings of one campaign with what the votes say of them, outside React: the map repaints what
 * changed, and screens take a snapshot. Every change comes in by `put` or `apply`, nothing else writes.
 */
export type ConsensusStore = {
  find: (id: string) => ConsensusFeature | undefined;
  /** All buildings; the same array until something changes. */
  snapshot: () => readonly ConsensusFeature[];
  put: (features: readonly ConsensusFeature[]) => void;
  apply: (items: ChangesPage["items"]) => void;
  /** Buildings whose distributions are older than their answer: a change carries no distributions. */
  takeOutdated: () => string[];
  /** Called with the ids of the buildings that were added or changed. */
  subscribe: (listener: (changed: readonly string[]) => void) => () => void;
};

export function createConsensusStore(): ConsensusStore {
  const buildings = new Map<string, ConsensusFeature>();
  const listeners = new Set<(changed: readonly string[]) => void>();
  let outdated = new Set<string>();
  let snapshot: readonly ConsensusFeature[] | null = [];

  function tell(changed: readonly string[]): void {
    if (changed.length === 0) return;
    snapshot = null;
    for (const listener of listeners) listener(changed);
  }

  return {
    find: (id) => buildings.get(id),
    snapshot: () => (snapshot ??= [...buildings.values()]),
    put(features) {
      for (const feature of features) {
        buildings.set(feature.id, feature);
        outdated.delete(feature.id);
      }
      tell(features.map(({ id }) => id));
    },
    apply(items) {
      const changed = items.filter((item) => {
        const old = buildings.get(item.building);
        if (old === undefined || !isNews(old, item)) return false;
        buildings.set(item.building, changedBy(old, item));
        outdated.add(item.building);
        return true;
      });
      tell([...new Set(changed.map(({ building }) => building))]);
    },
    takeOutdated() {
      const ids = [...outdated];
      outdated = new Set();
      return ids;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type Change = ChangesPage["items"][number];

function isNews({ properties }: ConsensusFeature, item: Change): boolean {
  return (
    properties.status !== item.status ||
    properties.class !== item.class ||
    properties.probability !== item.probability ||
    !isSameWindow(properties.window, item.window)
  );
}

function isSameWindow(a: Window | null, b: Window | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.lastIntact === b.lastIntact && a.firstDamaged === b.firstDamaged && a.probability === b.probability
  );
}

/** A building nobody had looked at has at least one vote now: how many, the next reading tells. */
function changedBy(
  old: ConsensusFeature,
  { status, class: code, probability, window }: Change,
): ConsensusFeature {
  const votes = Math.max(1, old.properties.votes);
  return { ...old, properties: { ...old.properties, status, class: code, probability, window, votes } };
}
