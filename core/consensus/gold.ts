import type { NewGold } from "../../shared/consensus.ts";
import { AppError } from "../../shared/errors.ts";
import type { Account } from "../accounts/accounts.ts";
import { getBuildingOf } from "../buildings/buildings.ts";
import { selectScenesOfCampaigns } from "../campaigns/campaigns.sql.ts";
import { getChangeableCampaign } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { enqueueUnlessWaiting } from "../jobs.ts";
import { checkAnswer } from "../votes/answers.ts";
import { deleteGold, upsertGold } from "./consensus.sql.ts";

/** States what experts know of a building; consensus is fitted anew with it. @throws AppError `not_found`, `invalid_input` */
export async function markGold(
  ctx: Context,
  actor: Account,
  input: { slug: string; id: string } & NewGold,
): Promise<NewGold> {
  const { slug, id, ...gold } = input;
  const campaign = await getChangeableCampaign(ctx, slug);
  await getBuildingOf(ctx, campaign.id, id);
  const scenes = await selectScenesOfCampaigns(ctx.db, [campaign.id]);
  const asks = { class: false, window: false };
  const faults = checkAnswer(gold, { classes: campaign.scale.classes, asks, scenes }, "gold");
  if (gold.class === null && gold.lastIntact === null && gold.firstDamaged === null) {
    faults.push({ path: "gold.class", message: "state the class, the window, or both" });
  }
  if (faults.length > 0)
    throw new AppError("invalid_input", "This gold answer cannot be stored", { errors: faults });
  await ctx.db.transaction(async (tx) => {
    await upsertGold(tx, { building: id, campaignId: campaign.id, ...gold, setBy: actor.id });
    await enqueueUnlessWaiting(ctx, tx, "fit-campaign", { campaign: campaign.id });
  });
  return gold;
}

/** Takes back what experts stated of a building; consensus is fitted anew without it. @throws AppError `not_found` */
export async function withdrawGold(ctx: Context, input: { slug: string; id: string }): Promise<void> {
  const campaign = await getChangeableCampaign(ctx, input.slug);
  await getBuildingOf(ctx, campaign.id, input.id);
  await ctx.db.transaction(async (tx) => {
    if ((await deleteGold(tx, input.id)) > 0)
      await enqueueUnlessWaiting(ctx, tx, "fit-campaign", { campaign: campaign.id });
  });
}
