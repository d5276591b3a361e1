import type { Upkeep } from "../../shared/consensus.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { enqueueUnlessWaiting } from "../jobs.ts";
import { selectCampaignsToFit, selectCampaignsToRecount, selectUpkeep } from "./consensus.sql.ts";

/** Campaigns with votes that wait for a recount: what a lost hint would leave behind. */
export async function listCampaignsToRecount(ctx: Context): Promise<string[]> {
  return (await selectCampaignsToRecount(ctx.db)).map(({ slug }) => slug);
}

/** Asks for a full fit of one campaign, unless one is waiting. */
export async function requestFit(ctx: Context, campaignId: string): Promise<void> {
  await ctx.db.transaction((tx) => enqueueUnlessWaiting(ctx, tx, "fit-campaign", { campaign: campaignId }));
}

/** Asks for a full fit of each campaign whose consensus changed since its last one. */
export async function requestMissingFits(ctx: Context): Promise<void> {
  for (const { id } of await selectCampaignsToFit(ctx.db)) await requestFit(ctx, id);
}

/** What is still to be computed of a campaign after votes, gold and decisions. @throws AppError `not_found` */
export async function getUpkeep(ctx: Context, input: { slug: string }): Promise<Upkeep> {
  return selectUpkeep(ctx.db, (await getCampaignRow(ctx, input.slug)).id);
}
