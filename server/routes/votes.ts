import { Router } from "express";
import { API } from "../../shared/api.ts";
import { leaseAssignments, skipAssignment } from "../../core/assignments/assignments.ts";
import { getLesson } from "../../core/assignments/practice.ts";
import { castVotes } from "../../core/votes/votes.ts";
import type { ServerContext } from "../context.ts";
import { serve } from "../serve.ts";

export function voteRoutes(ctx: ServerContext): Router {
  const router = Router();
  serve(router, ctx, API.leaseAssignments, (actor, input) => leaseAssignments(ctx, actor, input));
  serve(router, ctx, API.skipAssignment, (actor, input) => skipAssignment(ctx, actor, input));
  serve(router, ctx, API.getLesson, (actor, input) => getLesson(ctx, actor, input));
  serve(router, ctx, API.castVotes, (actor, input) => castVotes(ctx, actor, input));
  return router;
}
