import { v7 as uuid } from "uuid";
import type { Role } from "../../shared/accounts.ts";
import { AppError } from "../../shared/errors.ts";
import type { StaffMember } from "../../shared/invitations.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { openGroup, type Group } from "../grouping.ts";
import {
  deleteExpired,
  deleteKeys,
  deleteSession,
  insertAccount,
  insertSession,
  insertSignInLink,
  insertToken,
  selectHolders,
  selectStaff,
  type SentSecret,
} from "./accounts.sql.ts";
import { revokeInvitationsOf } from "./invitations.sql.ts";
import { makePseudonym } from "./pseudonym.ts";
import { deleteSessionsOf } from "./second-factor.sql.ts";
import { hashSecret, makeSecret } from "./secrets.ts";

/** Somebody who acts. */
export type Account = { id: string; role: Role; pseudonym: string };

/** A volunteer comes back for months; staff sign in again every day. */
const SESSION_DAYS: Record<Role, number> = { volunteer: 180, analyst: 1, admin: 1 };
const SIGN_IN_LINK_HOURS = 24;
/** Names to draw before giving up: with ten million volunteers half of the names are taken. */
const PSEUDONYM_TRIES = 50;

/** Makes a volunteer and a session for them. Nothing but a pseudonym is asked or kept. */
export async function startVolunteer(
  ctx: Context,
  transport: "cookie" | "bearer",
): Promise<{ account: Account; secret: string }> {
  return ctx.db.transaction(async (tx) => {
    const account = await makeAccount(tx, "volunteer", null);
    return { account, secret: await startSession(tx, account, transport) };
  });
}

/** Makes an analyst or an admin, with a sign-in link's secret for a person and a token for programs, each shown once. */
export async function addStaff(
  ctx: Context,
  staff: { role: "analyst" | "admin"; name: string; linkUses: number },
): Promise<{ account: Account; linkSecret: string; token: string }> {
  return ctx.db.transaction(async (tx) => {
    const account = await makeAccount(tx, staff.role, staff.name);
    const link = makeSecret();
    const token = makeSecret();
    await insertSignInLink(tx, {
      hash: link.hash,
      accountId: account.id,
      uses: staff.linkUses,
      hours: SIGN_IN_LINK_HOURS,
    });
    await insertToken(tx, { hash: token.hash, accountId: account.id });
    return { account, linkSecret: link.secret, token: token.secret };
  });
}

/** Analysts and admins, the oldest first. */
export function listStaff(ctx: Context): Promise<StaffMember[]> {
  return selectStaff(ctx.db);
}

/** Makes one more sign-in link for an analyst or admin, for one use within a day. @throws AppError `not_found` */
export async function makeSignInLink(ctx: Context, id: string): Promise<{ linkSecret: string }> {
  await requireStaff(ctx, id);
  const { secret, hash } = makeSecret();
  const hours = SIGN_IN_LINK_HOURS;
  await ctx.db.transaction((tx) => insertSignInLink(tx, { hash, accountId: id, uses: 1, hours }));
  return { linkSecret: secret };
}

async function requireStaff(ctx: Context, id: string): Promise<void> {
  if (!(await listStaff(ctx)).some((one) => one.id === id))
    throw new AppError("not_found", "There is no such analyst or admin");
}

/**
 * Shuts an analyst or admin out at once, and takes their open invitations back, by which they could come in again; what they
 * decided stays under their name. @throws AppError `not_found`
 */
export async function revokeStaff(ctx: Context, id: string): Promise<void> {
  await requireStaff(ctx, id);
  await ctx.db.transaction(async (tx) => {
    await deleteKeys(tx, id);
    await revokeInvitationsOf(tx, id);
  });
}

/** Secrets looked up in one statement. */
const SECRETS_PER_TURN = 500;

type Lookup = Group<SentSecret, { account: Account | null }>;
const lookups = new WeakMap<Context, Lookup>();

/**
 * Who holds this secret; null when nobody does. Asked of the database each time, so that who is shut out stays out;
 * what is asked at the same time is one statement.
 */
export async function findAccount(
  ctx: Context,
  transport: "cookie" | "bearer",
  secret: string,
): Promise<Account | null> {
  let lookup = lookups.get(ctx);
  if (lookup === undefined) {
    lookup = openGroup((secrets) => findHolders(ctx, secrets), { most: SECRETS_PER_TURN });
    lookups.set(ctx, lookup);
  }
  return (await lookup({ hash: hashSecret(secret), transport })).account;
}

async function findHolders(
  ctx: Context,
  secrets: readonly SentSecret[],
): Promise<{ account: Account | null }[]> {
  const holders = new Map<number, Account>();
  for (const { place, ...account } of await selectHolders(ctx.db, secrets, ctx.config.isSecondFactorRequired))
    holders.set(place, account);
  return secrets.map((_, at) => ({ account: holders.get(at + 1) ?? null }));
}

/** Ends the session of this secret; a token of staff is not a session and stays. */
export async function endSession(ctx: Context, secret: string): Promise<void> {
  await ctx.db.transaction((tx) => deleteSession(tx, hashSecret(secret)));
}

/** Ends every session of somebody, on all devices; tokens for programs stay. */
export async function endSessions(ctx: Context, actor: Account): Promise<void> {
  await ctx.db.transaction((tx) => deleteSessionsOf(tx, actor.id));
  ctx.log.info({ account: actor.id }, "sessions ended");
}

/** Removes sessions and links that have expired. */
export async function forgetExpired(ctx: Context): Promise<void> {
  await ctx.db.transaction(deleteExpired);
}

/** A new account under a pseudonym that nobody has. @param name how staff are called among themselves */
export async function makeAccount(tx: Tx, role: Role, name: string | null): Promise<Account> {
  for (let attempt = 0; attempt < PSEUDONYM_TRIES; attempt += 1) {
    const account = await insertAccount(tx, { id: uuid(), role, pseudonym: makePseudonym(), name });
    if (account !== null) return account;
  }
  throw new Error("no free pseudonym was found");
}

/** Begins a session of an account; gives the secret that its holder keeps. @param hasSecondFactor whether a code was given */
export async function startSession(
  tx: Tx,
  account: Account,
  transport: "cookie" | "bearer",
  hasSecondFactor = false,
): Promise<string> {
  const { secret, hash } = makeSecret();
  const days = SESSION_DAYS[account.role];
  await insertSession(tx, { hash, accountId: account.id, transport, days, hasSecondFactor });
  return secret;
}
