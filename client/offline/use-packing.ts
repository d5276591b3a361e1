import { useEffect, useRef, useState } from "react";
import { API } from "../../shared/api.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { call } from "../api.ts";
import { outbox } from "../device-outbox.ts";
import { alone } from "./claims.ts";
import { tilesOf } from "./fetch-ahead.ts";
import { buildingsOf, type Packing, type PackingEnd, packWork } from "./take-along.ts";
import { deviceHeldWork, subscribeToHeldWork } from "./held-work.ts";
import { dropAlongTiles, takeTileAlong } from "./tile-store.ts";
import { volunteerHere } from "./who.ts";

/** What the screen shows of packing. `wanted` is null while nothing is packed. */
export type PackingState = {
  wanted: number | null;
  packing: Packing;
  end: PackingEnd | "stopped" | null;
  fault: unknown;
};

const IDLE: PackingState = { wanted: null, packing: { buildings: 0, bytes: 0 }, end: null, fault: null };

/** Takes buildings of a campaign on board, at the volunteer's word. Stops when the screen goes. */
export function usePacking(campaign: Campaign) {
  const [state, setState] = useState(IDLE);
  const leaving = useRef(new AbortController());
  useEffect(() => () => leaving.current.abort(), []);

  async function pack(wanted: number): Promise<void> {
    const volunteer = volunteerHere();
    if (volunteer === null) return;
    leaving.current = new AbortController();
    const { signal } = leaving.current;
    setState({ ...IDLE, wanted });
    try {
      // Asks the browser not to give this up when the device runs short; it may say no.
      await navigator.storage.persist().catch(() => false);
      const { slug } = campaign;
      const end = await packWork(wanted, {
        campaign: slug,
        volunteer,
        held: deviceHeldWork,
        answered: () => outbox.snapshot().waiting.map(({ assignment }) => assignment),
        lease: (count, besides) =>
          alone(`aftermap-lease-${slug}`, () => call(API.leaseAssignments, { slug, count, besides }, signal)),
        tilesOf: ({ task }) =>
          tilesOf(
            campaign,
            task.buildings.map((building) => ({ building })),
          ),
        take: (url) => takeTileAlong(url, signal),
        signal,
        onProgress: (packing) => setState((old) => ({ ...old, packing })),
      });
      setState((old) => ({ ...old, wanted: null, end }));
    } catch (fault) {
      setState((old) => ({
        ...old,
        wanted: null,
        ...(signal.aborted ? { end: "stopped" as const } : { fault }),
      }));
    }
  }
  return { ...state, pack: (wanted: number) => void pack(wanted), stop: () => leaving.current.abort() };
}

/** How many buildings of a campaign are on board with all their pictures, for this volunteer. */
export function useOnBoard(campaign: string): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    let isHere = true;
    async function look(): Promise<void> {
      const held = await deviceHeldWork.list(campaign);
      const along = held.filter(({ isAlong, volunteer }) => isAlong && volunteer === volunteerHere());
      if (isHere) setCount(buildingsOf(along));
    }
    void look();
    const leave = subscribeToHeldWork(() => void look());
    return () => {
      isHere = false;
      leave();
    };
  }, [campaign]);
  // The last of them answered: their pictures have done their work.
  const before = useRef(0);
  useEffect(() => {
    if (before.current > 0 && count === 0) void dropAlongTiles();
    before.current = count;
  }, [count]);
  return count;
}
