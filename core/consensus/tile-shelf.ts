import type { Bbox } from "../../shared/geo.ts";
import type { Context } from "../context.ts";
import { selectChangedPlaces } from "./map-tiles.sql.ts";

/** A tile ready to be sent. The tag is of its bytes: what did not change is not sent again. */
export type Tile = { body: Buffer; etag: string };

/** Memory for tiles made lately, bytes: some hundred full ones. */
const MAX_BYTES = 67_108_864;
/** What has no bytes costs its key. */
const ENTRY_BYTES = 500;
/** Imports and corrected dates move no consensus: after this a tile is made anew in any case, milliseconds. */
const MAX_AGE_MS = 20_000;
/** More places than these, and everything is made anew. */
const MAX_PLACES = 2_000;

type Entry = { tile: Promise<Tile | null>; reach: Bbox; bytes: number; until: number };
type Shelf = { seq: number; entries: Map<string, Entry>; turn: Promise<void> };

export type TileShelf = {
  /** @param campaign `number` reads the campaign's number of now */
  get: (
    campaign: { id: string; number: () => Promise<number> },
    wanted: { key: string; reach: Bbox },
    make: () => Promise<Tile | null>,
  ) => Promise<Tile | null>;
};

/**
 * Keeps tiles until consensus changes inside them: the campaign's number tells that something did, the changed
 * buildings tell where. Whoever asks for a tile that is being made waits for that one.
 */
export function createTileShelf(ctx: Context): TileShelf {
  const shelves = new Map<string, Shelf>();
  let bytes = 0;

  function drop(shelf: Shelf, key: string): void {
    bytes -= shelf.entries.get(key)?.bytes ?? 0;
    shelf.entries.delete(key);
  }

  async function open(id: string, number: () => Promise<number>): Promise<Shelf> {
    const seq = await number();
    const shelf = shelves.get(id) ?? { seq, entries: new Map<string, Entry>(), turn: Promise.resolve() };
    shelves.set(id, shelf);
    return shelf;
  }

  /** Brings a shelf to the number that was read; never back. */
  async function catchUp(id: string, shelf: Shelf, seq: number): Promise<void> {
    if (seq <= shelf.seq) return;
    const range = { after: shelf.seq, upTo: seq, limit: MAX_PLACES + 1 };
    const places = shelf.entries.size === 0 ? [] : await selectChangedPlaces(ctx.db, id, range);
    for (const [key, { reach }] of shelf.entries) {
      if (places.length > MAX_PLACES || places.some(({ bounds }) => touches(bounds, reach))) drop(shelf, key);
    }
    shelf.seq = seq;
  }

  function makeRoom(): void {
    for (const shelf of shelves.values()) {
      for (const key of shelf.entries.keys()) {
        if (bytes <= MAX_BYTES) return;
        drop(shelf, key);
      }
    }
  }

  return {
    async get({ id, number }, { key, reach }, make) {
      const shelf = shelves.get(id) ?? (await open(id, number));
      // What is not here is made from what holds now, whatever the number is: only what is here can be out of date.
      if (shelf.entries.has(key)) {
        const seq = await number();
        if (seq > shelf.seq) {
          shelf.turn = shelf.turn.catch(() => undefined).then(() => catchUp(id, shelf, seq));
          await shelf.turn;
        }
      }
      const known = shelf.entries.get(key);
      if (known !== undefined && known.until > Date.now()) {
        // Last used, last dropped.
        shelf.entries.delete(key);
        shelf.entries.set(key, known);
        return known.tile;
      }
      drop(shelf, key);
      // In place before it is made: a change that comes meanwhile drops it, so nothing stale is kept.
      const entry: Entry = { tile: make(), reach, bytes: ENTRY_BYTES, until: Date.now() + MAX_AGE_MS };
      shelf.entries.set(key, entry);
      bytes += entry.bytes;
      try {
        const tile = await entry.tile;
        if (shelf.entries.get(key) === entry && tile !== null) {
          entry.bytes += tile.body.length;
          bytes += tile.body.length;
          makeRoom();
        }
        return tile;
      } catch (error) {
        if (shelf.entries.get(key) === entry) drop(shelf, key);
        throw error;
      }
    },
  };
}

const touches = (a: Bbox, b: Bbox): boolean => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
