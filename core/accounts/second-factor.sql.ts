import { sql, type Db, type Tx } from "../db.ts";

/** A second factor as it is stored; `confirmedAt` null: begun, and asked of nobody yet. */
export type SecondFactorRow = {
  sealedKey: Buffer;
  lastStep: number;
  recoverySalt: Buffer | null;
  confirmedAt: string | null;
};

const COLUMNS = sql`
  sealed_key as "sealedKey", last_step as "lastStep", recovery_salt as "recoverySalt", confirmed_at as "confirmedAt"
`;

export function selectSecondFactor(db: Db, accountId: string): Promise<SecondFactorRow | null> {
  return db.maybe(sql`select ${COLUMNS} from second_factors where account_id = ${accountId}`);
}

/** Locked, so that guesses at one account follow each other: eleven at once would else all see ten misses at most. */
export function lockSecondFactor(tx: Tx, accountId: string): Promise<SecondFactorRow | null> {
  return tx.maybe(sql`
    select ${COLUMNS}
      from second_factors
     where account_id = ${accountId}
       for update
  `);
}

export function countRecoveryCodesLeft(db: Db, accountId: string): Promise<{ left: number }> {
  return db.one(sql`
    select count(*) as left from recovery_codes where account_id = ${accountId} and used_at is null
  `);
}

/** Null when there is one that works: that is first given up, with a code of it. */
export function upsertBegunFactor(
  tx: Tx,
  accountId: string,
  sealedKey: Buffer,
): Promise<{ accountId: string } | null> {
  return tx.maybe(sql`
    insert into second_factors (account_id, sealed_key)
    values (${accountId}, ${sealedKey})
        on conflict (account_id) -- whoever begins again has lost the key before
        do update set sealed_key = excluded.sealed_key, created_at = now()
            where second_factors.confirmed_at is null
    returning account_id as "accountId"
  `);
}

export function confirmFactor(
  tx: Tx,
  accountId: string,
  { step, salt }: { step: number; salt: Buffer },
): Promise<number> {
  return tx.run(sql`
    update second_factors
       set confirmed_at = now(), last_step = ${step}, recovery_salt = ${salt}
     where account_id = ${accountId}
  `);
}

export function updateLastStep(tx: Tx, accountId: string, step: number): Promise<number> {
  return tx.run(sql`update second_factors set last_step = ${step} where account_id = ${accountId}`);
}

export function updateRecoverySalt(tx: Tx, accountId: string, salt: Buffer): Promise<number> {
  return tx.run(sql`update second_factors set recovery_salt = ${salt} where account_id = ${accountId}`);
}

/** The codes before open nothing any more. */
export async function replaceRecoveryCodes(
  tx: Tx,
  accountId: string,
  hashes: readonly Buffer[],
): Promise<void> {
  await tx.run(sql`delete from recovery_codes where account_id = ${accountId}`);
  await tx.run(sql`
    insert into recovery_codes (account_id, code_hash)
    select ${accountId}, unnest(${hashes}::bytea[])
  `);
}

/** Null for a code that is nobody's, or was used. */
export function spendRecoveryCode(tx: Tx, accountId: string, hash: Buffer): Promise<{ one: number } | null> {
  return tx.maybe(sql`
       update recovery_codes
          set used_at = now()
        where account_id = ${accountId} and code_hash = ${hash} and used_at is null
    returning 1 as one
  `);
}

export function deleteSecondFactor(tx: Tx, accountId: string): Promise<number> {
  return tx.run(sql`delete from second_factors where account_id = ${accountId}`);
}

/** Wrong codes of the last minutes, and how many seconds until the oldest of them is forgotten. */
export function countMisses(
  db: Db,
  accountId: string,
  minutes: number,
): Promise<{ misses: number; secondsLeft: number }> {
  return db.one(sql`
    select count(*) as misses,
           coalesce(ceil(extract(epoch from min(missed_at) + make_interval(mins => ${minutes}) - now())), 0)::int
             as "secondsLeft"
      from second_factor_misses
     where account_id = ${accountId} and missed_at > now() - make_interval(mins => ${minutes})
  `);
}

export function insertMiss(tx: Tx, accountId: string): Promise<number> {
  return tx.run(sql`insert into second_factor_misses (account_id) values (${accountId})`);
}

/** After the second factor was set up: the session that did it stays, all others end. */
export async function keepOneSession(tx: Tx, accountId: string, hash: Buffer): Promise<void> {
  await tx.run(sql`delete from sessions where account_id = ${accountId} and token_hash <> ${hash}`);
  await tx.run(sql`update sessions set has_second_factor = true where token_hash = ${hash}`);
}

export function insertPendingSignIn(
  tx: Tx,
  pending: { hash: Buffer; accountId: string; minutes: number },
): Promise<number> {
  return tx.run(sql`
    insert into pending_sign_ins (token_hash, account_id, expires_at)
    values (${pending.hash}, ${pending.accountId}, now() + make_interval(mins => ${pending.minutes}))
  `);
}

/** Who is signing in with this secret, and whether they have a second factor that works. */
export function selectPendingSignIn(
  db: Db,
  hash: Buffer,
): Promise<{ accountId: string; hasSecondFactor: boolean } | null> {
  return db.maybe(sql`
    select pending_sign_ins.account_id as "accountId", confirmed_at is not null as "hasSecondFactor"
      from pending_sign_ins
      left join second_factors using (account_id)
     where token_hash = ${hash} and expires_at > now()
  `);
}

/** Zero when somebody else has just finished with it. */
export function deletePendingSignIn(tx: Tx, hash: Buffer): Promise<number> {
  return tx.run(sql`delete from pending_sign_ins where token_hash = ${hash}`);
}

/**
 * Everything that a person has open: sessions, and sign-ins that wait for a code, in the order of `deleteKeys`. Tokens for
 * programs stay.
 */
export async function deleteSessionsOf(tx: Tx, accountId: string): Promise<void> {
  await tx.run(sql`delete from pending_sign_ins where account_id = ${accountId}`);
  await tx.run(sql`delete from sessions where account_id = ${accountId}`);
}
