import { z } from "zod";
import { BuildingOptions, ImportQuestion } from "../../../shared/batches.ts";

/** What the reader's process is asked to do. */
export const ReadOrder = z.object({
  file: z.string(),
  /** A folder of its own for copies, removed by whoever asked. */
  scratch: z.string(),
  options: BuildingOptions,
  /** Boxes in which the campaign's images lie: buildings far from all of them are a sign of swapped coordinates. */
  places: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
});
export type ReadOrder = z.infer<typeof ReadOrder>;

/** What came out of a file in the end. */
export const ReadSummary = z.object({
  did: z.array(z.string()),
  read: z.int(),
  accepted: z.int(),
  refused: z.int(),
  repaired: z.int(),
  columns: ImportQuestion.shape.columns,
});
export type ReadSummary = z.infer<typeof ReadSummary>;

/**
 * What the reader's process writes, a line each: a letter, a blank and JSON. `R` rows to store, as a list that goes to
 * the database unread; `X` refused rows; `P` progress; and at the end `D` done, `Q` a question, or `N` a refusal.
 */
export const LINE = {
  rows: "R",
  refused: "X",
  progress: "P",
  done: "D",
  question: "Q",
  no: "N",
  failed: "F",
} as const;

export const Progress = z.object({ share: z.number(), read: z.int(), accepted: z.int() });
