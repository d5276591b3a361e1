/** Fetches, reads and draws tiles of findings beside the page, so that the page never waits for 100,000 buildings. */
import {
  buildingAt,
  EMPTY_TILE,
  readConsensusTile,
  TILE_UNITS,
  type ConsensusTile,
} from "./consensus-tile.ts";
import type { FromPainter, Picked, ToPainter } from "./consensus-messages.ts";
import type { MapTheme } from "../analysis/looks.ts";
import { paintConsensus } from "./consensus-painter.ts";

/** Tiles kept read: a few screens at several zooms. */
const MAX_TILES = 240;
/** Cells are this far apart, tile units. */
const CELL_UNITS = 64;

let theme: MapTheme | null = null;
let template = "";
const tiles = new Map<string, Promise<ConsensusTile>>();

addEventListener("message", ({ data }: MessageEvent<ToPainter>) => {
  if (data.kind === "theme") theme = data.theme;
  else if (data.kind === "source") {
    template = data.template;
    tiles.clear();
  } else if (data.kind === "changed") forget(data.places);
  else void answer(data).then((reply) => postMessage(reply, { transfer: transferOf(reply) }));
});

async function answer(asked: Extract<ToPainter, { question: number }>): Promise<FromPainter> {
  const { question } = asked;
  try {
    if (asked.kind === "pick") return { kind: "picked", question, picked: await pick(asked) };
    const tile = await tileOf(asked.z, asked.x, asked.y);
    if (theme === null) throw new Error("asked to draw before it was told how");
    return { kind: "painted", question, picture: paintConsensus(tile, theme, asked.ratio) };
  } catch {
    return { kind: "failed", question };
  }
}

const transferOf = (reply: FromPainter): Transferable[] => (reply.kind === "painted" ? [reply.picture] : []);

function tileOf(z: number, x: number, y: number): Promise<ConsensusTile> {
  const key = `${z}/${x}/${y}`;
  const known = tiles.get(key);
  if (known !== undefined) return known;
  const made = load(template.replace("{z}", String(z)).replace("{x}", String(x)).replace("{y}", String(y)));
  tiles.set(key, made);
  // A tile that did not come is asked for again the next time.
  made.catch(() => tiles.delete(key));
  const oldest = tiles.size > MAX_TILES ? tiles.keys().next().value : undefined;
  if (oldest !== undefined) tiles.delete(oldest);
  return made;
}

async function load(url: string): Promise<ConsensusTile> {
  const reply = await fetch(url, { credentials: "same-origin" });
  if (reply.status === 204) return EMPTY_TILE;
  if (!reply.ok) throw new Error(`the tile was answered with ${reply.status}`);
  return readConsensusTile(await reply.arrayBuffer());
}

function forget(places: readonly (readonly [number, number])[] | null): void {
  for (const key of tiles.keys()) {
    const [z = 0, x = 0, y = 0] = key.split("/").map(Number);
    if (places === null || places.some((place) => isNear(place, z, x, y))) tiles.delete(key);
  }
}

/** A building at the edge is in the next tile too. */
const EDGE = 0.1;

function isNear([lon, lat]: readonly [number, number], z: number, x: number, y: number): boolean {
  const count = 2 ** z;
  const column = ((lon + 180) / 360) * count - x;
  const row = ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * count - y;
  return column > -EDGE && column < 1 + EDGE && row > -EDGE && row < 1 + EDGE;
}

async function pick({ tile, at: [x, y], reach }: Extract<ToPainter, { kind: "pick" }>): Promise<Picked> {
  // Only what is drawn can be pointed at.
  const known = await (tiles.get(`${tile.z}/${tile.x}/${tile.y}`) ?? EMPTY_TILE);
  const building = buildingAt(known, x * TILE_UNITS, y * TILE_UNITS, reach * TILE_UNITS);
  const isCluster = known.clusters.some(
    ({ at }) => Math.hypot(at[0] - x * TILE_UNITS, at[1] - y * TILE_UNITS) < CELL_UNITS,
  );
  return { building: building?.id ?? null, isCluster };
}
