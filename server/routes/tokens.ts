import { Router } from "express";
import { API } from "../../shared/api.ts";
import { endToken, listTokens, makeToken } from "../../core/accounts/tokens.ts";
import { ownCookieSecret } from "../authenticate.ts";
import type { ServerContext } from "../context.ts";
import { serve } from "../serve.ts";

/** Tokens for the programs of analysts and admins. */
export function tokenRoutes(ctx: ServerContext): Router {
  const router = Router();
  serve(router, ctx, API.listTokens, (actor) => listTokens(ctx, actor));
  serve(router, ctx, API.makeToken, (actor, input, { req }) => {
    // A token that fell into wrong hands must not make others that outlive it.
    return makeToken(ctx, actor, ownCookieSecret(ctx, req), input);
  });
  serve(router, ctx, API.endToken, (actor, input) => endToken(ctx, actor, input));
  return router;
}
