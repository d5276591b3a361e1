import { Router, type Request } from "express";
import { API } from "../../shared/api.ts";
import { AppError } from "../../shared/errors.ts";
import type { StaffRole } from "../../shared/invitations.ts";
import type { Account } from "../../core/accounts/accounts.ts";
import {
  beginSetup,
  getSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
} from "../../core/accounts/second-factor.ts";
import {
  beginSetupAtSignIn,
  confirmSetupAtSignIn,
  confirmSetupInSession,
  finishSignIn,
  getPending,
  signInByLink,
} from "../../core/accounts/sign-in.ts";
import { finishPending, ownCookieSecret, pendingSecret, replaceSession } from "../authenticate.ts";
import type { ServerContext } from "../context.ts";
import { serve } from "../serve.ts";
import { keepSignIn } from "../sign-in.ts";

/** Signing in step by step, and the second factor of whoever is signed in. */
export function signInCalls(ctx: ServerContext): Router {
  const router = Router();
  const place = () => new URL(ctx.origin()).hostname;

  serve(router, ctx, API.openSignInLink, async (_actor, { secret }, { req, res }) => {
    const begun = await signInByLink(ctx, secret);
    if (begun === null) {
      await ctx.limits.countWrongToken(req);
      throw new AppError("not_found", "This link was used or is too old: ask for another sign-in link");
    }
    await keepSignIn(ctx, req, res, begun);
    return { next: begun.next, role: staffRole(begun.account) };
  });

  serve(router, ctx, API.getSignIn, async (_actor, _input, { req }) => {
    const { account, next } = await getPending(ctx, await requirePending(ctx, req));
    return { next, role: staffRole(account) };
  });

  serve(router, ctx, API.giveCode, async (_actor, { code }, { req, res }) => {
    const { account, secret } = await finishSignIn(ctx, await requirePending(ctx, req), code);
    await replaceSession(ctx, req, res, secret);
    finishPending(ctx, res);
    return { role: staffRole(account) };
  });

  serve(router, ctx, API.beginSetupAtSignIn, async (_actor, _input, { req }) =>
    beginSetupAtSignIn(ctx, await requirePending(ctx, req), place()),
  );

  serve(router, ctx, API.confirmSetupAtSignIn, async (_actor, { code }, { req, res }) => {
    const pending = await requirePending(ctx, req);
    const { account, secret, recoveryCodes } = await confirmSetupAtSignIn(ctx, pending, code);
    await replaceSession(ctx, req, res, secret);
    finishPending(ctx, res);
    return { role: staffRole(account), recoveryCodes };
  });

  serve(router, ctx, API.getSecondFactor, (actor) => getSecondFactor(ctx, actor));
  serve(router, ctx, API.beginSetup, async (actor, _input, { req }) => {
    ownCookieSecret(ctx, req);
    return beginSetup(ctx, actor, place());
  });
  serve(router, ctx, API.confirmSetup, async (actor, { code }, { req }) => {
    return confirmSetupInSession(ctx, actor, ownCookieSecret(ctx, req), code);
  });
  serve(router, ctx, API.renewRecoveryCodes, (actor, input) => renewRecoveryCodes(ctx, actor, input));
  serve(router, ctx, API.removeSecondFactor, (actor, input) => removeSecondFactor(ctx, actor, input));
  return router;
}

/** @throws AppError `unauthenticated` for a browser that is not signing in */
async function requirePending(ctx: ServerContext, req: Request): Promise<string> {
  const secret = pendingSecret(ctx, req);
  if (secret !== null) return secret;
  throw new AppError("unauthenticated", "Nobody is signing in here: open a sign-in link first");
}

/** Links are made for staff alone. */
function staffRole({ role }: Account): StaffRole {
  if (role === "volunteer") throw new Error("a volunteer had a sign-in link");
  return role;
}
