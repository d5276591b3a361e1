import type { BuildingDetail, DistressDecision } from "../../shared/reviews.ts";
import type { Account } from "../accounts/accounts.ts";
import { getBuildingOf } from "../buildings/buildings.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { getBuilding } from "./building.ts";
import { insertDistressDecision, updateDistress } from "./distress.sql.ts";

/**
 * Says that a building's pictures may distress, or that they do not: whoever is given it from now on sees them blurred
 * until they ask. Saying the same again changes nothing; each change is kept with who made it.
 *
 * @throws AppError `not_found`
 */
export async function decideDistress(
  ctx: Context,
  actor: Account,
  { slug, id, isDistressing }: { slug: string; id: string } & DistressDecision,
): Promise<BuildingDetail> {
  const campaign = await getCampaignRow(ctx, slug);
  await getBuildingOf(ctx, campaign.id, id);
  await ctx.db.transaction(async (tx) => {
    if ((await updateDistress(tx, id, isDistressing)) === 0) return;
    await insertDistressDecision(tx, { building: id, isDistressing, by: actor.id });
  });
  return getBuilding(ctx, actor, { slug, id });
}
