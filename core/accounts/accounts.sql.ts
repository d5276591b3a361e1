import type { Role } from "../../shared/accounts.ts";
import type { StaffMember } from "../../shared/invitations.ts";
import { prepared, sql, type Db, type Tx } from "../db.ts";
import type { Account } from "./accounts.ts";

/** Null when the pseudonym is taken: the caller draws another. */
export function insertAccount(
  tx: Tx,
  account: { id: string; role: Role; pseudonym: string; name: string | null },
): Promise<Account | null> {
  return tx.maybe(sql`
    insert into accounts (id, role, pseudonym, name)
    values (${account.id}, ${account.role}, ${account.pseudonym}, ${account.name})
        on conflict on constraint pseudonym_is_unique do nothing -- two volunteers may draw the same name at once
    returning id, role, pseudonym
  `);
}

export function insertSession(
  tx: Tx,
  session: {
    hash: Buffer;
    accountId: string;
    transport: "cookie" | "bearer";
    days: number;
    hasSecondFactor: boolean;
  },
): Promise<number> {
  return tx.run(sql`
    insert into sessions (token_hash, account_id, transport, has_second_factor, expires_at)
    values (${session.hash}, ${session.accountId}, ${session.transport}, ${session.hasSecondFactor},
            now() + make_interval(days => ${session.days}))
  `);
}

export function insertToken(tx: Tx, token: { hash: Buffer; accountId: string }): Promise<number> {
  return tx.run(sql`
    insert into tokens (token_hash, account_id)
    values (${token.hash}, ${token.accountId})
  `);
}

export function insertSignInLink(
  tx: Tx,
  link: { hash: Buffer; accountId: string; uses: number; hours: number },
): Promise<number> {
  return tx.run(sql`
    insert into sign_in_links (token_hash, account_id, uses_left, expires_at)
    values (${link.hash}, ${link.accountId}, ${link.uses}, now() + make_interval(hours => ${link.hours}))
  `);
}

/** Takes one use of a link. The row's lock lets one of two simultaneous openings have the last. */
export function useSignInLink(tx: Tx, hash: Buffer): Promise<{ accountId: string } | null> {
  return tx.maybe(sql`
       update sign_in_links
          set uses_left = uses_left - 1
        where token_hash = ${hash} and uses_left > 0 and expires_at > now()
    returning account_id as "accountId"
  `);
}

/** A secret that a request came with: its hash, and the way in which it was sent. */
export type SentSecret = { hash: Buffer; transport: "cookie" | "bearer" };

/**
 * Who holds these secrets, by their place among them: a cookie is a session, a bearer token a volunteer's session or a
 * token of staff. Where staff need a second factor, their sessions that began without one hold nothing.
 */
export function selectHolders(
  db: Db,
  secrets: readonly SentSecret[],
  isSecondFactorRequired: boolean,
): Promise<(Account & { place: number })[]> {
  return db.many(
    prepared(
      "holders",
      sql`
        select place, accounts.id, role, pseudonym
          from unnest(${secrets.map(({ hash }) => hash)}::bytea[], ${secrets.map(({ transport }) => transport)}::text[])
                 with ordinality as sent (hash, via, place)
         cross join lateral (select account_id, has_second_factor
                               from sessions
                              where token_hash = hash and transport = via and expires_at > now()
                              union all
                             select account_id, true
                               from tokens
                              where token_hash = hash and via = 'bearer' and revoked_at is null
                                and (expires_at is null or expires_at > now())) as held
          join accounts on accounts.id = account_id
         where role = 'volunteer' or has_second_factor or not ${isSecondFactorRequired}
      `,
    ),
  );
}

export function deleteSession(tx: Tx, hash: Buffer): Promise<number> {
  return tx.run(sql`delete from sessions where token_hash = ${hash}`);
}

/** Who an account is, without what they did. */
export function selectAccount(db: Db, accountId: string): Promise<Account> {
  return db.one(sql`select id, role, pseudonym from accounts where id = ${accountId}`);
}

/** Null for nobody, and for somebody who withdrew their own answers: only they could have, and they are gone. */
export function updateExclusion(
  tx: Tx,
  accountId: string,
  excluded: boolean,
): Promise<{ id: string } | null> {
  return tx.maybe(sql`
       update accounts
          set excluded = ${excluded}
        where id = ${accountId} and not (votes_withdrawn and not ${excluded})
    returning id
  `);
}

export function insertExclusion(
  tx: Tx,
  decision: { accountId: string; excluded: boolean; reason: string; decidedBy: string | null },
): Promise<number> {
  return tx.run(sql`
    insert into exclusions (account_id, excluded, reason, decided_by)
    values (${decision.accountId}, ${decision.excluded}, ${decision.reason}, ${decision.decidedBy})
  `);
}

/** Removes sessions, sign-in links and wrong codes that mean nothing any more. */
export async function deleteExpired(tx: Tx): Promise<void> {
  await tx.run(sql`delete from sessions where expires_at < now()`);
  await tx.run(sql`delete from sign_in_links where expires_at < now()`);
  await tx.run(sql`delete from pending_sign_ins where expires_at < now()`);
  await tx.run(sql`delete from second_factor_misses where missed_at < now() - interval '1 hour'`);
}

/** Analysts and admins, the oldest first. */
export function selectStaff(db: Db): Promise<StaffMember[]> {
  return db.many(sql`
    select id, role, name, created_at as "createdAt"
      from accounts
     where role <> 'volunteer'
     order by id
  `);
}

/**
 * Makes every secret of an account open nothing: sign-in links, the volunteer's key, sessions, tokens. What begins another goes
 * first: somebody who is signing in with it, or making a token, at this moment holds its row, we wait for them, and what they
 * began is there to be removed. The other way round it stayed.
 */
export async function deleteKeys(tx: Tx, accountId: string): Promise<void> {
  await tx.run(sql`delete from sign_in_links where account_id = ${accountId}`);
  await tx.run(sql`delete from account_keys where account_id = ${accountId}`);
  await tx.run(sql`delete from pending_sign_ins where account_id = ${accountId}`);
  await tx.run(sql`delete from sessions where account_id = ${accountId}`);
  await tx.run(
    sql`update tokens set revoked_at = now() where account_id = ${accountId} and revoked_at is null`,
  );
}
