import { v7 as uuid } from "uuid";
import { AppError } from "../../shared/errors.ts";
import { Id } from "../../shared/ids.ts";
import type { Scene, SceneCorrection } from "../../shared/scenes.ts";
import type { Account } from "../accounts/accounts.ts";
import { refuseArchived } from "../campaigns/archived.ts";
import { getCampaign } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { enqueue, enqueueUnlessWaiting } from "../jobs.ts";
import { runBatch, type FileWork } from "./batches.ts";
import { expandBatch } from "./expand-batch.ts";
import {
  insertSceneCorrection,
  selectRemoteTiles,
  selectScene,
  selectSceneTiles,
  updateScene,
} from "./imagery.sql.ts";
import { importScene } from "./import-scene.ts";
import { deleteEstimates } from "./registration/registration.sql.ts";
import type { ProxiedScene } from "./remote/tile-proxy.ts";

/** Working copies made at the same time: each uses about one core. */
const COPIES_AT_ONCE = 2;

/** Makes scenes of a batch's files: original kept and hashed, date found, working copy made, each file reported. */
export async function importScenes(ctx: Context, batchId: string, stop: AbortSignal): Promise<void> {
  const work: FileWork = (...given) => importScene(ctx, ...given);
  await expandBatch(ctx, batchId, stop);
  await runBatch(ctx, batchId, COPIES_AT_ONCE, work, stop);
}

/** Where the tiles of a scene, or of one of its versions, are; null for an unknown one. */
export async function findSceneTiles(
  ctx: Context,
  id: string,
): Promise<{ cogKey: string; sha256: string } | null> {
  return Id.safeParse(id).success ? selectSceneTiles(ctx.db, id) : null;
}

/** The tile address that a scene shows; null for one that is kept here. */
export async function findRemoteTiles(ctx: Context, id: string): Promise<ProxiedScene | null> {
  return Id.safeParse(id).success ? selectRemoteTiles(ctx.db, id) : null;
}

/**
 * Sets right what is said of a scene. What was said before is kept with who changed it. Votes name scenes and not
 * dates, so they stay as they are; a new date moves the windows between scenes, and all of them are computed anew.
 *
 * @throws AppError `not_found`
 */
export async function correctScene(
  ctx: Context,
  actor: Account | null,
  { id, ...correction }: { id: string } & SceneCorrection,
): Promise<Scene> {
  await refuseArchived(ctx, "scenes", id);
  const slug = await ctx.db.transaction(async (tx) => {
    const scene = await selectScene(tx, id);
    if (scene === null) throw new AppError("not_found", "There is no such scene");
    const { acquiredAt, sensor = scene.sensor, attribution = scene.attribution } = correction;
    const before = {
      acquiredAt: scene.acquiredAt,
      acquiredPrecision: scene.acquiredPrecision,
      acquiredSource: scene.acquiredSource,
      sensor: scene.sensor,
      attribution: scene.attribution,
    };
    const dated: Pick<typeof before, "acquiredAt" | "acquiredPrecision" | "acquiredSource"> =
      acquiredAt === undefined
        ? before
        : {
            acquiredAt: new Date(acquiredAt).toISOString(),
            acquiredPrecision: acquiredAt.includes("T") ? "second" : "day",
            acquiredSource: "an admin's correction",
          };
    const after = { ...before, ...dated, sensor, attribution };
    await updateScene(tx, id, after);
    await insertSceneCorrection(tx, {
      id: uuid(),
      sceneId: id,
      before,
      after,
      correctedBy: actor?.id ?? null,
    });
    if (acquiredAt !== undefined) {
      await enqueue(ctx, tx, "fit-campaign", { campaign: scene.campaignId });
      await deleteEstimates(tx, id, null);
      await enqueueUnlessWaiting(ctx, tx, "estimate-usability", { campaign: scene.campaignId });
    }
    return scene.campaign;
  });
  ctx.events.publish({ name: "campaign:changed", campaign: slug });
  const corrected = (await getCampaign(ctx, slug)).scenes.find((scene) => scene.id === id);
  if (corrected === undefined) throw new AppError("not_found", "There is no such scene");
  return corrected;
}
