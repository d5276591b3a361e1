import { v7 as uuid } from "uuid";
import { AppError, type FieldError } from "../../shared/errors.ts";
import type {
  NewQuestion,
  OwnQuestion,
  Question,
  QuestionReply,
  QuestionStatus,
} from "../../shared/questions.ts";
import type { Account } from "../accounts/accounts.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import {
  type Askable,
  insertQuestion,
  lockAskable,
  selectAsker,
  selectOpenQuestions,
  selectOwnQuestions,
  selectQuestion,
  selectQuestions,
  updateReply,
} from "./questions.sql.ts";

/** Questions of one volunteer in one campaign that wait for an answer: more than anybody reads comes from a program. */
const MOST_OPEN = 50;
const PAGE = 50;

type Page = { limit?: number | undefined; cursor?: string | undefined };

/**
 * Passes a volunteer's report or question to the analysts, with its building and image. Possible as long as the
 * assignment is known: after the answer, after its end, and in a paused campaign too.
 *
 * @throws AppError `not_found` for another's assignment, `invalid_input`, `conflict` with too many unanswered
 */
export async function askQuestion(
  ctx: Context,
  actor: Account,
  input: { assignment: string; question: NewQuestion },
): Promise<{ id: string }> {
  const { assignment, question } = input;
  return ctx.db.transaction(async (tx) => {
    const askable = await lockAskable(tx, assignment, actor.id);
    if (askable === null) throw new AppError("not_found", "You hold no such assignment");
    const errors = faultsOf(question, askable);
    if (errors.length > 0) throw new AppError("invalid_input", "This cannot be asked", { errors });
    const { campaignId } = askable;
    const id = question.questionId ?? uuid();
    if (isOwn(await selectAsker(tx, id), actor)) return { id };
    const { open } = await selectOpenQuestions(tx, campaignId, actor.id);
    if (open >= MOST_OPEN)
      throw new AppError(
        "conflict",
        `${open} of your questions wait for an answer: ask again when some have one`,
      );
    const { building, scene, kind } = question;
    const about = { campaignId, assignmentId: assignment, building, scene, volunteerId: actor.id };
    const stored = await insertQuestion(tx, { id, ...about, kind, text: question.text.trim() });
    if (stored === null) throw idTaken();
    return { id };
  });
}

/** What is asked in a campaign, newest first. @throws AppError `not_found`, `invalid_input` for a cursor not ours */
export async function listQuestions(
  ctx: Context,
  input: Page & { slug: string; status?: QuestionStatus | undefined },
): Promise<{ items: Question[]; next: string | null }> {
  const campaign = await getCampaignRow(ctx, input.slug);
  const { limit = PAGE, status = null } = input;
  const after = readCursor(input.cursor);
  const items = await selectQuestions(ctx.db, campaign.id, { status, after, limit });
  return { items, next: items.length < limit ? null : writeCursor(items.at(-1)?.id) };
}

/** What one person asked, with what was answered. @throws AppError `invalid_input` for a cursor not ours */
export async function listOwnQuestions(
  ctx: Context,
  actor: Account,
  input: Page,
): Promise<{ items: OwnQuestion[]; next: string | null }> {
  const { limit = PAGE } = input;
  const items = await selectOwnQuestions(ctx.db, actor.id, { after: readCursor(input.cursor), limit });
  return { items, next: items.length < limit ? null : writeCursor(items.at(-1)?.id) };
}

/** An analyst answers a question, closes it, or opens it again; the last word stays. @throws AppError `not_found` */
export async function replyToQuestion(
  ctx: Context,
  actor: Account,
  input: { id: string } & QuestionReply,
): Promise<Question> {
  const { id, ...reply } = input;
  const replied = await ctx.db.transaction((tx) => updateReply(tx, id, reply, actor.id));
  const question = replied === 0 ? null : await selectQuestion(ctx.db, id);
  if (question === null) throw new AppError("not_found", "No such question");
  return question;
}

function faultsOf(question: NewQuestion, askable: Askable): FieldError[] {
  const errors: FieldError[] = [];
  if (!askable.buildings.includes(question.building))
    errors.push({ path: "building", message: "is not one of this assignment" });
  if (question.scene !== null && !askable.scenes.includes(question.scene))
    errors.push({ path: "scene", message: "is not one of this campaign" });
  if (question.text.trim() === "" && question.kind !== "distressing")
    errors.push({ path: "text", message: "say in a few words what it is about" });
  return errors;
}

/** Whether the same person asked under this id already. @throws AppError `already_exists` where somebody else did */
function isOwn(asker: { volunteerId: string } | null, actor: Account): boolean {
  if (asker === null) return false;
  if (asker.volunteerId === actor.id) return true;
  throw idTaken();
}

function idTaken(): AppError {
  return new AppError("already_exists", "This id already names another question: make a new one");
}
