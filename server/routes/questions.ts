import { Router } from "express";
import {
  askQuestion,
  listOwnQuestions,
  listQuestions,
  replyToQuestion,
} from "../../core/reviews/questions.ts";
import { API } from "../../shared/api.ts";
import type { ServerContext } from "../context.ts";
import { serve } from "../serve.ts";

export function questionRoutes(ctx: ServerContext): Router {
  const router = Router();
  serve(router, ctx, API.askQuestion, (actor, { id, ...input }) =>
    askQuestion(ctx, actor, { assignment: id, question: input }),
  );
  serve(router, ctx, API.listQuestions, (_actor, input) => listQuestions(ctx, input));
  serve(router, ctx, API.replyToQuestion, (actor, input) => replyToQuestion(ctx, actor, input));
  serve(router, ctx, API.listOwnQuestions, (actor, input) => listOwnQuestions(ctx, actor, input));
  return router;
}
