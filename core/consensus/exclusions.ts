import { AppError } from "../../shared/errors.ts";
import type { Account } from "../accounts/accounts.ts";
import { insertExclusion, updateExclusion } from "../accounts/accounts.sql.ts";
import { refuseArchived } from "../campaigns/archived.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { enqueue } from "../jobs.ts";
import { selectAnsweredBuildings } from "../votes/votes.sql.ts";
import { upsertRecountRequests } from "./recount-requests.sql.ts";

/**
 * Stops or resumes counting a volunteer's votes. They are kept either way; every building they answered is recounted
 * and each campaign is fitted anew. The reason is kept, and the decision can be reversed.
 *
 * @param actor null for the command line
 * @throws AppError `not_found`
 */
export async function excludeVolunteer(
  ctx: Context,
  actor: Account | null,
  input: { id: string; excluded: boolean; reason: string },
): Promise<{ id: string; excluded: boolean }> {
  await refuseArchived(ctx, "volunteers", input.id);
  await ctx.db.transaction(async (tx) => {
    if ((await updateExclusion(tx, input.id, input.excluded)) === null) {
      throw new AppError(
        "not_found",
        "There is no such volunteer, or they withdrew their answers themselves",
      );
    }
    await insertExclusion(tx, {
      accountId: input.id,
      excluded: input.excluded,
      reason: input.reason,
      decidedBy: actor?.id ?? null,
    });
    // What is in the archive stays as it is, and is computed anew when it comes back.
    await requestRecounts(ctx, tx, input.id, false);
  });
  return { id: input.id, excluded: input.excluded };
}

/** Asks for a recount of every building that somebody answered, and for a fit of each of their campaigns. */
export async function requestRecounts(
  ctx: Context,
  tx: Tx,
  volunteerId: string,
  withArchived: boolean,
): Promise<void> {
  const answered = await selectAnsweredBuildings(tx, volunteerId, withArchived);
  for (const { campaignId, campaign, buildings } of answered) {
    await upsertRecountRequests(tx, campaignId, buildings);
    await enqueue(ctx, tx, "fit-campaign", { campaign: campaignId });
    tx.afterCommit(() => ctx.events.publish({ name: "votes:cast", campaign }));
  }
}
