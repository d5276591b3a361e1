import { Router, type Request, type Response } from "express";
import { pipeline } from "node:stream/promises";
import { API } from "../../shared/api.ts";
import { AppError } from "../../shared/errors.ts";
import {
  cancelExport,
  createExport,
  getExport,
  getExportDictionary,
  getExportFile,
  listExports,
  retryExport,
} from "../../core/exports/exports.ts";
import type { ServerContext } from "../context.ts";
import { RangeNotSatisfiable } from "../error-handler.ts";
import { authorize, serve } from "../serve.ts";

export function exportRoutes(ctx: ServerContext): Router {
  const router = Router();
  serve(router, ctx, API.createExport, async (actor, input) => {
    const { id } = await createExport(ctx, actor, input);
    return { id };
  });
  serve(router, ctx, API.listExports, (_actor, input) => listExports(ctx, input));
  serve(router, ctx, API.getExport, (_actor, { id }) => getExport(ctx, id));
  serve(router, ctx, API.cancelExport, (_actor, { id }) => cancelExport(ctx, id));
  serve(router, ctx, API.retryExport, (_actor, { id }) => retryExport(ctx, id));
  serve(router, ctx, API.getExportDictionary, (_actor, { id }) => getExportDictionary(ctx, id));
  router.get("/exports/:id/file", (req, res) => sendExportFile(ctx, req, res));
  return router;
}

/** The file of an export, whole or a range of it, so that a broken download is resumed (RFC 9110 §14). */
async function sendExportFile(ctx: ServerContext, req: Request, res: Response): Promise<void> {
  await authorize(ctx, API.getExport, req);
  const params = API.getExport.params.safeParse(req.params);
  if (!params.success) throw new AppError("not_found", "There is no such export");
  const file = await getExportFile(ctx, params.data.id);

  const tag = `"${file.sha256}"`;
  res.setHeader("content-type", file.contentType);
  res.setHeader("content-disposition", `attachment; filename="${file.name}"`);
  res.setHeader("accept-ranges", "bytes");
  res.setHeader("etag", tag);
  res.setHeader("cache-control", "private, no-transform");
  if (req.headers["if-none-match"] === tag) {
    res.status(304).end();
    return;
  }
  // A range of another file than the one asked for would be glued to the wrong half.
  const isSameFile = req.headers["if-range"] === undefined || req.headers["if-range"] === tag;
  const ranges = isSameFile ? req.range(file.bytes, { combine: true }) : undefined;
  if (ranges === -1) {
    res.setHeader("content-range", `bytes */${file.bytes}`);
    res.removeHeader("content-disposition");
    throw new RangeNotSatisfiable(file.bytes);
  }
  const range =
    Array.isArray(ranges) && ranges.type === "bytes" && ranges.length === 1 ? ranges[0] : undefined;
  const first = range?.start ?? 0;
  const last = range?.end ?? file.bytes - 1;
  if (range !== undefined) res.status(206).setHeader("content-range", `bytes ${first}-${last}/${file.bytes}`);
  res.setHeader("content-length", last - first + 1);
  if (req.method === "HEAD") {
    res.end();
    return;
  }
  await pipeline(await ctx.objects.stream(file.key, { first, last }), res);
}
