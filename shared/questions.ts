import { z } from "zod";
import { Id, Slug } from "./ids.ts";
import { words } from "./text.ts";

/** `problem`: the outline, an image or the task is wrong. `distressing`: others should be warned before they see it. */
export const QuestionKind = z.enum(["problem", "question", "distressing"]);
export type QuestionKind = z.infer<typeof QuestionKind>;

/** `closed` without an answer: read, and nothing to say. */
export const QuestionStatus = z.enum(["open", "answered", "closed"]);
export type QuestionStatus = z.infer<typeof QuestionStatus>;

const MOST_WORDS = 2_000;

/** What a volunteer reports or asks about a building they were given. */
export const NewQuestion = z.strictObject({
  /** The question's id, made by the client, so that sending twice asks once; without it each call asks anew. */
  questionId: Id.optional(),
  building: Id,
  /** The scene that was on the screen. */
  scene: Id.nullable().default(null),
  kind: QuestionKind,
  /** Empty only where the kind says it all: `distressing`. */
  text: words(MOST_WORDS),
});
export type NewQuestion = z.infer<typeof NewQuestion>;

/** What an analyst says to it. Null and closed: read, and nothing to say; null and not closed: open again. */
export const QuestionReply = z.strictObject({
  answer: words(MOST_WORDS).min(1).nullable(),
  isClosed: z.boolean(),
});
export type QuestionReply = z.infer<typeof QuestionReply>;

const asked = {
  id: Id,
  building: Id,
  scene: Id.nullable(),
  kind: QuestionKind,
  text: z.string(),
  status: QuestionStatus,
  answer: z.string().nullable(),
  answeredAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
};

/** A question as analysts see it: who asked is a pseudonym. */
export const Question = z.object({
  ...asked,
  /** The building's name in the file it came from. */
  externalId: z.string().nullable(),
  pseudonym: z.string(),
});
export type Question = z.infer<typeof Question>;

/** A question as the one who asked it sees it. */
export const OwnQuestion = z.object({ ...asked, campaign: Slug });
export type OwnQuestion = z.infer<typeof OwnQuestion>;
