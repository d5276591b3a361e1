import { randomBytes } from "node:crypto";
import type { Leaving } from "../../shared/accounts.ts";
import { AppError } from "../../shared/errors.ts";
import { deleteKeys, insertExclusion } from "../accounts/accounts.sql.ts";
import type { Account } from "../accounts/accounts.ts";
import { eraseDecidedNames } from "../accounts/board-names.sql.ts";
import { updateLeft } from "../accounts/own.sql.ts";
import { releaseAssignments } from "../assignments/assignments.sql.ts";
import type { Context } from "../context.ts";
import { requestRecounts } from "./exclusions.ts";

const WITHDRAWN = "Withdrawn by the volunteer";

/**
 * Lets a volunteer go: every session and key ends, the pseudonym and the name on boards are erased, held tasks are
 * free for others. The log of answers is never altered; withdrawn answers are excluded, and consensus recomputes
 * without them. Nobody can undo it, as nobody can sign in as them again.
 *
 * @throws AppError `forbidden` for staff, whose decisions stay under their name
 */
export async function leave(ctx: Context, actor: Account, { votes }: Leaving): Promise<void> {
  if (actor.role !== "volunteer")
    throw new AppError("forbidden", "Staff are shut out on the command line: what they decided stays");
  const isWithdrawing = votes === "withdraw";
  // Says nothing of who it was, and is nobody's: 2⁴⁸ names.
  const pseudonym = `left-${randomBytes(6).toString("hex")}`;
  await ctx.db.transaction(async (tx) => {
    if ((await updateLeft(tx, { id: actor.id, pseudonym, isWithdrawing })) === null) return;
    await deleteKeys(tx, actor.id);
    await eraseDecidedNames(tx, actor.id);
    await releaseAssignments(tx, actor.id);
    if (!isWithdrawing) return;
    await insertExclusion(tx, { accountId: actor.id, excluded: true, reason: WITHDRAWN, decidedBy: null });
    await requestRecounts(ctx, tx, actor.id, true);
  });
  ctx.log.info({ isWithdrawing }, "volunteer left");
}
