import { AppError } from "../../shared/errors.ts";
import type { MadeToken, NewToken, OwnToken } from "../../shared/tokens.ts";
import type { Context } from "../context.ts";
import type { Account } from "./accounts.ts";
import { makeSecret } from "./secrets.ts";
import { insertNamedToken, selectTokens, updateTokenRevoked } from "./tokens.sql.ts";

/** More than a person's programs need; without an end a list of them says nothing any more. */
const MOST_TOKENS = 20;

/** Which programs may read in somebody's name. */
export async function listTokens(ctx: Context, actor: Account): Promise<{ items: OwnToken[] }> {
  return { items: await selectTokens(ctx.db, actor.id) };
}

/** Makes a token for a program of an analyst or admin. @throws AppError `conflict` when they have too many */
export async function makeToken(ctx: Context, actor: Account, { name }: NewToken): Promise<MadeToken> {
  const { secret, hash } = makeSecret();
  const { id } = await ctx.db.transaction(async (tx) => {
    if ((await selectTokens(tx, actor.id)).length >= MOST_TOKENS)
      throw new AppError(
        "conflict",
        `You have ${MOST_TOKENS} tokens: end one that is not used any more first`,
      );
    return insertNamedToken(tx, { hash, accountId: actor.id, name });
  });
  ctx.log.info({ account: actor.id, token: id }, "token made");
  return { id, token: secret };
}

/** Ends a token of one's own at once. @throws AppError `not_found` */
export async function endToken(ctx: Context, actor: Account, { id }: { id: string }): Promise<void> {
  const ended = await ctx.db.transaction((tx) => updateTokenRevoked(tx, actor.id, id));
  if (ended === 0) throw new AppError("not_found", "You have no such token");
  ctx.log.info({ account: actor.id, token: id }, "token ended");
}
