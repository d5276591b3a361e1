import type { Me, MeChange, OwnCampaign, OwnData } from "../../shared/accounts.ts";
import { AppError } from "../../shared/errors.ts";
import type { Context } from "../context.ts";
import type { Account } from "./accounts.ts";
import { isSameName } from "./board-names.ts";
import { selectBoardName } from "./board-names.sql.ts";
import {
  selectDecisionsAbout,
  selectMe,
  selectOwnCampaigns,
  selectOwnQuestions,
  selectOwnSessions,
  selectOwnWork,
  updateBoardName,
} from "./own.sql.ts";

/** What somebody may know of themselves. */
export function getMe(ctx: Context, actor: Account): Promise<Me> {
  return selectMe(ctx.db, actor.id);
}

/** What somebody did, campaign by campaign, the last one first. */
export async function listOwnCampaigns(ctx: Context, actor: Account): Promise<{ items: OwnCampaign[] }> {
  return { items: await selectOwnCampaigns(ctx.db, actor.id) };
}

/**
 * Puts a volunteer on boards under a name of their choice, or takes them off.
 *
 * @throws AppError `forbidden` for staff, `conflict` for the name that an admin took off
 */
export async function changeMe(ctx: Context, actor: Account, { boardName }: MeChange): Promise<Me> {
  if (actor.role !== "volunteer") throw new AppError("forbidden", "Boards are for volunteers");
  await ctx.db.transaction(async (tx) => {
    const removed = (await selectBoardName(tx, actor.id))?.removed ?? null;
    if (boardName !== null && removed !== null && isSameName(boardName, removed))
      throw new AppError("conflict", "This name was taken off the boards: choose another");
    await updateBoardName(tx, actor.id, boardName);
  });
  return getMe(ctx, actor);
}

/** Everything that is held about somebody, as it stands at one moment; nothing about anybody else. */
export async function getOwnData(ctx: Context, actor: Account): Promise<OwnData> {
  return ctx.db.snapshot(async (db) => {
    const { id, pseudonym, role, boardName, createdAt, keyMadeAt } = await selectMe(db, actor.id);
    const sessions = await selectOwnSessions(db, actor.id);
    const work = await selectOwnWork(db, actor.id);
    const questions = await selectOwnQuestions(db, actor.id);
    const decisions = await selectDecisionsAbout(db, actor.id);
    const account = { id, pseudonym, role, boardName, createdAt, keyMadeAt };
    return {
      exportedAt: new Date().toISOString(),
      account,
      ...sessions,
      ...work,
      questions,
      ...decisions,
    };
  });
}
