/** Links that make an analyst or an admin of whoever accepts first, for a while, once. */
import { v7 as uuid } from "uuid";
import { AppError } from "../../shared/errors.ts";
import type { Invitation, InvitationOffer, NewInvitation } from "../../shared/invitations.ts";
import type { Context } from "../context.ts";
import { makeAccount, type Account } from "./accounts.ts";
import {
  insertInvitation,
  revokeOpenInvitation,
  selectInvitations,
  selectOpenInvitation,
  spendInvitation,
  updateInvitationUser,
} from "./invitations.sql.ts";
import { hashSecret, makeSecret } from "./secrets.ts";
import { beginSignIn, type SignIn } from "./sign-in.ts";

const MOST_LISTED = 200;

/** Invites somebody; the secret of their link is given here and never again. @param actor null for the command line */
export async function invite(
  ctx: Context,
  actor: Account | null,
  { role, name, expiresInHours }: NewInvitation,
): Promise<{ invitation: Invitation; secret: string }> {
  const { secret, hash } = makeSecret();
  const invitation = await ctx.db.transaction((tx) =>
    insertInvitation(tx, {
      id: uuid(),
      hash,
      role,
      name: name ?? null,
      createdBy: actor?.id ?? null,
      hours: expiresInHours,
    }),
  );
  ctx.log.info({ invitation: invitation.id, role }, "invitation made");
  return { invitation, secret };
}

/** Invitations, newest first, with what became of each. */
export function listInvitations(ctx: Context): Promise<Invitation[]> {
  return selectInvitations(ctx.db, MOST_LISTED);
}

/** Takes an invitation back. @throws AppError `not_found`, `conflict` when it was used already */
export async function revokeInvitation(ctx: Context, id: string): Promise<void> {
  const revoked = await ctx.db.transaction((tx) => revokeOpenInvitation(tx, id));
  if (revoked === null) throw new AppError("not_found", "There is no such invitation");
  if (revoked.state === "used")
    throw new AppError("conflict", "It was accepted already: shut out the person it let in instead");
}

/** What a link offers, without spending it. @throws AppError `not_found` when it opens nothing (any more) */
export async function readInvitation(ctx: Context, secret: string): Promise<InvitationOffer> {
  const offer = await selectOpenInvitation(ctx.db, hashSecret(secret));
  if (offer === null) throw closed();
  return offer;
}

/** Spends an invitation on a new account and its first sign-in: of two who accept at once, one. @throws AppError `not_found` */
export async function acceptInvitation(ctx: Context, secret: string): Promise<SignIn> {
  const accepted = await ctx.db.transaction(async (tx) => {
    const invitation = await spendInvitation(tx, hashSecret(secret));
    if (invitation === null) return null;
    const account = await makeAccount(tx, invitation.role, invitation.name);
    await updateInvitationUser(tx, invitation.id, account.id);
    return beginSignIn(ctx, tx, account);
  });
  if (accepted === null) throw closed();
  ctx.log.info({ account: accepted.account.id, role: accepted.account.role }, "invitation accepted");
  return accepted;
}

const closed = () =>
  new AppError(
    "not_found",
    "This invitation was used, taken back or is too old: ask whoever sent it for another",
  );
