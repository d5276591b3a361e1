import { z } from "zod";
import { Id } from "./ids.ts";
import { AcquisitionTime, Bands, Stretch } from "./scenes.ts";
import { words } from "./text.ts";

export const JobStatus = z.enum(["queued", "running", "done", "failed", "cancelled"]);
export type JobStatus = z.infer<typeof JobStatus>;

/** Where an import comes from: a file or a folder on the server, an address, or finished uploads. */
export const BatchSource = z.union([
  z.strictObject({ path: words(4096).min(1) }),
  z.strictObject({ url: words(4096).min(1) }),
  z.strictObject({ uploads: z.array(Id).min(1).max(10_000) }),
]);
export type BatchSource = z.infer<typeof BatchSource>;

/** What an admin states about scenes whose files do not say it. */
export const SceneOptions = z.strictObject({
  /** Acquisition times by file name, ISO 8601: a date alone is 00:00Z with precision `day`. */
  acquiredAt: z.record(words(1024), AcquisitionTime).optional(),
  sensor: words(200).optional(),
  attribution: words(500).optional(),
  /** Which bands (1-based) are red, green and blue; a single one is shown as grey. */
  bands: Bands.optional(),
  stretch: Stretch.optional(),
  /** Of a tile address that does not say it itself: `[west, south, east, north]`, degrees. */
  bounds: z
    .tuple([z.number().min(-180), z.number().min(-90), z.number().max(180), z.number().max(90)])
    .optional(),
  /** Of a WMTS that has several: which of its layers. */
  layer: words(500).optional(),
});
export type SceneOptions = z.infer<typeof SceneOptions>;

/** What an admin states about footprints whose file does not say it. */
export const BuildingOptions = z.strictObject({
  /** The property that holds the building's name outside Aftermap, when it is neither `id` nor the feature's id. */
  idField: words(200).min(1).optional(),
  /** The coordinate reference system of the file, such as `EPSG:32637`, when the file carries none. */
  crs: words(200).min(1).optional(),
  /** The radius of a building given as a point, metres. */
  radiusMetres: z.number().positive().max(500).optional(),
  profile: words(100).min(1).optional(),
  mapping: z.record(words(200), words(200)).optional(),
});
export type BuildingOptions = z.infer<typeof BuildingOptions>;

export const NewBatch = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("scenes"), source: BatchSource, options: SceneOptions.prefault({}) }),
  z.strictObject({
    kind: z.literal("buildings"),
    source: BatchSource,
    options: BuildingOptions.prefault({}),
  }),
]);
export type NewBatch = z.infer<typeof NewBatch>;

export const BatchItemStatus = z.enum(["queued", "running", "accepted", "refused", "failed"]);
export type BatchItemStatus = z.infer<typeof BatchItemStatus>;

/** A footprint that was refused: where it stands in the file, and why. */
export const RefusedRow = z.object({ row: z.int(), externalId: z.string().nullable(), reason: z.string() });
export type RefusedRow = z.infer<typeof RefusedRow>;

/** One file of a batch. `reason` says why it was refused and how to mend it; `did` what was done to accept it. */
export const BatchItem = z.object({
  name: z.string(),
  status: BatchItemStatus,
  /** Share of this file's work that is done, 0–1. */
  progress: z.number(),
  reason: z.string().nullable(),
  did: z.array(z.string()),
  scene: Id.nullable(),
  rows: z.object({ accepted: z.int(), refused: z.int() }).nullable(),
  /** The first thousand refused rows. */
  refusedRows: z.array(RefusedRow),
});
export type BatchItem = z.infer<typeof BatchItem>;

export const Batch = z.object({
  id: Id,
  campaign: z.string(),
  kind: z.enum(["scenes", "buildings"]),
  status: JobStatus,
  /** Share of the whole batch that is done, 0–1. */
  progress: z.number(),
  reason: z.string().nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  items: z.array(BatchItem),
});
export type Batch = z.infer<typeof Batch>;
