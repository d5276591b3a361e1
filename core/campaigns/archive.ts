/** Campaigns put away and brought back, and new ones made after the pattern of others. */
import { v7 as uuid } from "uuid";
import type { ArchiveDecision, Campaign, CampaignClone } from "../../shared/campaigns.ts";
import type { Account } from "../accounts/accounts.ts";
import type { Context } from "../context.ts";
import { enqueue } from "../jobs.ts";
import { insertCampaign, updateArchived, updateBatchesPaused } from "./campaigns.sql.ts";
import { describeOne, getCampaignRow, slugTaken } from "./campaigns.ts";
import { insertGuideAfter, selectGuide } from "./guide.sql.ts";

/**
 * Puts a campaign away: out of the lists, closed, not to be changed; nothing of it is lost, and imports under way are
 * paused. Or brings it back, closed, for its admin to open again. Answers on tasks given out before still count when
 * they come late, as in any closed one.
 *
 * @throws AppError `not_found`
 */
export async function archiveCampaign(
  ctx: Context,
  { slug, isArchived }: { slug: string } & ArchiveDecision,
): Promise<Campaign> {
  const { id } = await getCampaignRow(ctx, slug);
  const row = await ctx.db.transaction(async (tx) => {
    if (isArchived) await updateBatchesPaused(tx, id);
    // Volunteers may have been excluded meanwhile: their answers count as they should from now on.
    else await enqueue(ctx, tx, "fit-campaign", { campaign: id });
    return updateArchived(tx, id, isArchived);
  });
  ctx.log.info({ campaign: slug, isArchived }, "campaign archive changed");
  ctx.events.publish({ name: "campaign:changed", campaign: slug });
  return describeOne(ctx, row);
}

/**
 * Makes a draft with another campaign's words, question, scale, rules and guide. Images, buildings and votes stay where
 * they are; the guide's pictures show images of the other campaign, so they stay there too.
 *
 * @param input `from` is the slug of the pattern, `slug` and `title` those of the new one
 * @throws AppError `not_found`, `already_exists`
 */
export async function cloneCampaign(
  ctx: Context,
  actor: Account | null,
  input: { from: string } & CampaignClone,
): Promise<Campaign> {
  const pattern = await getCampaignRow(ctx, input.from);
  const guide = await selectGuide(ctx.db, pattern.id);
  const id = uuid();
  const row = await ctx.db.transaction(async (tx) => {
    const made = await insertCampaign(tx, {
      ...pattern,
      text: pattern.text ?? undefined,
      area: pattern.area ?? undefined,
      contentNotice: pattern.contentNotice ?? undefined,
      id,
      slug: input.slug,
      title: input.title,
    });
    if (made !== null && guide !== null && guide.entries.length > 0) {
      const entries = guide.entries.map((entry) => ({ ...entry, id: uuid(), pictures: [] }));
      await insertGuideAfter(tx, {
        entries,
        campaignId: id,
        pattern: pattern.id,
        updatedBy: actor?.id ?? null,
      });
    }
    return made;
  });
  if (row === null) throw slugTaken(input.slug);
  ctx.log.info({ campaign: row.slug, pattern: input.from }, "campaign cloned");
  return describeOne(ctx, row);
}
