import type { Upkeep } from "../../shared/consensus.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { enqueueUnlessWaiting } from "../jobs.ts";
import { selectCampaignsToFit, selectUpkeep } from "./consensus.sql.ts";
import { selectCampaignsToRecount } from "./recount-requests.sql.ts";

/** Campaigns with votes that wait for a recount: what a lost hint would leave behind. */
export async function listCampaignsToRecount(ctx: Context): Promise<string[]> {
  return (await selectCampaignsToRecount(ctx.db)).map(({ slug }) => slug);
}

/** A campaign is fitted again no sooner than so many times as long after a fit as that took. */
export const FIT_REST = 4;

/** Asks for a full fit of one campaign, unless one is waiting. */
export async function requestFit(ctx: Context, campaignId: string): Promise<void> {
  await ctx.db.transaction((tx) => enqueueUnlessWaiting(ctx, tx, "fit-campaign", { campaign: campaignId }));
}

/** Asks for a full fit of each campaign whose consensus changed since its last one. */
export async function requestMissingFits(ctx: Context): Promise<void> {
  for (const { id } of await selectCampaignsToFit(ctx.db, 0)) await requestFit(ctx, id);
}

/** As `requestMissingFits`, of one campaign: another may have been asked for and done since the caller last looked. */
export async function requestMissingFit(ctx: Context, campaignId: string): Promise<void> {
  const missing = await selectCampaignsToFit(ctx.db, 0);
  if (missing.some(({ id }) => id === campaignId)) await requestFit(ctx, campaignId);
}

/** As `requestMissingFits`, of campaigns that were left alone for long enough and whose fit is not under way. */
export async function requestDueFits(ctx: Context): Promise<void> {
  for (const { id } of await selectCampaignsToFit(ctx.db, FIT_REST))
    if (!(await findIsFitAskedFor(ctx, id))) await requestFit(ctx, id);
}

/** Whether a full fit of the campaign waits or is under way. */
export async function findIsFitAskedFor(ctx: Context, campaignId: string): Promise<boolean> {
  return (await selectUpkeep(ctx.db, campaignId)).isFitDue;
}

/** What is still to be computed of a campaign after votes, gold and decisions. @throws AppError `not_found` */
export async function getUpkeep(ctx: Context, input: { slug: string }): Promise<Upkeep> {
  return selectUpkeep(ctx.db, (await getCampaignRow(ctx, input.slug)).id);
}
