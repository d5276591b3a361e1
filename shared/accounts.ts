import { z } from "zod";
import { Id } from "./ids.ts";
import { localizedText, words } from "./text.ts";

/** Who somebody is to Aftermap, each able to do all that the one before can. */
export const Role = z.enum(["volunteer", "analyst", "admin"]);
export type Role = z.infer<typeof Role>;

const RANK: Record<Role, number> = { volunteer: 0, analyst: 1, admin: 2 };

/** Whether somebody of this role may do what `needed` may. */
export function mayActAs(role: Role, needed: Role): boolean {
  return RANK[role] >= RANK[needed];
}

export const StartSession = z.strictObject({
  transport: z.enum(["cookie", "bearer"]).default("cookie"),
  /** Of `POST /me/key`: goes on as the volunteer who keeps it, instead of beginning a new one. */
  key: words(100).trim().min(1).optional(),
});
export type StartSession = z.infer<typeof StartSession>;

export const SessionStarted = z.object({
  volunteer: z.object({ id: Id, pseudonym: z.string() }),
  /** Only with `"transport": "bearer"`; shown once. */
  token: z.string().optional(),
});
export type SessionStarted = z.infer<typeof SessionStarted>;

export const Me = z.object({
  id: Id,
  pseudonym: z.string(),
  role: Role,
  /** Answers given, each building once. */
  votes: z.int(),
  createdAt: z.iso.datetime(),
  /** Campaigns in which they answered. */
  campaigns: z.int(),
  /** Buildings they answered that are settled by now, or decided by an analyst. */
  settled: z.int(),
  /** The name under which they chose to stand on boards. */
  boardName: z.string().nullable(),
  /** The name that an admin took off boards, and why; null where none was, or another was chosen since. */
  removedBoardName: z.object({ name: z.string(), reason: z.string(), at: z.iso.datetime() }).nullable(),
  /** When their key was made; null without one. */
  keyMadeAt: z.iso.datetime().nullable(),
});
export type Me = z.infer<typeof Me>;

/** A name that a volunteer chooses for boards: on one line, without what cannot be seen. */
const BoardName = words(40)
  .transform((name) => name.normalize("NFC").replaceAll(/\s+/gu, " ").trim())
  .refine(
    (name) => name !== "" && !/[\p{Cc}\p{Cf}\p{Co}]/u.test(name),
    "use visible characters, at least one",
  );

export const MeChange = z.strictObject({ boardName: BoardName.nullable() });
export type MeChange = z.infer<typeof MeChange>;

/** Shown once: only its hash is kept. */
export const NewKey = z.object({ key: z.string() });
export type NewKey = z.infer<typeof NewKey>;

/** What becomes of the answers of somebody who leaves: counted under no name, or kept in the log and not counted. */
export const Leaving = z.strictObject({ votes: z.enum(["keep", "withdraw"]) });
export type Leaving = z.infer<typeof Leaving>;

/** What a volunteer did in one campaign. */
export const OwnCampaign = z.object({
  slug: z.string(),
  title: localizedText(200),
  status: z.enum(["draft", "open", "paused", "closed"]),
  /** Buildings answered. */
  buildings: z.int(),
  /** Of those, settled by now or decided by an analyst. */
  settled: z.int(),
  firstVoteAt: z.iso.datetime(),
  lastVoteAt: z.iso.datetime(),
});
export type OwnCampaign = z.infer<typeof OwnCampaign>;

/** Volunteers of a campaign who chose to be named, those with most answers first. */
export const Board = z.object({
  items: z.array(z.object({ name: z.string(), answers: z.int(), isYou: z.boolean() })),
});
export type Board = z.infer<typeof Board>;

/** Everything that is held about somebody, as they take it away. */
export const OwnData = z.object({
  exportedAt: z.iso.datetime(),
  account: z.object({
    id: Id,
    pseudonym: z.string(),
    role: Role,
    boardName: z.string().nullable(),
    createdAt: z.iso.datetime(),
    keyMadeAt: z.iso.datetime().nullable(),
  }),
  sessions: z.array(z.object({ transport: z.string(), createdAt: z.string(), expiresAt: z.string() })),
  participations: z.array(z.object({ campaign: z.string(), firstVoteAt: z.string() })),
  assignments: z.array(z.record(z.string(), z.unknown())),
  /** Every revision, as it was sent. */
  votes: z.array(z.record(z.string(), z.unknown())),
  questions: z.array(z.record(z.string(), z.unknown())),
  /** Decisions of admins on whether their answers count. */
  exclusions: z.array(z.record(z.string(), z.unknown())),
  copyingDecisions: z.array(z.record(z.string(), z.unknown())),
  /** Names that admins took off boards, or gave back. */
  boardNameDecisions: z.array(z.record(z.string(), z.unknown())),
});
export type OwnData = z.infer<typeof OwnData>;

/** Takes the name that a volunteer chose for boards off all of them, or gives it back. */
export const BoardNameDecision = z.strictObject({
  isRemoved: z.boolean(),
  /** Told to the volunteer. */
  reason: words(2_000).trim().min(1, "say why"),
});
export type BoardNameDecision = z.infer<typeof BoardNameDecision>;

export const ExclusionInput = z.strictObject({
  excluded: z.boolean(),
  reason: words(2_000).trim().min(1, "say why"),
});
export type ExclusionInput = z.infer<typeof ExclusionInput>;
