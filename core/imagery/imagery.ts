import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { v7 as uuid } from "uuid";
import { SceneOptions } from "../../shared/batches.ts";
import { AppError } from "../../shared/errors.ts";
import { Id } from "../../shared/ids.ts";
import type { Context } from "../context.ts";
import { enqueue } from "../jobs.ts";
import { withScratch } from "../scratch.ts";
import { decideFile, runBatch, type FileWork } from "./batches.ts";
import { insertScene, selectSceneByOriginal, selectSceneTiles } from "./imagery.sql.ts";
import { acquisitionFromName } from "./raster/acquisition.ts";
import type { Acquisition, RasterFacts } from "./raster/facts.ts";
import { inspectRaster } from "./raster/inspect.ts";
import { makeWorkingCopy } from "./raster/make-working-copy.ts";

/** Working copies made at the same time: each uses about one core. */
const COPIES_AT_ONCE = 2;

/** Makes scenes of a batch's files: original kept and hashed, date found, working copy made, each file reported. */
export function importScenes(ctx: Context, batchId: string, stop: AbortSignal): Promise<void> {
  const work: FileWork = (...given) => importScene(ctx, ...given);
  return runBatch(ctx, batchId, COPIES_AT_ONCE, work, stop);
}

const importScene = async (
  ctx: Context,
  ...[file, batch, report, stop]: Parameters<FileWork>
): Promise<void> => {
  const options = SceneOptions.parse(batch.options);
  const facts = await inspectRaster(file.path);
  const acquired = acquisitionOf(file.name, options, facts);
  const sha256 = await sha256Of(file.path);
  const present = await selectSceneByOriginal(ctx.db, batch.campaignId, sha256);
  if (present !== null) {
    throw new AppError(
      "invalid_input",
      `This very image is in the campaign already, as ${present.name}: nothing to do`,
    );
  }

  await withScratch(ctx, "working-copy", async (folder) => {
    const destination = path.join(folder, "scene.tif");
    stop.throwIfAborted();
    const copy = await makeWorkingCopy({
      source: file.path,
      destination,
      onProgress: (share) => report(share * 0.95),
      signal: stop,
      ...(options.bands === undefined ? {} : { options: { bands: options.bands } }),
    });
    const cogSha256 = await sha256Of(destination);
    const scene = {
      id: uuid(),
      campaignId: batch.campaignId,
      batchId: batch.id,
      name: file.name,
      acquiredAt: acquired.acquiredAt,
      acquiredPrecision: acquired.precision,
      acquiredSource: acquired.source,
      sensor: options.sensor ?? null,
      attribution: options.attribution ?? null,
      gsdMetres: copy.gsdMetres,
      originalSha256: sha256,
      originalKey: `originals/${sha256}.tif`,
      originalBytes: (await stat(file.path)).size,
      cogSha256,
      cogKey: `scenes/${cogSha256}.tif`,
      cogBytes: copy.bytes,
      tileSize: copy.tileSize,
      minzoom: copy.minzoom,
      maxzoom: copy.maxzoom,
      bounds: copy.bounds,
      processing: copy.didWhat,
    };
    await ctx.objects.putFile(scene.originalKey, file.path, "image/tiff");
    await ctx.objects.putFile(scene.cogKey, destination, "image/tiff");
    await ctx.db.transaction(async (tx) => {
      if (!(await insertScene(tx, scene))) {
        throw new AppError(
          "invalid_input",
          "This very image came into the campaign by another import meanwhile",
        );
      }
      const did = [`Dated ${acquired.acquiredAt} by ${acquired.source}.`, ...copy.didWhat];
      const outcome = {
        status: "accepted",
        reason: null,
        did,
        scene: scene.id,
        rows: null,
        refusedRows: [],
      } as const;
      await decideFile(tx, batch, file, outcome);
      // Windows lie between scenes: one more scene asks for all of them anew.
      await enqueue(ctx, tx, "fit-campaign", { campaign: batch.campaignId });
    });
    ctx.events.publish({ name: "campaign:changed", campaign: batch.campaign });
  });
};

/** Where the tiles of a scene are; null for an unknown scene. */
export async function findSceneTiles(
  ctx: Context,
  id: string,
): Promise<{ cogKey: string; sha256: string } | null> {
  return Id.safeParse(id).success ? selectSceneTiles(ctx.db, id) : null;
}

/** The time stated by the admin, else by the file's tag, else by its name. */
function acquisitionOf(
  name: string,
  options: SceneOptions,
  facts: RasterFacts,
): Acquisition & { source: string } {
  const base = path.basename(name);
  const stated = options.acquiredAt?.[name] ?? options.acquiredAt?.[base];
  if (stated !== undefined) {
    const precision = stated.includes("T") ? "second" : "day";
    return { acquiredAt: new Date(stated).toISOString(), precision, source: "the admin's statement" };
  }
  if (facts.acquired !== null) return { ...facts.acquired, source: "the file's TIFFTAG_DATETIME" };
  const named = acquisitionFromName(base);
  if (named !== null) return { ...named, source: "the file's name" };
  throw new AppError(
    "invalid_input",
    `No acquisition time was found in the file's tags or its name: state it, in options.acquiredAt as {"${base}": "2017-06-11T08:12:00Z"}, or on the command line as --acquired-at ${base}=2017-06-11T08:12:00Z`,
  );
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
