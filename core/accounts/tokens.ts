import { AppError } from "../../shared/errors.ts";
import type { MadeToken, NewToken, OwnToken } from "../../shared/tokens.ts";
import type { Context } from "../context.ts";
import type { Account } from "./accounts.ts";
import { hashSecret, makeSecret } from "./secrets.ts";
import { insertNamedToken, selectTokens, updateTokenRevoked } from "./tokens.sql.ts";

/** More than a person's programs need; without an end a list of them says nothing any more. */
const MOST_TOKENS = 20;

/** Which programs may read in somebody's name. */
export async function listTokens(ctx: Context, actor: Account): Promise<{ items: OwnToken[] }> {
  return { items: await selectTokens(ctx.db, actor.id) };
}

/** Whoever takes a session makes a token that outlives it: it ends some day, though nobody looks at the list. */
const TOKEN_DAYS = 365;

/**
 * Makes a token for a program of an analyst or admin, in a session of theirs.
 *
 * @throws AppError `conflict` when they have too many, `unauthenticated` when the session ended meanwhile
 */
export async function makeToken(
  ctx: Context,
  actor: Account,
  session: string,
  { name }: NewToken,
): Promise<MadeToken> {
  const { secret, hash } = makeSecret();
  const made = await ctx.db.transaction(async (tx) => {
    if ((await selectTokens(tx, actor.id)).length >= MOST_TOKENS)
      throw new AppError(
        "conflict",
        `You have ${MOST_TOKENS} tokens: end one that is not used any more first`,
      );
    const sessionHash = hashSecret(session);
    return insertNamedToken(tx, { hash, accountId: actor.id, name, days: TOKEN_DAYS, sessionHash });
  });
  if (made === null) throw new AppError("unauthenticated", "Your session has ended: sign in again");
  const { id } = made;
  ctx.log.info({ account: actor.id, token: id }, "token made");
  return { id, token: secret };
}

/** Ends a token of one's own at once. @throws AppError `not_found` */
export async function endToken(ctx: Context, actor: Account, { id }: { id: string }): Promise<void> {
  const ended = await ctx.db.transaction((tx) => updateTokenRevoked(tx, actor.id, id));
  if (ended === 0) throw new AppError("not_found", "You have no such token");
  ctx.log.info({ account: actor.id, token: id }, "token ended");
}
