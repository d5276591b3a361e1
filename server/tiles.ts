import type { IncomingMessage, ServerResponse } from "node:http";
import { totalmem } from "node:os";
import { createTileCache } from "./tiles/hot-tiles.ts";
import { openScenes, type SceneFile } from "./tiles/open-scenes.ts";
import { parseTilePath, TILES_PREFIX } from "./tiles/path.ts";
import type { ProxiedTile, TileProxy } from "../core/imagery/remote/tile-proxy.ts";
import type { ObjectStore } from "../core/storage.ts";

export type TileOptions = {
  objects: ObjectStore;
  /** The working copy of a scene, or null when there is no such scene, or not for the public. Asked again each minute. */
  findScene: (sceneId: string) => Promise<SceneFile | null>;
  /** Tiles of scenes that are shown from elsewhere and not kept here; asked for scenes that `findScene` does not know. */
  proxy?: TileProxy;
  /** Told of what was answered with 503. */
  onError?: (error: unknown, sceneId: string) => void;
};

export type TileHandler = {
  /** Answers requests below `/tiles/` and says true; leaves all others alone. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Stops serving a scene at once: withdrawn, or made anew. */
  forget(sceneId: string): void;
  close(): Promise<void>;
};

/** A tile ready to go: raw header names and values in turn, and the bytes as they lie in the file. */
export type ReadyTile = { etag: string; headers: string[]; body: Buffer };

/** A tile never changes: its address names a scene, and a scene is what it was made of. */
const FOREVER = "public, max-age=31536000, immutable";
const FOR_A_DAY = "public, max-age=86400";
const FOR_A_WHILE = "public, max-age=600";
/** Pages of other origins, CDNs among them, may show tiles; nobody may take them for something else. */
const OPEN_HEADERS = [
  "cross-origin-resource-policy",
  "cross-origin",
  "access-control-allow-origin",
  "*",
  "x-content-type-options",
  "nosniff",
];
/**
 * Memory for tiles asked for lately: about 6,000, a few scenes at the zooms people work in. Measured with 2,000 tiles
 * in turn: 3 times the requests a second of reading each from the file, whose way leads through another thread.
 */
const HOT_TILE_BYTES = Math.min(268_435_456, totalmem() / 16);

/**
 * Serves tiles in front of the web framework: an index per scene in memory, then one range of bytes of the working
 * copy. No database, no decoding; through Express the same answer took four times as long (see docs/decisions).
 */
export function createTileHandler({ objects, findScene, proxy, onError }: TileOptions): TileHandler {
  const hot = createTileCache<ReadyTile>(HOT_TILE_BYTES);
  const scenes = openScenes(objects, findScene, () => hot.clear());

  const answer = async (request: IncomingMessage, response: ServerResponse, url: string): Promise<void> => {
    const address = parseTilePath(url);
    if (address === null)
      return problem(response, 400, "A tile is /tiles/{scene}/{z}/{x}/{y} with whole numbers");
    try {
      const scene = await scenes.get(address.scene);
      if (scene === null) {
        const tile = (await proxy?.get(address.scene, address.z, address.x, address.y)) ?? null;
        if (tile === null) return problem(response, 404, "No such scene");
        if (tile === "nothing") return nothingHere(response, FOR_A_WHILE);
        return send(request, response, passedOn(tile));
      }
      const place = scene.index.locate(address.z, address.x, address.y);
      if (place === null) return nothingHere(response, FOREVER);
      const tile: ReadyTile = readyTile(
        `"${scene.sha256.slice(0, 24)}-${place.offset.toString(36)}"`,
        await scenes.read(address.scene, scene, place),
      );
      // Withdrawn while it was being read? Then it goes out this once and is not kept.
      if ((await scenes.get(address.scene)) === scene) hot.set(url, tile, tile.body.length);
      send(request, response, tile);
    } catch (error) {
      onError?.(error, address.scene);
      problem(response, 503, "The tile cannot be read just now");
    }
  };

  return {
    handle(request, response) {
      const url = request.url ?? "";
      if (!url.startsWith(TILES_PREFIX)) return false;
      if (request.method !== "GET" && request.method !== "HEAD") {
        response.setHeader("allow", "GET, HEAD");
        problem(response, 405, "Tiles can only be read");
        return true;
      }
      const tile = hot.get(url);
      if (tile !== undefined) send(request, response, tile);
      else void answer(request, response, url);
      return true;
    },
    forget(sceneId) {
      scenes.forget(sceneId);
      hot.clear();
    },
    async close() {
      hot.clear();
      await scenes.close();
    },
  };
}

/** A tile of another server may change there: it is kept for a day, and asked for again by its ETag. */
function passedOn({ bytes, type, etag }: ProxiedTile): ReadyTile {
  const headers = ["content-type", type, "content-length", String(bytes.length)];
  return {
    etag,
    body: bytes,
    headers: [...headers, "cache-control", FOR_A_DAY, "etag", etag, ...OPEN_HEADERS],
  };
}

function readyTile(etag: string, body: Buffer): ReadyTile {
  const headers = ["content-type", "image/webp", "content-length", String(body.length)];
  return { etag, body, headers: [...headers, "cache-control", FOREVER, "etag", etag, ...OPEN_HEADERS] };
}

function send(request: IncomingMessage, response: ServerResponse, tile: ReadyTile): void {
  const known = request.headers["if-none-match"];
  if (known !== undefined && isKnown(known, tile.etag)) {
    const at = tile.headers.indexOf("cache-control");
    response.writeHead(304, [
      "cache-control",
      tile.headers[at + 1] ?? FOREVER,
      "etag",
      tile.etag,
      ...OPEN_HEADERS,
    ]);
    response.end();
    return;
  }
  response.writeHead(200, tile.headers);
  if (request.method === "HEAD") response.end();
  else response.end(tile.body);
}

/** Whether a tag is among those of an `If-None-Match` header. RFC 9110 §13.1.2: a list compared weakly, or `*`. */
export function isKnown(header: string, etag: string): boolean {
  if (header === etag) return true;
  return header.split(",").some((one) => {
    const tag = one.trim();
    return tag === "*" || tag === etag || tag === `W/${etag}`;
  });
}

function nothingHere(response: ServerResponse, cacheControl: string): void {
  response.writeHead(204, ["cache-control", cacheControl, ...OPEN_HEADERS]);
  response.end();
}

/** RFC 9457, as everywhere; never stored by caches. */
function problem(response: ServerResponse, status: number, detail: string): void {
  const titles: Record<number, string> = {
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    503: "Service Unavailable",
  };
  const body = JSON.stringify({ type: "about:blank", title: titles[status], status, detail });
  response.setHeader("content-type", "application/problem+json");
  response.setHeader("cache-control", "no-store");
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("access-control-allow-origin", "*");
  response.writeHead(status);
  response.end(body);
}
