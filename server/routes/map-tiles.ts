import { Router, type Request, type Response } from "express";
import { createMapTiles, type MapTiles } from "../../core/consensus/map-tiles.ts";
import { API } from "../../shared/api.ts";
import { AppError } from "../../shared/errors.ts";
import type { ServerContext } from "../context.ts";
import { authorize, parseInput } from "../serve.ts";

const CONTENT_TYPE = "application/vnd.mapbox-vector-tile";

/** Vector tiles of findings. Not through `serve`, since they are bytes; who may is asked first all the same. */
export function mapTileRoutes(ctx: ServerContext): Router {
  const router = Router();
  const tiles = createMapTiles(ctx);
  router.get(API.getMapTile.path.replaceAll(/\{(\w+)\}/g, ":$1"), (req, res) =>
    sendTile(ctx, tiles, req, res),
  );
  return router;
}

async function sendTile(ctx: ServerContext, tiles: MapTiles, req: Request, res: Response): Promise<void> {
  await authorize(ctx, API.getMapTile, req);
  const { slug, z, x, y, ...filter } = parseInput(API.getMapTile, req);
  const tile = await tiles.get({ slug, filter, z: wholeNumber(z), x: wholeNumber(x), y: wholeNumber(y) });
  // Asked again each time, by its tag: votes change it.
  res.setHeader("cache-control", "private, no-cache");
  if (tile === null) {
    res.status(204).end();
    return;
  }
  res.setHeader("etag", tile.etag);
  if (req.headers["if-none-match"]?.split(/,\s*/).includes(tile.etag) === true) {
    res.status(304).end();
    return;
  }
  res.setHeader("content-type", CONTENT_TYPE);
  res.send(tile.body);
}

function wholeNumber(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new AppError("invalid_input", "A tile is tiles/{z}/{x}/{y}.mvt with whole numbers");
}
