import { Router } from "express";
import { API } from "../../shared/api.ts";
import { endSession, getMe, startVolunteer, type Account } from "../../core/accounts/accounts.ts";
import { excludeVolunteer } from "../../core/consensus/exclusions.ts";
import { authenticate, clearSessionCookie, secretOf, setSessionCookie } from "../authenticate.ts";
import type { ServerContext } from "../context.ts";
import { serve } from "../serve.ts";

export function accountRoutes(ctx: ServerContext): Router {
  const router = Router();

  serve(router, ctx, API.startSession, async (_actor, { transport }, { req, res }) => {
    // A browser that has a session keeps it: its tasks and its numbers hang on it.
    const present = transport === "cookie" ? await authenticate(ctx, req) : null;
    if (present !== null) return { volunteer: describe(present) };
    await ctx.limits.countNewSession(req);
    const { account, secret } = await startVolunteer(ctx, transport);
    if (transport === "bearer") return { volunteer: describe(account), token: secret };
    setSessionCookie(ctx, res, secret);
    return { volunteer: describe(account) };
  });

  serve(router, ctx, API.endSession, async (_actor, _input, { req, res }) => {
    const secret = secretOf(ctx, req);
    if (secret !== null) await endSession(ctx, secret);
    clearSessionCookie(ctx, res);
  });

  serve(router, ctx, API.getMe, (actor) => getMe(ctx, actor));
  serve(router, ctx, API.excludeVolunteer, (actor, input) => excludeVolunteer(ctx, actor, input));
  return router;
}

const describe = ({ id, pseudonym }: Account) => ({ id, pseudonym });
