/** Practice: buildings whose answer experts know, answered like any other and explained afterwards. */
import type { Lesson } from "../../shared/assignments.ts";
import { AppError } from "../../shared/errors.ts";
import type { Account } from "../accounts/accounts.ts";
import type { Context } from "../context.ts";
import { lockPractice, selectLesson, updateLessonSeen } from "./practice.sql.ts";

/**
 * What experts know of the buildings of a practice assignment. Whoever reads it takes no more votes on them: an answer
 * that was told is nobody's own.
 *
 * @throws AppError `not_found` for another's assignment or one that is no practice, `answer_first`
 */
export async function getLesson(ctx: Context, actor: Account, input: { id: string }): Promise<Lesson> {
  return ctx.db.transaction(async (tx) => {
    const practice = await lockPractice(tx, input.id, actor.id);
    if (practice === null) throw new AppError("not_found", "You hold no such practice assignment");
    if (practice.status !== "done")
      throw new AppError("answer_first", "Answer every building of this assignment, then read the lesson");
    await updateLessonSeen(tx, input.id);
    return { buildings: await selectLesson(tx, input.id, actor.id) };
  });
}
