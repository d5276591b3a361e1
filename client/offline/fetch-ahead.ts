import { useEffect, useRef } from "react";
import type { Campaign } from "../../shared/campaigns.ts";
import { scenesAt } from "../../shared/scenes.ts";
import { boxOf } from "../map/building-box.ts";
import { taggingTiles } from "../map/tagging-tiles.ts";
import type { Unit } from "../tagging/flow.ts";
import { isLineThin } from "./data-saver.ts";
import { fetchAhead } from "./tile-store.ts";

/** The building on screen and the one behind it fetch their own pictures; these many after them are fetched here. */
const FIRST_AHEAD = 2;
const AHEAD = 5;
/** What is on screen comes first: it has this long a start, milliseconds. */
const HEAD_START_MS = 1_500;

/** Fetches the pictures of the next buildings while the volunteer looks at this one; on a thin line, none. */
export function useFetchAhead(campaign: Campaign | undefined, queue: readonly Unit[]): void {
  const fetched = useRef(new Set<string>());
  const keys = queue
    .slice(FIRST_AHEAD, AHEAD + 1)
    .map(({ key }) => key)
    .join();
  const units = useRef(queue);
  useEffect(() => {
    units.current = queue;
  }, [queue]);
  useEffect(() => {
    if (campaign === undefined || keys === "" || isLineThin() || !navigator.onLine) return undefined;
    const leaving = new AbortController();
    const start = setTimeout(() => {
      const next = units.current.slice(FIRST_AHEAD, AHEAD + 1);
      void fetchAll(tilesOf(campaign, next), fetched.current, leaving.signal);
    }, HEAD_START_MS);
    return () => {
      clearTimeout(start);
      leaving.abort();
    };
  }, [campaign, keys]);
}

/** Every picture that tagging these buildings asks for, the first building's first. */
export function tilesOf(campaign: Campaign, units: readonly Pick<Unit, "building">[]): string[] {
  const tiles = units.flatMap((unit) => tilesByScene(campaign, unit).flatMap((one) => one.tiles));
  return [...new Set(tiles)];
}

/** The same of one building, by scene; of those that reach it. */
export function tilesByScene(campaign: Campaign, { building }: Pick<Unit, "building">) {
  const size = pictureSize();
  return scenesAt(campaign.scenes, building.properties.offsets)
    .map((scene) => ({ scene, tiles: taggingTiles(scene, boxOf(building), size) }))
    .filter(({ tiles }) => tiles.length > 0);
}

/** One after another: whatever the volunteer asks for meanwhile has the line. */
async function fetchAll(tiles: readonly string[], fetched: Set<string>, signal: AbortSignal): Promise<void> {
  for (const url of tiles) {
    if (signal.aborted) return;
    if (fetched.has(url)) continue;
    // oxlint-disable-next-line no-await-in-loop
    const isThere = await fetchAhead(url, signal).then(
      () => true,
      () => false,
    );
    if (isThere) fetched.add(url);
  }
}

/** The picture's size on this screen, CSS pixels; before there is one, about what the layout gives it. */
function pictureSize(): [width: number, height: number] {
  const picture = document.querySelector(".picture");
  const { clientWidth = 0, clientHeight = 0 } = picture ?? {};
  return clientWidth > 0 && clientHeight > 0 ? [clientWidth, clientHeight] : [innerWidth, innerHeight * 0.6];
}
