import { API } from "../../shared/api.ts";
import { bboxOf, growBbox, positionsOf } from "../../shared/geo.ts";
import { call } from "../api.ts";
import type { ConsensusStore } from "./consensus-store.ts";

const BUILDINGS_PER_PAGE = 10_000;

/** Above this many buildings, reading the whole campaign again is cheaper than asking for each. */
export const MAX_SINGLE_READINGS = 12;

/** Enough to hold a point in the box, not its neighbours. */
const MARGIN_METRES = 0.5;

/** Reads every building of the campaign into the store, page after page; each page shows as it arrives. */
export async function loadConsensus(slug: string, store: ConsensusStore, signal: AbortSignal): Promise<void> {
  let cursor: string | null = null;
  do {
    // Each page names the next: they cannot be asked for side by side.
    // oxlint-disable-next-line no-await-in-loop
    const page: Awaited<ReturnType<typeof readPage>> = await readPage(slug, cursor, signal);
    store.put(page.features);
    cursor = page.next;
  } while (cursor !== null);
}

function readPage(slug: string, cursor: string | null, signal: AbortSignal) {
  const limit = String(BUILDINGS_PER_PAGE);
  return call(API.listConsensus, { slug, limit, ...(cursor === null ? {} : { cursor }) }, signal);
}

/** Fetches the distributions of buildings whose answer changed: one by one while few, else all again. */
export async function refreshOutdated(
  slug: string,
  store: ConsensusStore,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (ids.length > MAX_SINGLE_READINGS) return loadConsensus(slug, store, signal);
  await Promise.all(
    ids.map(async (id) => {
      const building = store.find(id);
      const box = building === undefined ? null : bboxOf(positionsOf(building.geometry));
      if (box === null) return;
      const page = await call(
        API.listConsensus,
        { slug, bbox: growBbox(box, MARGIN_METRES).join(","), limit: "100" },
        signal,
      );
      store.put(page.features);
    }),
  );
}
