import type { NewReview } from "../../shared/consensus.ts";
import { AppError } from "../../shared/errors.ts";
import {
  heldDecisions,
  standingVersion,
  type BuildingDetail,
  type ReviewQueue,
  type Withdrawal,
} from "../../shared/reviews.ts";
import type { Account } from "../accounts/accounts.ts";
import { getBuildingOf } from "../buildings/buildings.ts";
import { selectScenesOfCampaigns, type CampaignRow } from "../campaigns/campaigns.sql.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import { takeNextNumber } from "../consensus/consensus.sql.ts";
import { recountCampaign } from "../consensus/recount.ts";
import type { Context } from "../context.ts";
import { checkAnswer } from "../votes/answers.ts";
import { upsertRecountRequests } from "../consensus/recount-requests.sql.ts";
import { getBuilding } from "./building.ts";
import {
  insertReview,
  selectHasVoted,
  selectLastReasons,
  selectReviewQueue,
  selectReviewsOfBuilding,
  selectStanding,
  updateStanding,
} from "./reviews.sql.ts";

const QUEUE_LENGTH = 200;
const LAST_REASONS = 5;

/**
 * An analyst's decision on a building, with a reason. The crowd's answer stays beside it, and so does each earlier
 * decision. Where the campaign wants a second opinion it stands only once another analyst agrees, or a third decides.
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
  await judgeAtLeastOnce(ctx, campaign.id, id);
  await storeVersion(ctx, actor, campaign, { building: id, ...review, isWithdrawn: false });
  return getBuilding(ctx, actor, { slug, id });
}

/**
 * Takes back what an analyst had decided, as a version of its own: the building falls back to the decision before, or
 * to the crowd's answer.
 *
 * @throws AppError `not_found`, `conflict` without a decision of theirs
 */
export async function withdrawReview(
  ctx: Context,
  actor: Account,
  input: { slug: string; id: string } & Withdrawal,
): Promise<BuildingDetail> {
  const { slug, id, reason } = input;
  const campaign = await getCampaignRow(ctx, slug);
  await getBuildingOf(ctx, campaign.id, id);
  const nothing = { class: null, lastIntact: null, firstDamaged: null };
  await storeVersion(ctx, actor, campaign, { building: id, ...nothing, reason, isWithdrawn: true });
  return getBuilding(ctx, actor, { slug, id });
}

/** What waits for an analyst, most informative first. @throws AppError `not_found` */
export async function getReviewQueue(
  ctx: Context,
  actor: Account,
  input: { slug: string; limit?: number | undefined },
): Promise<ReviewQueue> {
  const campaign = await getCampaignRow(ctx, input.slug);
  const rows = await selectReviewQueue(ctx.db, campaign, actor.id, input.limit ?? QUEUE_LENGTH);
  const reasons = await selectLastReasons(ctx.db, campaign.id, actor.id, LAST_REASONS);
  return {
    total: rows[0]?.total ?? 0,
    items: rows.map(({ total: _, ...item }) => item),
    reasons: reasons.map(({ reason }) => reason),
  };
}

/** Without a vote there is no row that could carry a review or a number: recounting makes it, from the prior. */
export async function judgeAtLeastOnce(ctx: Context, campaignId: string, building: string): Promise<void> {
  if ((await selectStanding(ctx.db, building)) !== null) return;
  await ctx.db.transaction((tx) => upsertRecountRequests(tx, campaignId, [building]));
  await recountCampaign(ctx, campaignId);
}

/** The campaign's number is taken first: whoever holds it is alone, so that versions follow one another. */
async function storeVersion(
  ctx: Context,
  actor: Account,
  { id: campaignId, slug, secondReview }: CampaignRow,
  review: Omit<Parameters<typeof insertReview>[1], "reviewer">,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const { seq } = await takeNextNumber(tx, campaignId);
    const before = heldDecisions(await selectReviewsOfBuilding(tx, review.building));
    if (review.isWithdrawn && !before.some(({ reviewer }) => reviewer === actor.id))
      throw new AppError("conflict", "You have no decision on this building that could be taken back");
    await insertReview(tx, { ...review, reviewer: actor.id });
    const version = standingVersion(await selectReviewsOfBuilding(tx, review.building), secondReview);
    await updateStanding(tx, review.building, { version, seq });
    tx.afterCommit(() => ctx.events.publish({ name: "consensus:changed", campaign: slug, seq }));
  });
}
