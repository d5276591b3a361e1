import type { OwnToken } from "../../shared/tokens.ts";
import { sql, type Db, type Tx } from "../db.ts";

/** What an account's programs may use now, newest first. */
export function selectTokens(db: Db, accountId: string): Promise<OwnToken[]> {
  return db.many(sql`
    select id, name, created_at as "createdAt"
      from tokens
     where account_id = ${accountId} and revoked_at is null and (expires_at is null or expires_at > now())
     order by created_at desc, id
  `);
}

export function insertNamedToken(
  tx: Tx,
  token: { hash: Buffer; accountId: string; name: string },
): Promise<{ id: string }> {
  return tx.one(sql`
    insert into tokens (token_hash, account_id, name)
    values (${token.hash}, ${token.accountId}, ${token.name})
 returning id
  `);
}

/** @returns 0 when the account has no such token that works */
export function updateTokenRevoked(tx: Tx, accountId: string, id: string): Promise<number> {
  return tx.run(sql`
    update tokens
       set revoked_at = now()
     where id = ${id} and account_id = ${accountId} and revoked_at is null
  `);
}
