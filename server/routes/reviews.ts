import { Router } from "express";
import { getBuilding } from "../../core/reviews/building.ts";
import { markBuilding } from "../../core/reviews/marks.ts";
import { getReviewQueue, reviewBuilding, withdrawReview } from "../../core/reviews/reviews.ts";
import { API } from "../../shared/api.ts";
import type { ServerContext } from "../context.ts";
import { serve } from "../serve.ts";

export function reviewRoutes(ctx: ServerContext): Router {
  const router = Router();
  serve(router, ctx, API.getReviewQueue, (actor, input) => getReviewQueue(ctx, actor, input));
  serve(router, ctx, API.getBuilding, (actor, input) => getBuilding(ctx, actor, input));
  serve(router, ctx, API.reviewBuilding, (actor, input) => reviewBuilding(ctx, actor, input));
  serve(router, ctx, API.withdrawReview, (actor, input) => withdrawReview(ctx, actor, input));
  serve(router, ctx, API.markBuilding, (actor, input) => markBuilding(ctx, actor, input));
  return router;
}
