import { z } from "zod";

/** The file of a backup that says what is in it. It is written last: a folder without it is no backup. */
export const MANIFEST_FILE = "manifest.json";

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const BackedUpTable = z.strictObject({
  name: z.string(),
  /** As SQL names them, in the order in which the file holds them. */
  columns: z.array(z.string()),
  rows: z.number().int(),
  /** Length and SHA-256 of the rows as `COPY … TO STDOUT` writes them, before they are compressed. */
  bytes: z.number().int(),
  sha256: Sha256,
  /** Path inside the backup, gzip. */
  file: z.string(),
});
export type BackedUpTable = z.infer<typeof BackedUpTable>;

const BackedUpObject = z.strictObject({
  key: z.string(),
  /** `null` when the database names an object that the store did not hold. */
  bytes: z.number().int().nullable(),
  /** `null` when it was neither recorded nor read. */
  sha256: Sha256.nullable(),
});
export type BackedUpObject = z.infer<typeof BackedUpObject>;

/** What a backup holds, so that a restore can be held against it. */
export const Manifest = z.strictObject({
  format: z.literal("aftermap-backup"),
  formatVersion: z.literal(1),
  /** The release that wrote it. */
  release: z.string(),
  /** PostgreSQL's version. A restore into another one is fine. */
  postgres: z.string(),
  /** The moment that all tables show, UTC. */
  snapshotAt: z.iso.datetime(),
  /** Names of the migrations that the database had, in order. */
  migrations: z.array(z.string()),
  tables: z.array(BackedUpTable),
  /** What each sequence would have gone on from. */
  sequences: z.array(z.strictObject({ name: z.string(), lastValue: z.string(), isCalled: z.boolean() })),
  objects: z.strictObject({
    /** `copied` lie in a folder; `listed` were left where they are. */
    mode: z.enum(["copied", "listed"]),
    items: z.array(BackedUpObject),
  }),
});
export type Manifest = z.infer<typeof Manifest>;
