/** Where single scenes lie for single buildings: a scene that fits everywhere else may miss one roof on a slope. */
import type { BuildingScene } from "../../shared/assignments.ts";
import type { BuildingOffsetDecision } from "../../shared/scenes.ts";
import type { Account } from "../accounts/accounts.ts";
import type { Context } from "../context.ts";
import { enqueueUnlessWaiting } from "../jobs.ts";
import { deleteEstimates, insertSceneOffset, lockScene } from "../imagery/registration/registration.sql.ts";
import { getBuildingScene, getSceneOfBuilding } from "./usability.ts";

/**
 * Moves a scene for one building, in place of how far the scene is moved for all others, or takes that back. Every
 * decision is kept; what can be seen there is estimated anew.
 *
 * @throws AppError `not_found`
 */
export async function correctBuildingOffset(
  ctx: Context,
  actor: Account,
  input: { slug: string; id: string; scene: string } & BuildingOffsetDecision,
): Promise<BuildingScene> {
  const campaign = await getSceneOfBuilding(ctx, input);
  const { id: buildingId, scene: sceneId, eastMetres, northMetres } = input;
  await ctx.db.transaction(async (tx) => {
    await lockScene(tx, sceneId);
    const place = { campaignId: campaign.id, sceneId, buildingId, eastMetres, northMetres };
    await insertSceneOffset(tx, { ...place, decidedBy: actor.id });
    await deleteEstimates(tx, sceneId, buildingId);
    await enqueueUnlessWaiting(ctx, tx, "estimate-usability", { campaign: campaign.id });
  });
  ctx.log.info({ campaign: input.slug, building: buildingId, scene: sceneId }, "scene moved for a building");
  return getBuildingScene(ctx, campaign.id, buildingId, sceneId);
}
