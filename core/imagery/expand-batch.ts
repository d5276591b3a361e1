import path from "node:path";
import { BatchSource, SceneOptions } from "../../shared/batches.ts";
import { AppError } from "../../shared/errors.ts";
import type { Context } from "../context.ts";
import { selectBatchFiles, selectBatchForWork, type BatchFile } from "./batches.sql.ts";
import { decideFile } from "./batches.ts";
import { insertFoundFiles, selectBatchSource, selectStated, updateStated } from "./imagery.sql.ts";
import { lookInto, mayHoldOthers, type Reach } from "./stac/expand.ts";
import type { StacContents } from "./stac/walk.ts";

type BatchForWork = { id: string; campaignId: string; campaign: string; options: unknown };

/**
 * Finds out, before any image is read, what the files and addresses of a batch are: a STAC document becomes the images
 * it names, a row each; an image that a document of the same batch describes is told what that says of it.
 *
 * Twice is harmless: what was found is stored with the end of the document, in one transaction.
 */
export async function expandBatch(ctx: Context, batchId: string, stop: AbortSignal): Promise<void> {
  const found = await selectBatchForWork(ctx.db, batchId);
  if (found === null || found.status === "done" || found.status === "cancelled") return;
  const batch: BatchForWork = { id: batchId, ...found };
  const files = await selectBatchFiles(ctx.db, batchId);
  const reach = await reachOf(ctx, batchId, files);
  for (const file of files) {
    if (!mayHoldOthers(file) || !isOpen(file)) continue;
    if ((await selectStated(ctx.db, batchId, file.position))?.stated != null) continue;
    stop.throwIfAborted();
    try {
      await expandFile(ctx, batch, file, reach, stop);
    } catch (error) {
      stop.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      if (error.code === "conflict") continue; // another run of this batch was faster
      const outcome = {
        status: "refused",
        reason: error.message,
        did: [],
        scene: null,
        rows: null,
        refusedRows: [],
      } as const;
      await ctx.db.transaction((tx) => decideFile(tx, batch, file, outcome));
    }
    ctx.events.publish({ name: "batch:changed", campaign: batch.campaign, id: batchId });
  }
}

async function expandFile(
  ctx: Context,
  batch: BatchForWork,
  file: BatchFile,
  reach: Reach,
  stop: AbortSignal,
): Promise<void> {
  const found = await lookInto({ allowed: ctx.config.importHosts }, file, reach, stop);
  if (found.kind === "image") return;
  if (found.kind === "tiles") {
    await ctx.db.transaction((tx) => updateStated(tx, batch.id, file.position, file.path, found.stated));
    return;
  }
  await storeContents(ctx, batch, file, found.contents);
}

/** The end of a file that was understood and of which no scene is made. */
const NOTHING_MADE = { status: "accepted", reason: null, scene: null, rows: null, refusedRows: [] } as const;

/** Images that are files of the batch already are told what is said of them; one alone takes its document's row. */
async function storeContents(
  ctx: Context,
  batch: BatchForWork,
  file: BatchFile,
  contents: StacContents,
): Promise<void> {
  const { images, refused, kind } = contents;
  const [only] = images;
  if (only === undefined && refused.length === 1 && kind === "item") {
    throw new AppError("invalid_input", refused[0]?.reason ?? "It names no image");
  }
  await ctx.db.transaction(async (tx) => {
    const others = (await selectBatchFiles(tx, batch.id)).filter(
      (other) => other.position !== file.position && isOpen(other),
    );
    const byPlace = new Map(others.map((other) => [other.path, other]));
    const isAlone =
      images.length === 1 && refused.length === 0 && only !== undefined && !byPlace.has(only.place);
    if (isAlone) {
      await updateStated(tx, batch.id, file.position, only.place, only.stated);
      return;
    }
    const described = images.filter(({ place }) => byPlace.has(place));
    for (const { place, stated } of described) {
      const other = byPlace.get(place);
      if (other !== undefined) await updateStated(tx, batch.id, other.position, place, stated);
    }
    const added = images.filter(({ place }) => !byPlace.has(place));
    const did = [
      `Read as a STAC ${kind}.`,
      ...(described.length === 0 ? [] : [`It describes ${described.length} of the files of this import.`]),
      ...(added.length === 0 ? [] : [`It names ${added.length} images: each has a row of its own.`]),
      ...(refused.length === 0
        ? []
        : [`${refused.length} of what it names cannot be imported: each has a row with the reason.`]),
    ];
    // First its own end, which locks its row: of two runs the later adds nothing.
    await decideFile(tx, batch, file, { ...NOTHING_MADE, did });
    for (const [part, said] of partsAmong(byPlace, images))
      await decideFile(tx, batch, part, { ...NOTHING_MADE, did: [said] });
    await insertFoundFiles(tx, batch.id, [
      ...added.map(({ name, place, stated }) => ({ name, path: place, stated, reason: null })),
      ...refused.map(({ name, reason }) => ({ name, path: file.path, stated: null, reason })),
    ]);
  });
}

/** Files of the batch that are one colour of an image of it, and what is said of each. */
function partsAmong(
  byPlace: ReadonlyMap<string, BatchFile>,
  images: StacContents["images"],
): Map<BatchFile, string> {
  const found = new Map<BatchFile, string>();
  for (const { name, stated } of images) {
    for (const [nth, place] of (stated.parts ?? []).entries()) {
      const file = byPlace.get(place);
      const colour = nth === 0 ? "green" : "blue";
      if (file !== undefined)
        found.set(file, `Taken as the ${colour} of ${name}, which is composed of three files.`);
    }
  }
  return found;
}

/** Documents may refer to files of the same import, of its folder, and of the folders that may be imported from. */
async function reachOf(ctx: Context, batchId: string, files: readonly BatchFile[]): Promise<Reach> {
  const source = BatchSource.safeParse((await selectBatchSource(ctx.db, batchId))?.source);
  const given =
    source.success && "path" in source.data
      ? [path.resolve(ctx.config.importRoots[0] ?? ".", source.data.path)]
      : [];
  const folders = given.map((place) =>
    files.some((file) => file.path === place) ? path.dirname(place) : place,
  );
  return {
    filesByName: new Map(files.map((file) => [file.name.split(path.sep).join("/"), file.path])),
    folders: [...folders, ...ctx.config.importRoots],
  };
}

const isOpen = ({ status }: BatchFile) => status === "queued" || status === "running";

/** The options of a batch of scenes, as they were checked when it was asked for. */
export const optionsOf = (batch: { options: unknown }): SceneOptions => SceneOptions.parse(batch.options);
