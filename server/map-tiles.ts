import type { IncomingMessage, ServerResponse } from "node:http";
import { parse as parseQuery } from "node:querystring";
import { findAccount } from "../core/accounts/accounts.ts";
import { isPublished } from "../core/campaigns/campaigns.ts";
import type { Tile } from "../core/consensus/tile-shelf.ts";
import { mayActAs } from "../shared/accounts.ts";
import { API } from "../shared/api.ts";
import type { FindingFilter } from "../shared/finding-filter.ts";
import { bearerOf, cookieSecret } from "./authenticate.ts";
import type { ServerContext } from "./context.ts";
import { isKnown } from "./tiles.ts";

export const MAP_TILE_TYPE = "application/vnd.mapbox-vector-tile";
/** Asked again each time, by its tag: votes change it. */
export const MAP_TILE_CACHING = "private, no-cache";

const PATH =
  /^\/api\/v1\/campaigns\/([a-z0-9-]{1,100})\/tiles\/(\d{1,2})\/(\d{1,8})\/(\d{1,8})\.mvt(?:\?([^#]*))?$/;
/** What helmet says of everything else, as far as it concerns bytes that are no page. */
const HEADERS = [
  "cache-control",
  MAP_TILE_CACHING,
  "content-security-policy",
  "default-src 'none'",
  "cross-origin-resource-policy",
  "same-origin",
  "x-content-type-options",
  "nosniff",
];

/** Whoever may is believed so long, milliseconds: a screen of tiles asks once. Revocation is promised within 5 s. */
const BELIEVED_FOR_MS = 2_000;
/** Before as many who may are remembered, all are forgotten. */
const MAX_BELIEVED = 10_000;

type Asked = { slug: string; z: number; x: number; y: number; filter: FindingFilter };

/**
 * Serves vector tiles of findings in front of the web framework, which alone took longer than a tile that is at hand.
 * Whether the tile still holds is asked of the database each time, once for all who ask at the same moment. Whatever is not simply a tile for somebody who may have it goes the long way (`mapTileRoutes`),
 * where it is refused in the words that everything is refused in.
 */
export function createMapTileHandler(ctx: ServerContext) {
  const isReaderByBearer = forAWhile(async (secret) => isReader(await findAccount(ctx, "bearer", secret)));
  const isReaderByCookie = forAWhile(async (secret) => isReader(await findAccount(ctx, "cookie", secret)));
  const isOpenToAll = forAWhile((slug) => isPublished(ctx, slug));

  async function may(request: IncomingMessage, slug: string): Promise<boolean> {
    const bearer = bearerOf(request.headers.authorization);
    const secret = bearer ?? cookieSecret(ctx, request.headers.cookie);
    if (secret !== null && (await (bearer === null ? isReaderByCookie : isReaderByBearer)(secret)))
      return true;
    // A wrong token is counted on the long way, whatever it asks for.
    return bearer === null && isOpenToAll(slug);
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    asked: Asked,
    theLongWay: () => void,
  ): Promise<void> {
    let tile: Tile | null;
    try {
      if (!(await may(request, asked.slug))) return theLongWay();
      tile = await ctx.mapTiles.get(asked);
    } catch {
      // It is met again there, and told and logged as everything is.
      return theLongWay();
    }
    send(request, response, tile);
  }

  /** Answers and says true; leaves all other requests alone. */
  return (request: IncomingMessage, response: ServerResponse, theLongWay: () => void): boolean => {
    const asked = request.method === "GET" ? readRequest(request.url ?? "") : null;
    if (asked === null) return false;
    void answer(request, response, asked, theLongWay);
    return true;
  };
}

/** Remembers a yes, never a no. */
function forAWhile(ask: (key: string) => Promise<boolean>): (key: string) => Promise<boolean> {
  const yes = new Map<string, number>();
  return async (key) => {
    if ((yes.get(key) ?? 0) > Date.now()) return true;
    const answer = await ask(key);
    if (yes.size >= MAX_BELIEVED) yes.clear();
    if (answer) yes.set(key, Date.now() + BELIEVED_FOR_MS);
    else yes.delete(key);
    return answer;
  };
}

const isReader = (account: Awaited<ReturnType<typeof findAccount>>): boolean =>
  account !== null && mayActAs(account.role, "analyst");

function readRequest(url: string): Asked | null {
  const [, slug = "", z, x, y, query] = PATH.exec(url) ?? [];
  if (slug === "") return null;
  const place = { slug, z: Number(z), x: Number(x), y: Number(y) };
  if (query === undefined) return { ...place, filter: {} };
  const filter = API.getMapTile.query.safeParse(parseQuery(query));
  return filter.success ? { ...place, filter: filter.data } : null;
}

function send(request: IncomingMessage, response: ServerResponse, tile: Tile | null): void {
  if (tile === null) {
    response.writeHead(204, HEADERS);
    response.end();
  } else if (isKnown(request.headers["if-none-match"] ?? "", tile.etag)) {
    response.writeHead(304, ["etag", tile.etag, ...HEADERS]);
    response.end();
  } else {
    const body = ["content-type", MAP_TILE_TYPE, "content-length", String(tile.body.length)];
    response.writeHead(200, ["etag", tile.etag, ...body, ...HEADERS]);
    response.end(tile.body);
  }
}
