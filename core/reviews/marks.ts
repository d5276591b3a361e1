import { AppError } from "../../shared/errors.ts";
import type { NewMarks } from "../../shared/marks.ts";
import type { BuildingDetail } from "../../shared/reviews.ts";
import type { Account } from "../accounts/accounts.ts";
import { getBuildingOf } from "../buildings/buildings.ts";
import { selectScenesOfCampaigns } from "../campaigns/campaigns.sql.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import { takeNextNumber } from "../consensus/consensus.sql.ts";
import type { Context } from "../context.ts";
import { getBuilding } from "./building.ts";
import { insertMarks, updateNumber } from "./marks.sql.ts";
import { judgeAtLeastOnce } from "./reviews.ts";

/**
 * Marks a building as newly built, cleared, rebuilt or hit again: the whole set at once, as a version.
 *
 * @throws AppError `not_found`, `invalid_input` for a scene of another campaign
 */
export async function markBuilding(
  ctx: Context,
  actor: Account,
  input: { slug: string; id: string } & NewMarks,
): Promise<BuildingDetail> {
  const { slug, id, marks, note } = input;
  const campaign = await getCampaignRow(ctx, slug);
  await getBuildingOf(ctx, campaign.id, id);
  const scenes = new Set((await selectScenesOfCampaigns(ctx.db, [campaign.id])).map((scene) => scene.id));
  const errors = marks.flatMap(({ scene }, index) =>
    scene === null || scenes.has(scene)
      ? []
      : [{ path: `marks.${index}.scene`, message: "is no scene of this campaign" }],
  );
  if (errors.length > 0) throw new AppError("invalid_input", "These marks cannot be stored", { errors });
  await judgeAtLeastOnce(ctx, campaign.id, id);
  await ctx.db.transaction(async (tx) => {
    const { seq } = await takeNextNumber(tx, campaign.id);
    await insertMarks(tx, { building: id, marks, note, by: actor.id });
    await updateNumber(tx, id, seq);
    tx.afterCommit(() => ctx.events.publish({ name: "consensus:changed", campaign: slug, seq }));
  });
  return getBuilding(ctx, actor, { slug, id });
}
