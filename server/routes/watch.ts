import { Router } from "express";
import { API } from "../../shared/api.ts";
import { findWatchedFolder, putWatchedFolder, stopWatching } from "../../core/imagery/watch.ts";
import type { ServerContext } from "../context.ts";
import { serve } from "../serve.ts";

export function watchRoutes(ctx: ServerContext): Router {
  const router = Router();
  serve(router, ctx, API.getWatchedFolder, async (_actor, { slug }) => ({
    folder: await findWatchedFolder(ctx, slug),
  }));
  serve(router, ctx, API.putWatchedFolder, async (actor, input) => ({
    folder: await putWatchedFolder(ctx, actor, input),
  }));
  serve(router, ctx, API.deleteWatchedFolder, (_actor, { slug }) => stopWatching(ctx, slug));
  return router;
}
