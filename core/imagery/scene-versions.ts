import { createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { v7 as uuid } from "uuid";
import { AppError } from "../../shared/errors.ts";
import { NewSceneVersion, type SceneVersion } from "../../shared/scenes.ts";
import type { Account } from "../accounts/accounts.ts";
import type { Context } from "../context.ts";
import { enqueue } from "../jobs.ts";
import { withScratch } from "../scratch.ts";
import { selectScene, type StoredScene } from "./imagery.sql.ts";
import { sha256OfFile } from "./file-digest.ts";
import { PART_SUFFIXES } from "./keep-beside.ts";
import { makeWorkingCopy } from "./raster/make-working-copy.ts";
import {
  insertSceneVersion,
  selectSceneVersion,
  selectSceneVersions,
  updateSceneShown,
  updateVersionDone,
  updateVersionFailed,
} from "./scene-versions.sql.ts";

/**
 * Asks for another picture of a scene: other bands, or another stretch. It has tiles of its own, so that nothing cached
 * is ever wrong and what was voted on can still be seen; once made, it is what the scene shows.
 *
 * @throws AppError `not_found`, or `conflict` for a scene whose pixels are not kept here
 */
export async function createSceneVersion(
  ctx: Context,
  actor: Account,
  { id: sceneId, ...options }: { id: string } & NewSceneVersion,
): Promise<{ id: string }> {
  const id = uuid();
  await ctx.db.transaction(async (tx) => {
    const scene = await selectScene(tx, sceneId);
    if (scene === null) throw new AppError("not_found", "There is no such scene");
    if (scene.originalKey === null) {
      throw new AppError("conflict", "This scene is shown from a tile address: its pixels are not kept here");
    }
    await insertSceneVersion(tx, { id, sceneId, options, createdBy: actor.id });
    await enqueue(ctx, tx, "make-scene-version", { version: id });
  });
  return { id };
}

/** All pictures of a scene, the first one included, oldest first. @throws AppError `not_found` */
export async function listSceneVersions(ctx: Context, sceneId: string): Promise<SceneVersion[]> {
  // In one snapshot: a version that is done in between would be told as not shown.
  const { scene, others } = await ctx.db.snapshot(async (db) => ({
    scene: await selectScene(db, sceneId),
    others: await selectSceneVersions(db, sceneId),
  }));
  if (scene === null) throw new AppError("not_found", "There is no such scene");
  const first: SceneVersion = {
    id: scene.id,
    status: "done",
    reason: null,
    tiles: tilesOf(scene.id),
    did: scene.processing,
    createdAt: scene.createdAt,
    isShown: scene.versionId === null,
  };
  return [
    first,
    ...others.map((one) => ({ ...one, tiles: tilesOf(one.id), isShown: one.id === scene.versionId })),
  ];
}

/** Makes a requested version from the original. Twice is harmless: its picture is named by its content. */
export async function makeSceneVersion(ctx: Context, versionId: string, stop: AbortSignal): Promise<void> {
  const version = await selectSceneVersion(ctx.db, versionId);
  if (version === null || version.status !== "queued") return;
  const scene = await selectScene(ctx.db, version.sceneId);
  if (scene === null || scene.originalKey === null) return;
  const options = NewSceneVersion.parse(version.options);
  try {
    await withScratch(ctx, "working-copy", async (folder) => {
      const source = await restoreOriginal(ctx, scene, scene.originalKey ?? "", folder);
      const destination = path.join(folder, "scene.tif");
      const copy = await makeWorkingCopy({
        source,
        parts: partsOf(scene).map((suffix) => `${source.replace(/\.tif$/, "")}${suffix}`),
        destination,
        signal: stop,
        options: {
          ...(options.bands === undefined ? {} : { bands: options.bands }),
          ...(options.stretch === undefined ? {} : { stretch: options.stretch }),
        },
      });
      const cogSha256 = await sha256OfFile(destination);
      const cogKey = `scenes/${cogSha256}.tif`;
      await ctx.objects.putFile(cogKey, destination, "image/tiff");
      await ctx.db.transaction(async (tx) => {
        await updateVersionDone(tx, versionId, {
          cogSha256,
          cogKey,
          cogBytes: copy.bytes,
          processing: copy.didWhat,
        });
        await updateSceneShown(tx, versionId, copy);
      });
    });
  } catch (error) {
    stop.throwIfAborted();
    if (!(error instanceof AppError) || error.code === "internal") throw error;
    await ctx.db.transaction((tx) => updateVersionFailed(tx, versionId, error.message));
  }
  ctx.events.publish({ name: "campaign:changed", campaign: scene.campaign });
}

/** The original and what was read with it, as they stood side by side. */
async function restoreOriginal(
  ctx: Context,
  scene: StoredScene,
  key: string,
  folder: string,
): Promise<string> {
  const source = path.join(folder, "original.tif");
  await pipeline(await ctx.objects.stream(key), createWriteStream(source));
  for (const { suffix, key: beside } of scene.sidecars.filter((one) => !one.suffix.startsWith("-"))) {
    await pipeline(
      await ctx.objects.stream(beside),
      createWriteStream(path.join(folder, `original${suffix}`)),
    );
  }
  return source;
}

/** Green and blue, where the original is red alone. */
const partsOf = ({ sidecars }: StoredScene) =>
  PART_SUFFIXES.filter((part) => sidecars.some(({ suffix }) => suffix === part));

const tilesOf = (id: string) => `/tiles/${id}/{z}/{x}/{y}`;
