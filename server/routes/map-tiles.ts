import { Router, type Request, type Response } from "express";
import type { MapTiles } from "../../core/consensus/map-tiles.ts";
import { API } from "../../shared/api.ts";
import { AppError } from "../../shared/errors.ts";
import type { ServerContext } from "../context.ts";
import { MAP_TILE_CACHING, MAP_TILE_TYPE } from "../map-tiles.ts";
import { authorize, parseInput } from "../serve.ts";
import { isKnown } from "../tiles.ts";

/**
 * Vector tiles of findings, as far as `createMapTileHandler` has not answered them: what is refused. Not through `serve`,
 * since they are bytes; who may is asked first all the same.
 */
export function mapTileRoutes(ctx: ServerContext): Router {
  const router = Router();
  router.get(API.getMapTile.path.replaceAll(/\{(\w+)\}/g, ":$1"), (req, res) =>
    sendTile(ctx, ctx.mapTiles, req, res),
  );
  return router;
}

async function sendTile(ctx: ServerContext, tiles: MapTiles, req: Request, res: Response): Promise<void> {
  await authorize(ctx, API.getMapTile, req);
  const { slug, z, x, y, ...filter } = parseInput(API.getMapTile, req);
  const tile = await tiles.get({ slug, filter, z: wholeNumber(z), x: wholeNumber(x), y: wholeNumber(y) });
  res.setHeader("cache-control", MAP_TILE_CACHING);
  if (tile === null) {
    res.status(204).end();
    return;
  }
  res.setHeader("etag", tile.etag);
  if (isKnown(req.headers["if-none-match"] ?? "", tile.etag)) {
    res.status(304).end();
    return;
  }
  res.setHeader("content-type", MAP_TILE_TYPE);
  res.send(tile.body);
}

function wholeNumber(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new AppError("invalid_input", "A tile is tiles/{z}/{x}/{y}.mvt with whole numbers");
}
