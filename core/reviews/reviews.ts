import type { BuildingDetail, NewReview } from "../../shared/consensus.ts";
import { AppError } from "../../shared/errors.ts";
import type { Account } from "../accounts/accounts.ts";
import { getBuildingOf } from "../buildings/buildings.ts";
import { selectScenesOfCampaigns } from "../campaigns/campaigns.sql.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import { takeNextNumber } from "../consensus/consensus.sql.ts";
import { getBuilding } from "../consensus/findings.ts";
import { recountCampaign } from "../consensus/recount.ts";
import type { Context } from "../context.ts";
import { checkAnswer } from "../votes/answers.ts";
import { upsertRecountRequests } from "../votes/votes.sql.ts";
import { insertReview, selectHasVoted, updateReviewed } from "./reviews.sql.ts";

/**
 * An analyst's decision on a building, with a reason. The crowd's answer stays beside it, and so does each earlier
 * decision.
 *
 * @throws AppError `not_found`, `invalid_input`, `forbidden` for somebody who voted on the building
 */
export async function reviewBuilding(
  ctx: Context,
  actor: Account,
  input: { slug: string; id: string } & NewReview,
): Promise<BuildingDetail> {
  const { slug, id, ...review } = input;
  const campaign = await getCampaignRow(ctx, slug);
  await getBuildingOf(ctx, campaign.id, id);
  const scenes = await selectScenesOfCampaigns(ctx.db, [campaign.id]);
  const asks = { class: false, window: false };
  const faults = checkAnswer(review, { classes: campaign.scale.classes, asks, scenes }, "review");
  if (faults.length > 0)
    throw new AppError("invalid_input", "This review cannot be stored", { errors: faults });
  const { hasVoted } = await selectHasVoted(ctx.db, id, actor.id);
  if (hasVoted) throw new AppError("forbidden", "You voted on this building: somebody else must review it");

  if ((await getBuilding(ctx, { slug, id })).properties.updatedAt === null) {
    // Nobody voted on it yet, so there is no row that could carry the review: recounting makes it, from the prior.
    await ctx.db.transaction((tx) => upsertRecountRequests(tx, campaign.id, [id]));
    await recountCampaign(ctx, campaign.id);
  }
  await ctx.db.transaction(async (tx) => {
    const { seq } = await takeNextNumber(tx, campaign.id);
    await insertReview(tx, { building: id, ...review, reviewer: actor.id });
    await updateReviewed(tx, id, seq);
    tx.afterCommit(() => ctx.events.publish({ name: "consensus:changed", campaign: slug, seq }));
  });
  return getBuilding(ctx, { slug, id });
}
