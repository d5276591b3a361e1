/** How staff come in: by a link that opens once, and by the code of their second factor where they have one. */
import { AppError } from "../../shared/errors.ts";
import type { RecoveryCodes, SecondFactorSetup } from "../../shared/second-factor.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { startSession, type Account } from "./accounts.ts";
import { selectAccount, useSignInLink } from "./accounts.sql.ts";
import { beginSetup, checkCode, confirmSetup } from "./second-factor.ts";
import {
  deletePendingSignIn,
  insertPendingSignIn,
  keepOneSession,
  selectPendingSignIn,
  selectSecondFactor,
} from "./second-factor.sql.ts";
import { hashSecret, makeSecret } from "./secrets.ts";

/** `secret` is a session's where `next` is done, else that of a sign-in that waits. */
export type SignIn = { account: Account; next: "done" | "code" | "setup"; secret: string };

/** Long enough to find the telephone and to install an authenticator on it. */
const PENDING_MINUTES = 10;

/** Trades a sign-in link for a session, or for the question of a code; null when the link is used up, too old or unknown. */
export async function signInByLink(ctx: Context, linkSecret: string): Promise<SignIn | null> {
  const begun = await ctx.db.transaction(async (tx) => {
    const link = await useSignInLink(tx, hashSecret(linkSecret));
    return link === null ? null : beginSignIn(ctx, tx, await selectAccount(tx, link.accountId));
  });
  if (begun === null) ctx.log.info("sign-in link refused");
  else ctx.log.info({ account: begun.account.id, next: begun.next }, "sign-in link opened");
  return begun;
}

/** The first factor is given: what comes next. */
export async function beginSignIn(ctx: Context, tx: Tx, account: Account): Promise<SignIn> {
  const factor = await selectSecondFactor(tx, account.id);
  const hasSecondFactor = factor !== null && factor.confirmedAt !== null;
  if (!hasSecondFactor && !ctx.config.isSecondFactorRequired)
    return { account, next: "done", secret: await startSession(tx, account, "cookie") };
  const { secret, hash } = makeSecret();
  await insertPendingSignIn(tx, { hash, accountId: account.id, minutes: PENDING_MINUTES });
  return { account, next: hasSecondFactor ? "code" : "setup", secret };
}

/** Somebody who opened a link and still owes a code. @throws AppError `unauthenticated` when that is nobody, or too long ago */
export async function getPending(
  ctx: Context,
  secret: string,
): Promise<{ account: Account; next: "code" | "setup" }> {
  const pending = await selectPendingSignIn(ctx.db, hashSecret(secret));
  if (pending === null) throw isOver();
  const account = await selectAccount(ctx.db, pending.accountId);
  return { account, next: pending.hasSecondFactor ? "code" : "setup" };
}

/** Signs in with a code; the session is a new one. @throws AppError as `getPending` and `checkCode` do */
export async function finishSignIn(
  ctx: Context,
  secret: string,
  code: string,
): Promise<{ account: Account; secret: string }> {
  const { account } = await getPending(ctx, secret);
  let session = "";
  await checkCode(ctx, account.id, code, async (tx) => {
    session = await openSession(tx, account, secret);
  });
  ctx.log.info({ account: account.id }, "signed in with a second factor");
  return { account, secret: session };
}

/** Sets the second factor up on the way in. @throws AppError as `getPending` and `beginSetup` do */
export async function beginSetupAtSignIn(
  ctx: Context,
  secret: string,
  place: string,
): Promise<SecondFactorSetup> {
  const { account } = await getPending(ctx, secret);
  return beginSetup(ctx, account, place);
}

/** Finishes setting up and signing in at once. @throws AppError as `getPending` and `confirmSetup` do */
export async function confirmSetupAtSignIn(
  ctx: Context,
  secret: string,
  code: string,
): Promise<RecoveryCodes & { account: Account; secret: string }> {
  const { account } = await getPending(ctx, secret);
  let session = "";
  const codes = await confirmSetup(ctx, account, code, async (tx) => {
    session = await openSession(tx, account, secret);
  });
  return { ...codes, account, secret: session };
}

/** Finishes setting up in a session: it stays, every other of this person ends. @throws AppError as `confirmSetup` does */
export function confirmSetupInSession(
  ctx: Context,
  actor: Account,
  session: string,
  code: string,
): Promise<RecoveryCodes> {
  return confirmSetup(ctx, actor, code, (tx) => keepOneSession(tx, actor.id, hashSecret(session)));
}

async function openSession(tx: Tx, account: Account, pendingSecret: string): Promise<string> {
  if ((await deletePendingSignIn(tx, hashSecret(pendingSecret))) === 0) throw isOver();
  return startSession(tx, account, "cookie", true);
}

const isOver = () => new AppError("unauthenticated", "This sign-in is over: ask for another sign-in link");
