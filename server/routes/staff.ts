import { Router } from "express";
import { API } from "../../shared/api.ts";
import { AppError } from "../../shared/errors.ts";
import { listStaff, makeSignInLink, revokeStaff } from "../../core/accounts/accounts.ts";
import {
  acceptInvitation,
  invite,
  listInvitations,
  readInvitation,
  revokeInvitation,
} from "../../core/accounts/invitations.ts";
import type { ServerContext } from "../context.ts";
import { serve } from "../serve.ts";
import { invitationUrl, keepSignIn, signInUrl } from "../sign-in.ts";

/** Analysts and admins, and how new ones come in. */
export function staffRoutes(ctx: ServerContext): Router {
  const router = Router();
  serve(router, ctx, API.listStaff, async () => ({ items: await listStaff(ctx) }));
  serve(router, ctx, API.makeSignInLink, async (_actor, { id }) => {
    const { linkSecret } = await makeSignInLink(ctx, id);
    return { signInUrl: signInUrl(ctx.origin(), linkSecret) };
  });
  serve(router, ctx, API.removeStaff, async (actor, { id }) => {
    if (actor.id === id) throw new AppError("conflict", "That is you: another admin can shut you out");
    await revokeStaff(ctx, id);
  });

  serve(router, ctx, API.invite, async (actor, input) => {
    const { invitation, secret } = await invite(ctx, actor, input);
    return { ...invitation, url: invitationUrl(ctx.origin(), secret) };
  });
  serve(router, ctx, API.listInvitations, async () => ({ items: await listInvitations(ctx) }));
  serve(router, ctx, API.revokeInvitation, (_actor, { id }) => revokeInvitation(ctx, id));

  // Both by POST, so that a messenger's preview of the link neither reads nor spends it.
  serve(router, ctx, API.readInvitation, async (_actor, { secret }, { req }) =>
    countingMisses(ctx, req, readInvitation(ctx, secret)),
  );
  serve(router, ctx, API.acceptInvitation, async (_actor, { secret }, { req, res }) => {
    const accepted = await countingMisses(ctx, req, acceptInvitation(ctx, secret));
    await keepSignIn(ctx, req, res, accepted);
    return { role: accepted.account.role, next: accepted.next };
  });
  return router;
}

/** Slows whoever tries one secret after another. */
async function countingMisses<Result>(
  ctx: ServerContext,
  req: Parameters<ServerContext["limits"]["countWrongToken"]>[0],
  attempt: Promise<Result>,
): Promise<Result> {
  try {
    return await attempt;
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") await ctx.limits.countWrongToken(req);
    throw error;
  }
}
