import type { Invitation, InvitationOffer, StaffRole } from "../../shared/invitations.ts";
import { sql, type Db, type Tx } from "../db.ts";

const COLUMNS = sql`
  id, role, name, created_at as "createdAt", expires_at as "expiresAt", used_at as "usedAt",
  case when revoked_at is not null then 'revoked'
       when used_at is not null then 'used'
       when expires_at <= now() then 'expired'
       else 'open' end as state
`;

export function insertInvitation(
  tx: Tx,
  invitation: {
    id: string;
    hash: Buffer;
    role: StaffRole;
    name: string | null;
    createdBy: string | null;
    hours: number;
  },
): Promise<Invitation> {
  return tx.one(sql`
    insert into invitations (id, token_hash, role, name, created_by, expires_at)
    values (${invitation.id}, ${invitation.hash}, ${invitation.role}, ${invitation.name}, ${invitation.createdBy},
            now() + make_interval(hours => ${invitation.hours}))
    returning ${COLUMNS}
  `);
}

/** Newest first. Those that ended long ago are history that nobody asks for. */
export function selectInvitations(db: Db, limit: number): Promise<Invitation[]> {
  return db.many(sql`
    select ${COLUMNS}
      from invitations
     order by id desc
     limit ${limit}
  `);
}

/** Null when it is unknown, used, revoked or too old: to whoever holds the link these are the same. */
export function selectOpenInvitation(db: Db, hash: Buffer): Promise<InvitationOffer | null> {
  return db.maybe(sql`
    select role, name, expires_at as "expiresAt"
      from invitations
     where token_hash = ${hash} and used_at is null and revoked_at is null and expires_at > now()
  `);
}

/** Spends an invitation. The row's lock lets one of two who open the same link at once have it. */
export function spendInvitation(
  tx: Tx,
  hash: Buffer,
): Promise<{ id: string; role: StaffRole; name: string | null } | null> {
  return tx.maybe(sql`
       update invitations
          set used_at = now()
        where token_hash = ${hash} and used_at is null and revoked_at is null and expires_at > now()
    returning id, role, name
  `);
}

export function updateInvitationUser(tx: Tx, id: string, accountId: string): Promise<number> {
  return tx.run(sql`
    update invitations
       set used_by = ${accountId}
     where id = ${id}
  `);
}

/** Takes back what somebody offered and nobody has accepted. */
export function revokeInvitationsOf(tx: Tx, accountId: string): Promise<number> {
  return tx.run(sql`
    update invitations
       set revoked_at = now()
     where created_by = ${accountId} and used_at is null and revoked_at is null
  `);
}

/** An invitation that was used stays used: whom it let in is shut out elsewhere. */
export function revokeOpenInvitation(tx: Tx, id: string): Promise<{ state: string } | null> {
  return tx.maybe(sql`
       update invitations
          set revoked_at = case when used_at is null then coalesce(revoked_at, now()) end
        where id = ${id}
    returning case when used_at is null then 'revoked' else 'used' end as state
  `);
}
