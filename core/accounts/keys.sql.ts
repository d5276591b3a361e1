import { sql, type Db, type Tx } from "../db.ts";
import type { Account } from "./accounts.ts";

export function upsertAccountKey(tx: Tx, accountId: string, hash: Buffer): Promise<number> {
  return tx.run(sql`
    insert into account_keys (account_id, key_hash)
    values (${accountId}, ${hash})
        on conflict (account_id) -- the older key may be lost or seen: the newer one replaces it
        do update set key_hash = excluded.key_hash, created_at = now()
  `);
}

/** Whose key this is. */
export function selectAccountByKey(db: Db, hash: Buffer): Promise<Account | null> {
  return db.maybe(sql`
    select id, role, pseudonym
      from account_keys
      join accounts on accounts.id = account_id
     where key_hash = ${hash}
  `);
}
