import { Router, type Request, type Response } from "express";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { openRefusedRows } from "../../core/imagery/refused-rows.ts";
import { API } from "../../shared/api.ts";
import { AppError } from "../../shared/errors.ts";
import { Id } from "../../shared/ids.ts";
import type { ServerContext } from "../context.ts";
import { authorize } from "../serve.ts";

const Params = z.object({
  id: Id,
  item: z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number),
});

/** All refused rows of one file of an import, as a table: more than the import itself lists. */
export function refusedRowsRoutes(ctx: ServerContext): Router {
  const router = Router();
  router.get("/batches/:id/items/:item/refused-rows", (req, res) => sendRefusedRows(ctx, req, res));
  return router;
}

async function sendRefusedRows(ctx: ServerContext, req: Request, res: Response): Promise<void> {
  await authorize(ctx, API.getBatch, req);
  const params = Params.safeParse(req.params);
  if (!params.success) throw new AppError("not_found", "There is no such file of an import");
  const { name, body } = await openRefusedRows(ctx, params.data.id, params.data.item);
  res.attachment(name.split(/[/\\]/).at(-1));
  res.setHeader("content-type", "text/csv; charset=utf-8");
  res.setHeader("cache-control", "no-store");
  await pipeline(body, res);
}
