import { Router } from "express";
import { API } from "../../shared/api.ts";
import { decideCopying } from "../../core/consensus/copying.ts";
import { listChanges, listConsensus } from "../../core/consensus/findings.ts";
import { importGold } from "../../core/consensus/gold-import.ts";
import { markGold, withdrawGold } from "../../core/consensus/gold.ts";
import { getQuality } from "../../core/consensus/quality.ts";
import { getSummary } from "../../core/consensus/summary.ts";
import { getUpkeep } from "../../core/consensus/upkeep.ts";
import { getCopying, listVolunteers } from "../../core/consensus/volunteers.ts";
import type { ServerContext } from "../context.ts";
import { serve } from "../serve.ts";

export function consensusRoutes(ctx: ServerContext): Router {
  const router = Router();
  serve(router, ctx, API.listConsensus, (_actor, input) => listConsensus(ctx, input));
  serve(router, ctx, API.getSummary, (_actor, input) => getSummary(ctx, input));
  serve(router, ctx, API.listChanges, (_actor, input) => listChanges(ctx, input));
  serve(router, ctx, API.getQuality, (_actor, input) => getQuality(ctx, input));
  serve(router, ctx, API.listVolunteers, (_actor, input) => listVolunteers(ctx, input));
  serve(router, ctx, API.getUpkeep, (_actor, input) => getUpkeep(ctx, input));
  serve(router, ctx, API.getCopying, (_actor, input) => getCopying(ctx, input));
  serve(router, ctx, API.decideCopying, (actor, input) => decideCopying(ctx, actor, input));
  serve(router, ctx, API.importGold, (actor, input) => importGold(ctx, actor, input));
  serve(router, ctx, API.markGold, (actor, input) => markGold(ctx, actor, input));
  serve(router, ctx, API.withdrawGold, (_actor, input) => withdrawGold(ctx, input));
  return router;
}
