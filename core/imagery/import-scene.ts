import { rm, stat } from "node:fs/promises";
import path from "node:path";
import { v7 as uuid } from "uuid";
import type { SceneOptions } from "../../shared/batches.ts";
import { AppError } from "../../shared/errors.ts";
import type { Bbox } from "../../shared/geo.ts";
import { sayRefusal } from "../../shared/refusals.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { enqueue } from "../jobs.ts";
import { withScratch } from "../scratch.ts";
import { shown } from "./addresses/read-address.ts";
import { decideFile, type FileWork } from "./batches.ts";
import { bringFiles, isAddress } from "./bring-files.ts";
import { optionsOf } from "./expand-batch.ts";
import { sha256OfFile } from "./file-digest.ts";
import { insertScene, selectSceneByOriginal, selectStated, type SceneRow } from "./imagery.sql.ts";
import { keepParts, keepSidecars } from "./keep-beside.ts";
import { acquisitionFromName } from "./raster/acquisition.ts";
import type { RasterFacts } from "./raster/facts.ts";
import { inspectRaster } from "./raster/inspect.ts";
import { makeWorkingCopy } from "./raster/make-working-copy.ts";
import { findSidecars, type Sidecar } from "./raster/sidecars/find-sidecars.ts";
import { readMetadata, readStacBeside } from "./raster/sidecars/read-metadata.ts";
import { describeTiles } from "./remote/describe-tiles.ts";
import { joinStated, NOTHING_STATED, Stated } from "./stated.ts";

type Batch = Parameters<FileWork>[1];
type File = Parameters<FileWork>[0];

/** Of the work on an image that lies elsewhere, fetching it, as the progress bar has it. */
const FETCHING_SHARE = 0.4;

/** Makes a scene of one file of a batch: fetched if it is elsewhere, kept and hashed, dated, its working copy made. */
export const importScene = async (
  ctx: Context,
  ...[file, batch, report, stop]: Parameters<FileWork>
): Promise<void> => {
  const options = optionsOf(batch);
  const parsed = Stated.safeParse((await selectStated(ctx.db, batch.id, file.position))?.stated);
  const stated = parsed.success ? parsed.data : NOTHING_STATED;
  if (stated.tiles !== null) return importTiles(ctx, batch, file, stated.tiles, options, stop);
  const { places, fetched, did } = await bringFiles(ctx, [file.path, ...(stated.parts ?? [])], {
    onProgress: (done) => report(done * FETCHING_SHARE),
    stop,
  });
  const [place = "", ...parts] = places;
  const known = { ...stated, parts, did: [...did, ...stated.did] };
  const share = fetched.length === 0 ? 0 : FETCHING_SHARE;
  const later = (done: number, mpix?: number) => report(share + done * (1 - share), mpix);
  const url = isAddress(file.path) ? shown(file.path) : null;
  await importFile(ctx, batch, { file, place, stated: known, url }, options, later, stop);
  await Promise.all(fetched.map((one) => rm(one, { force: true })));
};

/** `stated.parts` are local here, whatever they were. */
type Given = { file: File; place: string; stated: Stated; url: string | null };

async function importFile(
  ctx: Context,
  batch: Batch,
  { file, place, stated, url }: Given,
  options: SceneOptions,
  report: (share: number, mpix?: number) => void,
  stop: AbortSignal,
): Promise<void> {
  const facts = await inspectRaster(place);
  report(0, (facts.width * facts.height) / 1e6);
  const sidecars = url === null ? await findSidecars(place) : [];
  const stac = joinStated(stated, ...(await readAll(sidecars, readStacBeside)));
  const written = joinStated(NOTHING_STATED, ...(await readAll(sidecars, readMetadata)));
  const acquired = acquisitionOf(file, options, stac, facts, written);
  const known = joinStated(stac, written);
  const sha256 = await sha256OfFile(place);
  const present = await selectSceneByOriginal(ctx.db, batch.campaignId, sha256);
  if (present !== null) {
    throw new AppError("invalid_input", sayRefusal("image.present", { name: present.name }));
  }

  await withScratch(ctx, "working-copy", async (folder) => {
    const destination = path.join(folder, "scene.tif");
    stop.throwIfAborted();
    const bands = options.bands ?? bandsOf(stated, facts);
    const copy = await makeWorkingCopy({
      source: place,
      parts: stated.parts ?? [],
      destination,
      onProgress: (share) => report(share * 0.95),
      signal: stop,
      options: {
        ...(bands === undefined ? {} : { bands }),
        ...(options.stretch === undefined ? {} : { stretch: options.stretch }),
      },
    });
    const cogSha256 = await sha256OfFile(destination);
    const did = [`Dated ${acquired.acquiredAt} by ${acquired.source}.`, ...known.did, ...copy.didWhat];
    const scene: SceneRow = {
      id: uuid(),
      campaignId: batch.campaignId,
      batchId: batch.id,
      name: file.name,
      acquiredAt: acquired.acquiredAt,
      acquiredPrecision: acquired.precision,
      acquiredSource: acquired.source,
      ...meaningOf(known, options),
      gsdMetres: copy.gsdMetres,
      sourceUrl: url,
      files: {
        originalSha256: sha256,
        originalKey: `originals/${sha256}.tif`,
        originalBytes: (await stat(place)).size,
        cogSha256,
        cogKey: `scenes/${cogSha256}.tif`,
        cogBytes: copy.bytes,
      },
      sidecars: [...(await keepSidecars(ctx, sidecars)), ...(await keepParts(ctx, stated.parts ?? []))],
      remote: null,
      tileSize: copy.tileSize,
      minzoom: copy.minzoom,
      maxzoom: copy.maxzoom,
      bounds: copy.bounds,
      processing: copy.didWhat,
    };
    await ctx.objects.putFile(`originals/${sha256}.tif`, place, "image/tiff");
    await ctx.objects.putFile(`scenes/${cogSha256}.tif`, destination, "image/tiff");
    await storeScene(ctx, batch, file, scene, did);
  });
}

/** Stores the scene and the end of its file together. */
async function storeScene(
  ctx: Context,
  batch: Batch,
  file: File,
  scene: SceneRow,
  did: string[],
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    if (!(await insertScene(tx, scene))) {
      throw new AppError(
        "invalid_input",
        "This very image came into the campaign by another import meanwhile",
      );
    }
    await decideFile(tx, batch, file, {
      status: "accepted",
      reason: null,
      did,
      scene: scene.id,
      rows: null,
      refusedRows: [],
    });
    // Windows lie between scenes: one more scene asks for all of them anew.
    await enqueue(ctx, tx, "fit-campaign", { campaign: batch.campaignId });
  });
  ctx.events.publish({ name: "campaign:changed", campaign: batch.campaign });
}

/** A tile address becomes a scene that is shown and not kept. */
async function importTiles(
  ctx: Context,
  batch: Batch,
  file: File,
  address: string,
  options: SceneOptions,
  stop: AbortSignal,
): Promise<void> {
  const acquired = statedByAdmin(file, options);
  if (acquired === null) {
    throw new AppError("invalid_input", sayRefusal("image.tiles-no-date", { file: file.name }));
  }
  const { area } = await getCampaignRow(ctx, batch.campaign);
  const rules = { allowed: ctx.config.importHosts };
  const tiles = await describeTiles(
    rules,
    address,
    options,
    area === null ? null : boundsOf(area.coordinates[0] ?? []),
    stop,
  );
  const scene: SceneRow = {
    id: uuid(),
    campaignId: batch.campaignId,
    batchId: batch.id,
    name: file.name,
    acquiredAt: acquired.acquiredAt,
    acquiredPrecision: acquired.precision,
    acquiredSource: acquired.source,
    ...meaningOf({ ...NOTHING_STATED, attribution: tiles.attribution }, options),
    gsdMetres: tiles.gsdMetres,
    sourceUrl: shown(tiles.template),
    files: null,
    sidecars: [],
    remote: { template: tiles.template },
    tileSize: tiles.tileSize,
    minzoom: tiles.minzoom,
    maxzoom: tiles.maxzoom,
    bounds: tiles.bounds,
    processing: tiles.did,
  };
  await storeScene(ctx, batch, file, scene, [
    `Dated ${acquired.acquiredAt} by ${acquired.source}.`,
    ...tiles.did,
  ]);
}

type Acquired = NonNullable<Stated["acquired"]>;

/** The time stated by the admin, else by STAC, the file's tag, a metadata file beside it, its name: in that order. */
function acquisitionOf(
  file: File,
  options: SceneOptions,
  stated: Stated,
  facts: RasterFacts,
  written: Stated,
): Acquired {
  const byAdmin = statedByAdmin(file, options);
  if (byAdmin !== null) return byAdmin;
  if (stated.acquired !== null) return stated.acquired;
  if (facts.acquired !== null) return { ...facts.acquired, source: "the file's TIFFTAG_DATETIME" };
  if (written.acquired !== null) return written.acquired;
  const base = baseOf(file.name);
  const named = acquisitionFromName(base) ?? acquisitionFromName(baseOf(shown(file.path)));
  if (named !== null) return { ...named, source: "the file's name" };
  throw new AppError("invalid_input", sayRefusal("image.no-date", { file: base }));
}

function statedByAdmin(file: File, { acquiredAt = {} }: SceneOptions): Acquired | null {
  const stated = acquiredAt[file.name] ?? acquiredAt[baseOf(file.name)] ?? acquiredAt[file.path];
  if (stated === undefined) return null;
  const precision = stated.includes("T") ? "second" : "day";
  return { acquiredAt: new Date(stated).toISOString(), precision, source: "the admin's statement" };
}

/** What is shown of a scene besides its pixels; what the admin states comes before what files say. */
function meaningOf(known: Stated, options: SceneOptions) {
  return {
    sensor: options.sensor ?? known.sensor,
    attribution: options.attribution ?? known.attribution,
    offNadirDegrees: known.offNadirDegrees,
    sunElevationDegrees: known.sunElevationDegrees,
    cloudShare: known.cloudShare,
  };
}

/** Bands that a document names, unless they are the first three anyway or the file does not have them. */
function bandsOf({ bands }: Stated, facts: RasterFacts): number[] | undefined {
  if (bands === null || bands.join() === "1,2,3" || bands.some((band) => band > facts.bands))
    return undefined;
  return bands;
}

async function readAll(
  sidecars: readonly Sidecar[],
  read: (sidecar: Sidecar) => Promise<Stated | null>,
): Promise<Stated[]> {
  const all: Stated[] = [];
  for (const sidecar of sidecars.filter(({ role }) => role === "metadata")) {
    const stated = await read(sidecar);
    if (stated !== null) all.push(stated);
  }
  return all;
}

function boundsOf(ring: readonly (readonly number[])[]): Bbox | null {
  if (ring.length === 0) return null;
  const lons = ring.map(([lon = 0]) => lon);
  const lats = ring.map(([, lat = 0]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

const baseOf = (name: string) => name.replace(/^.*[/\\]/s, "");
