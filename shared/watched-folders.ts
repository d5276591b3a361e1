import { z } from "zod";
import { words } from "./text.ts";

/** A folder of the server's whose new files are imported by themselves. */
export const NewWatchedFolder = z.strictObject({
  /** Inside IMPORT_ROOTS. */
  path: words(4096).trim().min(1),
  kind: z.enum(["scenes", "buildings"]).default("scenes"),
});
export type NewWatchedFolder = z.infer<typeof NewWatchedFolder>;

export const WatchedFolder = z.object({
  path: z.string(),
  kind: z.enum(["scenes", "buildings"]),
  createdAt: z.iso.datetime(),
  /** When a worker looked last; null before the first time. */
  lookedAt: z.iso.datetime().nullable(),
  /** Why the last look failed; null when it did not. */
  trouble: z.string().nullable(),
  /** Files seen that are still being written, or were a moment ago. */
  waiting: z.int(),
  /** Files that became part of an import. */
  taken: z.int(),
});
export type WatchedFolder = z.infer<typeof WatchedFolder>;
