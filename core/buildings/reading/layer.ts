import type { Readable } from "node:stream";

/**
 * A feature as a file gives it, nothing checked: its geometry as GeoJSON in the file's own coordinates.
 * `row` counts from 1 as a person would count in that file. `fault` says why it could not even be read.
 */
export type RawFeature = {
  row: number;
  id: string | null;
  properties: Record<string, unknown>;
  geometry: unknown;
  fault?: string;
};

/** A list of features that can be read more than once, each time from the beginning, in pieces. */
export type Layer = {
  /** As a person calls it: `GeoJSON`, `Shapefile`. */
  format: string;
  /** The coordinate system that the file names: `EPSG:32637`, its WKT, or null where it names none. */
  crs: string | null;
  /** What was noticed on the way to the features, a sentence each. */
  notes: readonly string[];
  /** The profile that the structure itself is, such as xBD's label files. */
  profile?: "xbd";
  features: () => AsyncIterable<readonly RawFeature[]>;
};

/** Bytes of a file, or of an entry of an archive, from the beginning, as often as one likes. */
export type Bytes = {
  name: string;
  size: number;
  /** Where it lies on disk; null inside an archive. */
  path: string | null;
  open(): AsyncIterable<Buffer> | Readable;
};

/** How many features are passed on together: enough that passing costs nothing, few enough to be held. */
export const FEATURES_AT_ONCE = 500;
/** No footprint needs more; a longer one is refused unread. */
export const LONGEST_FEATURE_BYTES = 8 * 1024 * 1024;
