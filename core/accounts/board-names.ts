import type { BoardNameDecision } from "../../shared/accounts.ts";
import { AppError } from "../../shared/errors.ts";
import type { Context } from "../context.ts";
import type { Account } from "./accounts.ts";
import { insertBoardNameDecision, selectBoardName } from "./board-names.sql.ts";
import { updateBoardName } from "./own.sql.ts";

/**
 * Takes the name that a volunteer chose off all boards, or gives it back unless they chose another since. Each decision
 * is kept with its reason, which the volunteer is told; their answers count as before.
 *
 * @throws AppError `not_found`, `conflict` where there is no name to take off or to give back
 */
export async function decideBoardName(
  ctx: Context,
  actor: Account,
  { id, isRemoved, reason }: { id: string } & BoardNameDecision,
): Promise<{ id: string; boardName: string | null }> {
  const boardName = await ctx.db.transaction(async (tx) => {
    const row = await selectBoardName(tx, id);
    if (row === null) throw new AppError("not_found", "There is no such volunteer");
    const name = isRemoved ? row.boardName : row.removed;
    if (name === null)
      throw new AppError(
        "conflict",
        isRemoved ? "This volunteer stands on no board" : "No name was taken off that could be given back",
      );
    if (!isRemoved && row.boardName !== null)
      throw new AppError("conflict", "This volunteer has chosen another name since");
    await insertBoardNameDecision(tx, { accountId: id, name, isRemoved, reason, decidedBy: actor.id });
    await updateBoardName(tx, id, isRemoved ? null : name);
    return isRemoved ? null : name;
  });
  ctx.log.info({ volunteer: id, isRemoved }, "board name decided");
  return { id, boardName };
}

/** Whether two names read the same, whatever their case and the spaces in them. Pure. */
export function isSameName(one: string, other: string): boolean {
  const bare = (name: string) => name.normalize("NFKC").toLowerCase().replaceAll(/\s+/gu, "");
  return bare(one) === bare(other);
}
