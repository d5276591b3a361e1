import { sql, type Tx } from "../db.ts";

/** Of `accounts`: the name that was taken off boards last, while there is no other; with why and when. */
export const REMOVED_BOARD_NAME = sql`
  (select jsonb_build_object('name', newest.name, 'reason', newest.reason,
                             'at', to_char(newest.decided_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
     from (select name, reason, decided_at, is_removed
             from board_name_decisions
            where board_name_decisions.account_id = accounts.id
            order by board_name_decisions.id desc
            limit 1) as newest
    where newest.is_removed and newest.name is not null and accounts.board_name is null)`;

/** The name a volunteer stands under on boards, and the one that the newest decision took off. */
export type BoardNameRow = { boardName: string | null; removed: string | null };

/** Null when there is no such volunteer. Locked: choosing and removing at the same time follow each other. */
export function selectBoardName(tx: Tx, accountId: string): Promise<BoardNameRow | null> {
  return tx.maybe(sql`
    select board_name as "boardName",
           (select case when is_removed then name end
              from board_name_decisions
             where account_id = accounts.id
             order by id desc
             limit 1) as removed
      from accounts
     where id = ${accountId} and role = 'volunteer' and left_at is null
       for no key update
  `);
}

export function insertBoardNameDecision(
  tx: Tx,
  one: { accountId: string; name: string; isRemoved: boolean; reason: string; decidedBy: string },
): Promise<number> {
  return tx.run(sql`
    insert into board_name_decisions (account_id, name, is_removed, reason, decided_by)
    values (${one.accountId}, ${one.name}, ${one.isRemoved}, ${one.reason}, ${one.decidedBy})
  `);
}

/** Forgets the names of somebody who leaves; that and why something was decided stays. */
export function eraseDecidedNames(tx: Tx, accountId: string): Promise<number> {
  return tx.run(sql`update board_name_decisions set name = null where account_id = ${accountId}`);
}
