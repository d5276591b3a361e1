import { randomInt } from "node:crypto";
import { AppError } from "../../shared/errors.ts";
import type { Context } from "../context.ts";
import { startSession, type Account } from "./accounts.ts";
import { selectAccountByKey, upsertAccountKey } from "./keys.sql.ts";
import { hashSecret } from "./secrets.ts";

/** Digits and letters that are not mistaken for each other when written down: Crockford's base 32. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS = 5;
const GROUP_LENGTH = 5;

/**
 * Gives a volunteer a key with which to go on from another device; the one before stops working. Only its hash is kept.
 *
 * @throws AppError `forbidden` for staff, who sign in by links that last a day
 */
export async function makeKey(ctx: Context, actor: Account): Promise<{ key: string }> {
  if (actor.role !== "volunteer")
    throw new AppError("forbidden", "Keys are for volunteers: staff sign in by link");
  const key = drawKey();
  await ctx.db.transaction((tx) => upsertAccountKey(tx, actor.id, hashKey(key)));
  return { key };
}

/** Begins one more session of the volunteer who keeps this key; null when nobody does. Other sessions go on. */
export async function signInByKey(
  ctx: Context,
  key: string,
  transport: "cookie" | "bearer",
): Promise<{ account: Account; secret: string } | null> {
  return ctx.db.transaction(async (tx) => {
    const account = await selectAccountByKey(tx, hashKey(key));
    return account === null ? null : { account, secret: await startSession(tx, account, transport) };
  });
}

/** 25 characters of 5 random bits each, in groups that can be read aloud. */
function drawKey(): string {
  const group = () =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return Array.from({ length: GROUPS }, group).join("-");
}

/** As people type it: small letters, other spaces or none, O for 0, I and L for 1. 125 bits need no slow hash. */
function hashKey(typed: string): Buffer {
  const plain = typed
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
  return hashSecret(`aftermap key ${plain}`);
}
