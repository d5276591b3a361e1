import { sql, type Tx } from "../db.ts";
import type { Account } from "./accounts.ts";

export function upsertAccountKey(tx: Tx, accountId: string, hash: Buffer): Promise<number> {
  return tx.run(sql`
    insert into account_keys (account_id, key_hash)
    values (${accountId}, ${hash})
        on conflict (account_id) -- the older key may be lost or seen: the newer one replaces it
        do update set key_hash = excluded.key_hash, created_at = now()
  `);
}

/** Whose key this is. Locked, so that a session which it begins is not overlooked by whoever makes the key worthless (`deleteKeys`). */
export function selectAccountByKey(tx: Tx, hash: Buffer): Promise<Account | null> {
  return tx.maybe(sql`
    select id, role, pseudonym
      from account_keys
      join accounts on accounts.id = account_id
     where key_hash = ${hash}
       for share of account_keys
  `);
}
