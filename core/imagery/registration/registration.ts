/**
 * Where scenes really lie: how far each is moved before it is shown, in metres on the ground. Kept apart from the
 * pixels, so that a picture is never resampled for it and its tiles stay cached; every decision stays in the history.
 */
import { AppError } from "../../../shared/errors.ts";
import type { SceneOffset, SceneOffsetDecision } from "../../../shared/scenes.ts";
import type { Account } from "../../accounts/accounts.ts";
import { refuseArchived } from "../../campaigns/archived.ts";
import type { Context } from "../../context.ts";
import { enqueueUnlessWaiting } from "../../jobs.ts";
import {
  deleteEstimates,
  insertSceneOffset,
  lockScene,
  selectSceneOffsets,
  updateSceneOffset,
} from "./registration.sql.ts";

const SHOWN_DECISIONS = 100;

/**
 * Moves a scene for everybody who looks at it from now on; what can be seen on it is then estimated anew.
 *
 * @throws AppError `not_found`, `conflict` in the archive
 */
export async function moveScene(
  ctx: Context,
  actor: Account | null,
  input: { id: string } & SceneOffset,
): Promise<SceneOffset> {
  const { id, eastMetres, northMetres } = input;
  await refuseArchived(ctx, "scenes", id);
  const campaign = await ctx.db.transaction(async (tx) => {
    const scene = await lockScene(tx, id);
    if (scene === null) throw new AppError("not_found", "There is no such scene");
    await updateSceneOffset(tx, id, { eastMetres, northMetres });
    const { campaignId } = scene;
    await insertSceneOffset(tx, {
      campaignId,
      sceneId: id,
      buildingId: null,
      eastMetres,
      northMetres,
      decidedBy: actor?.id ?? null,
    });
    await deleteEstimates(tx, id, null);
    await enqueueUnlessWaiting(ctx, tx, "estimate-usability", { campaign: campaignId });
    return scene.campaign;
  });
  ctx.log.info({ campaign, scene: id }, "scene moved");
  ctx.events.publish({ name: "campaign:changed", campaign });
  return { eastMetres, northMetres };
}

/** What was decided of a scene's place, the newest first. */
export function listSceneOffsets(ctx: Context, id: string): Promise<SceneOffsetDecision[]> {
  return selectSceneOffsets(ctx.db, id, SHOWN_DECISIONS);
}
