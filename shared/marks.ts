import { z } from "zod";
import { Id } from "./ids.ts";
import { words } from "./text.ts";

/**
 * What else became of a building, beside the first damage that everybody is asked about. `newly-built`: not there in
 * the first image. `cleared`: its rubble is gone. `rebuilt`: it stands again. `hit-again`: damaged once more, later.
 */
export const MarkKind = z.enum(["newly-built", "cleared", "rebuilt", "hit-again"]);
export type MarkKind = z.infer<typeof MarkKind>;

/** One mark, and the first scene that shows it where an analyst could say so. */
export const Mark = z.strictObject({ kind: MarkKind, scene: Id.nullable().default(null) });
export type Mark = z.infer<typeof Mark>;

/** All marks of a building at once: what is left out is taken away. */
export const NewMarks = z.strictObject({
  marks: z
    .array(Mark)
    .max(MarkKind.options.length)
    .refine((marks) => new Set(marks.map(({ kind }) => kind)).size === marks.length, "give each kind once"),
  note: words(2_000).trim().default(""),
});
export type NewMarks = z.infer<typeof NewMarks>;

/** One version of a building's marks. */
export const MarksVersion = z.object({
  version: z.int(),
  marks: z.array(Mark),
  note: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
});
export type MarksVersion = z.infer<typeof MarksVersion>;
