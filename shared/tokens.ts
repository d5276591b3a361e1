import { z } from "zod";
import { Id } from "./ids.ts";
import { words } from "./text.ts";

export const NewToken = z.strictObject({
  /** What it is for, so that its holder knows later which to end. */
  name: words(100).trim().min(1, "say what it is for"),
});
export type NewToken = z.infer<typeof NewToken>;

/** A token of one's own, without the secret, which is shown once. */
export const OwnToken = z.object({
  id: Id,
  /** Null for the one that came with the account. */
  name: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type OwnToken = z.infer<typeof OwnToken>;

/** Shown once: only its hash is kept. */
export const MadeToken = z.object({ id: Id, token: z.string() });
export type MadeToken = z.infer<typeof MadeToken>;
