import { Router } from "express";
import { API } from "../../shared/api.ts";
import { endSession, endSessions, startVolunteer, type Account } from "../../core/accounts/accounts.ts";
import { makeKey, signInByKey } from "../../core/accounts/keys.ts";
import { changeMe, getMe, getOwnData, listOwnCampaigns } from "../../core/accounts/own.ts";
import { getBoard } from "../../core/campaigns/board.ts";
import { decideBoardName } from "../../core/accounts/board-names.ts";
import { excludeVolunteer } from "../../core/consensus/exclusions.ts";
import { leave } from "../../core/consensus/leaving.ts";
import { AppError } from "../../shared/errors.ts";
import {
  authenticate,
  clearSessionCookie,
  markSession,
  secretOf,
  setSessionCookie,
} from "../authenticate.ts";
import type { ServerContext } from "../context.ts";
import { serve } from "../serve.ts";

export function accountRoutes(ctx: ServerContext): Router {
  const router = Router();

  serve(router, ctx, API.startSession, async (_actor, { transport, key }, { req, res }) => {
    // A browser that has a session keeps it, unless a key says who else: its tasks and its numbers hang on it.
    const present = transport === "cookie" && key === undefined ? await authenticate(ctx, req) : null;
    if (present !== null) {
      markSession(ctx, res);
      return { volunteer: describe(present) };
    }
    await ctx.limits.countNewSession(req);
    const begun =
      key === undefined ? await startVolunteer(ctx, transport) : await signInByKey(ctx, key, transport);
    if (begun === null) {
      await ctx.limits.countWrongToken(req);
      throw new AppError(
        "unauthenticated",
        "No volunteer has this key: check each group, or start without a key",
      );
    }
    if (transport === "bearer") return { volunteer: describe(begun.account), token: begun.secret };
    setSessionCookie(ctx, res, begun.secret);
    return { volunteer: describe(begun.account) };
  });

  serve(router, ctx, API.endSession, async (_actor, _input, { req, res }) => {
    const secret = secretOf(ctx, req);
    if (secret !== null) await endSession(ctx, secret);
    clearSessionCookie(ctx, res);
  });

  serve(router, ctx, API.endSessions, async (actor, _input, { res }) => {
    await endSessions(ctx, actor);
    clearSessionCookie(ctx, res);
  });

  serve(router, ctx, API.getMe, (actor) => getMe(ctx, actor));
  serve(router, ctx, API.changeMe, (actor, input) => changeMe(ctx, actor, input));
  serve(router, ctx, API.makeKey, (actor) => makeKey(ctx, actor));
  serve(router, ctx, API.listOwnCampaigns, (actor) => listOwnCampaigns(ctx, actor));
  serve(router, ctx, API.getBoard, (reader, { slug }) => getBoard(ctx, reader, slug));

  serve(router, ctx, API.getOwnData, async (actor, _input, { res }) => {
    res.setHeader("content-disposition", 'attachment; filename="aftermap-my-data.json"');
    return getOwnData(ctx, actor);
  });

  serve(router, ctx, API.leave, async (actor, input, { res }) => {
    await leave(ctx, actor, input);
    clearSessionCookie(ctx, res);
  });

  serve(router, ctx, API.decideBoardName, (actor, input) => decideBoardName(ctx, actor, input));
  serve(router, ctx, API.excludeVolunteer, (actor, input) => excludeVolunteer(ctx, actor, input));
  return router;
}

const describe = ({ id, pseudonym }: Account) => ({ id, pseudonym });
