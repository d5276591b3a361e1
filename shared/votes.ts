import { z } from "zod";
import { Id } from "./ids.ts";
import { SceneOffset } from "./scenes.ts";
import { words } from "./text.ts";

/** Why a building cannot be assessed. An answer, not a missing one: cloud and a shifted footprint are evidence too. */
export const CannotTell = z.enum(["cloud", "blurred", "not-covered", "no-building", "misplaced", "other"]);
export type CannotTell = z.infer<typeof CannotTell>;

/** A picture that a volunteer was shown: whose tiles, and how far they were moved. */
export const ShownPicture = z.strictObject({
  scene: Id,
  /** The id in the address of its tiles: the scene's own, or that of one of its versions. */
  picture: Id,
  eastMetres: SceneOffset.shape.eastMetres,
  northMetres: SceneOffset.shape.northMetres,
});
export type ShownPicture = z.infer<typeof ShownPicture>;

/**
 * One answer on one building. `class` is the worst damage seen in any scene; the two marks are scene ids:
 * (null, first) damaged before the images begin, (last, null) intact to the end.
 */
export const VoteInput = z.strictObject({
  /** Made by the client and never used for another answer, so that sending twice counts once. */
  id: Id,
  building: Id,
  class: words(64).min(1).nullable().default(null),
  lastIntact: Id.nullable().default(null),
  firstDamaged: Id.nullable().default(null),
  cannotTell: CannotTell.nullable().default(null),
  /** How long the volunteer looked, milliseconds. */
  elapsedMs: z.int().min(0).max(2_147_483_647).nullable().default(null),
  comment: words(2_000).nullable().default(null),
  /** Scenes whose picture was completely on the screen while the volunteer decided. */
  scenesSeen: z.array(Id).max(500).default([]),
  /**
   * Of those, the pictures that were not their scene's first or were moved. Where a client does not say, they are taken
   * to have been as they are when the vote comes.
   */
  pictures: z.array(ShownPicture).max(500).optional(),
});
export type VoteInput = z.infer<typeof VoteInput>;

export const CastVotes = z.strictObject({ votes: z.array(VoteInput).min(1).max(20) });
export type CastVotes = z.infer<typeof CastVotes>;

/** What the server keeps of an answer: its name, its building, and which answer of the volunteer's it is (1, 2, …). */
export const VoteReceipt = z.object({ id: Id, building: Id, revision: z.int() });
export type VoteReceipt = z.infer<typeof VoteReceipt>;

/** A vote as analysts see it: pseudonyms only. */
export const ListedVote = z.object({
  id: Id,
  volunteer: Id,
  pseudonym: z.string(),
  class: z.string().nullable(),
  lastIntact: Id.nullable(),
  firstDamaged: Id.nullable(),
  cannotTell: CannotTell.nullable(),
  comment: z.string().nullable(),
  revision: z.int(),
  /** False for superseded revisions and for votes of excluded volunteers. */
  counted: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type ListedVote = z.infer<typeof ListedVote>;
