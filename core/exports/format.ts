import type { Campaign } from "../../shared/campaigns.ts";
import type { SceneOffset } from "../../shared/scenes.ts";
import type { Finding } from "../consensus/describe.ts";

/** What an export is a picture of. Everything in it comes from the database's snapshot, so the same gives the same bytes. */
export type Snapshot = {
  campaign: string;
  title: string;
  classes: Campaign["scale"]["classes"];
  scale: string;
  scenes: readonly {
    id: string;
    acquiredAt: string;
    sensor: string | null;
    attribution: string | null;
    /** Metres per pixel on the ground. */
    gsdMetres: number;
    /** How far its pixels were moved before anybody saw them, metres on the ground. */
    offset: SceneOffset;
  }[];
  /** The last change that the snapshot holds, ISO 8601 UTC: the date that files carry which must carry one. */
  changedAt: string;
};

/** Where a writer puts its file, and a folder of its own for what it needs on the way; both vanish afterwards. */
export type Target = { file: string; folder: string };

/**
 * Writes one file. Rows come in the order of building ids, a page at a time; nothing but the page is in memory.
 * `close` finishes the file; `drop`, instead or after it failed, lets go of what is open and leaves only scratch behind.
 */
export type RowWriter<Row> = {
  write(rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
  drop(): Promise<void>;
};

/** How a format of findings is written: no clock, no chance, so that exports reproduce to the byte. */
export type FindingsFormat = {
  rows: "findings";
  contentType: string;
  extension: string;
  open(target: Target, snapshot: Snapshot): Promise<RowWriter<Finding>>;
};

/** The same for what is written from PostgreSQL's own digits: GeoJSON, of features, and CSV, of lines. */
export type TextFormat = {
  rows: "features" | "lines";
  contentType: string;
  extension: string;
  open(target: Target, snapshot: Snapshot): Promise<RowWriter<string>>;
};

/** A table of records as CSV: what the consensus rests on, rather than what it says. */
export type RecordsFormat = {
  rows: "votes" | "reviews" | "volunteers";
  contentType: string;
  extension: string;
};
