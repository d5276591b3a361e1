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

/**
 * Null when the session in which it is made has ended. Locked until we commit, so that whoever is being shut out at this moment
 * is left no token (`deleteKeys`).
 */
export function insertNamedToken(
  tx: Tx,
  token: { hash: Buffer; accountId: string; name: string; days: number; sessionHash: Buffer },
): Promise<{ id: string } | null> {
  return tx.maybe(sql`
    with present as (
      select account_id
        from sessions
       where token_hash = ${token.sessionHash} and account_id = ${token.accountId} and expires_at > now()
         for share
    )
    insert into tokens (token_hash, account_id, name, expires_at)
    select ${token.hash}, account_id, ${token.name}, now() + make_interval(days => ${token.days})
      from present
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
