import { z } from "zod";
import { ProfileName } from "./assessments.ts";
import { Id } from "./ids.ts";
import { ToldRefusal } from "./refusals.ts";
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
  /** Which coordinate stands first: `yx` for latitude (or northing) first. */
  axisOrder: z.enum(["xy", "yx"]).optional(),
  /** The radius of a building given as a point, metres. */
  radiusMetres: z.number().positive().max(500).optional(),
  /** The layer of an archive or a GeoPackage that holds several; a part of its name is enough. */
  layer: words(500).min(1).optional(),
  /** The source whose columns and damage values are known; see `ProfileName`. */
  profile: ProfileName.optional(),
  /**
   * What the file means where that is not certain: `column:id|longitude|latitude|wkt|class|date|radius` → a column's
   * name (`column:class:2`, `column:date:2` for further dates), `value:<raw>` → a class of the profile's scale, `none`
   * (says nothing of damage) or `skip` (leave the row out), `dates` → `dmy` or `mdy`, `date` → one date for all.
   */
  mapping: z.record(words(200), words(200)).optional(),
  /** Tells what would be accepted, changed and refused, and stores nothing. */
  dryRun: z.boolean().optional(),
  /** Says how many named buildings of the campaign are missing from the file; they are left in any case. */
  reportMissing: z.boolean().optional(),
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

/** As it is told: `refusal` is the reason as a code, for whoever reads another language; null where it has none. */
const ToldRow = RefusedRow.extend({ refusal: ToldRefusal.nullable() });

/**
 * What an import must be told before it can go on: codes are never guessed. `columns` with some of their values;
 * `unknown` values whose meaning is open, each with the key under which `options.mapping` takes it.
 */
export const ImportQuestion = z.object({
  profile: ProfileName.nullable(),
  columns: z.array(z.object({ name: z.string(), samples: z.array(z.string()) })),
  unknown: z.array(z.object({ key: z.string(), raw: z.string(), count: z.int() })),
  /** Columns that are wanted and were not found, by their key. */
  missing: z.array(z.object({ key: z.string(), why: z.string() })),
  /** Whether 03/04 is the third of April or the fourth of March is open. */
  asksDateOrder: z.boolean(),
  choices: z.array(z.object({ code: z.string(), label: z.string() })),
});
export type ImportQuestion = z.infer<typeof ImportQuestion>;

/** Rows of a file of footprints. `accepted` are those added, updated and unchanged together. */
export const RowCounts = z.object({
  accepted: z.int(),
  refused: z.int(),
  added: z.int().optional(),
  updated: z.int().optional(),
  unchanged: z.int().optional(),
  /** Accepted after a small fault was put right. */
  repaired: z.int().optional(),
  /** Named buildings of the campaign that the file does not have; only where that was asked for. */
  missing: z.int().optional(),
});
export type RowCounts = z.infer<typeof RowCounts>;

/** One file of a batch. `reason` says why it was refused and how to mend it; `did` what was done to accept it. */
export const BatchItem = z.object({
  name: z.string(),
  status: BatchItemStatus,
  /** Share of this file's work that is done, 0–1. */
  progress: z.number(),
  reason: z.string().nullable(),
  /** The reason as a code with its values; null where there is no reason, or no code for it. */
  refusal: ToldRefusal.nullable(),
  did: z.array(z.string()),
  scene: Id.nullable(),
  rows: RowCounts.nullable(),
  /** Length of the file; null for what lies elsewhere. */
  bytes: z.int().nullable(),
  /** Millions of pixels, once an image's header was read. */
  mpix: z.number().nullable(),
  startedAt: z.iso.datetime({ offset: true }).nullable(),
  finishedAt: z.iso.datetime({ offset: true }).nullable(),
  /** The first thousand refused rows. */
  refusedRows: z.array(ToldRow),
  /** What must be stated before the file can be imported; null when nothing is asked. */
  question: ImportQuestion.nullable(),
});
export type BatchItem = z.infer<typeof BatchItem>;

/** How fast an import goes; null before that can be said. */
export const BatchPace = z.object({
  bytes: z.int(),
  bytesDone: z.int(),
  bytesPerSecond: z.number().nullable(),
  /** Millions of pixels a second. */
  mpixPerSecond: z.number().nullable(),
  secondsLeft: z.int().nullable(),
});
export type BatchPace = z.infer<typeof BatchPace>;

/** What may be done with an import. `retry` takes refused and failed files again, with more stated of them. */
export const BatchAction = z.strictObject({
  action: z.enum(["pause", "resume", "cancel", "retry"]),
  /** With `retry`: stands beside the options of before, or in their place. */
  options: z.union([SceneOptions, BuildingOptions]).optional(),
});
export type BatchAction = z.infer<typeof BatchAction>;

export const Batch = z.object({
  id: Id,
  campaign: z.string(),
  kind: z.enum(["scenes", "buildings"]),
  /** As it was asked for, so that it can be asked for again with more said. */
  source: BatchSource,
  options: z.record(z.string(), z.unknown()),
  status: JobStatus,
  /** Share of the whole batch that is done, 0–1. */
  progress: z.number(),
  /** Nobody works on it until it is resumed; its status is `queued` meanwhile. */
  isPaused: z.boolean(),
  pace: BatchPace,
  reason: z.string().nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  items: z.array(BatchItem),
});
export type Batch = z.infer<typeof Batch>;
