import { Router, type Request, type Response } from "express";
import { getBuilding } from "../../core/reviews/building.ts";
import { decideDistress } from "../../core/reviews/distress.ts";
import { markBuilding } from "../../core/reviews/marks.ts";
import { getReviewQueue, reviewBuilding, withdrawReview } from "../../core/reviews/reviews.ts";
import { API } from "../../shared/api.ts";
import type { ServerContext } from "../context.ts";
import { AppError } from "../../shared/errors.ts";
import { authorize, serve } from "../serve.ts";

export function reviewRoutes(ctx: ServerContext): Router {
  const router = Router();
  serve(router, ctx, API.getReviewQueue, (actor, input) => getReviewQueue(ctx, actor, input));
  serve(router, ctx, API.getBuilding, (actor, input) => getBuilding(ctx, actor, input));
  serve(router, ctx, API.reviewBuilding, (actor, input) => reviewBuilding(ctx, actor, input));
  serve(router, ctx, API.withdrawReview, (actor, input) => withdrawReview(ctx, actor, input));
  serve(router, ctx, API.markBuilding, (actor, input) => markBuilding(ctx, actor, input));
  serve(router, ctx, API.decideDistress, (actor, input) => decideDistress(ctx, actor, input));
  router.get("/campaigns/:slug/buildings/:id/sheet.pdf", (req, res) => sendSheet(ctx, req, res));
  return router;
}

/** A building on paper; who may see the building may print it. */
async function sendSheet(ctx: ServerContext, req: Request, res: Response): Promise<void> {
  const actor = await authorize(ctx, API.getBuilding, req);
  const params = API.getBuilding.params.safeParse(req.params);
  if (!params.success) throw new AppError("not_found", "There is no such building in this campaign");
  // What draws paper takes a fifth of a second to load: not before somebody prints.
  const { printSheet } = await import("../../core/reviews/sheet/sheet.ts");
  const { pdf, name } = await printSheet(ctx, actor, { ...params.data, origin: ctx.origin() });
  res.setHeader("content-type", "application/pdf");
  res.setHeader("content-disposition", `attachment; filename="${name}"`);
  res.setHeader("cache-control", "private, no-store");
  res.send(pdf);
}
