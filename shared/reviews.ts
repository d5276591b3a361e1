import { z } from "zod";
import { Assessment } from "./assessments.ts";
import { ConsensusFeature, ConsensusHistoryEntry, ConsensusStatus, NewGold, Review } from "./consensus.ts";
import { Id } from "./ids.ts";
import { MarksVersion } from "./marks.ts";
import { Question } from "./questions.ts";
import { BuildingOffset } from "./scenes.ts";
import { words } from "./text.ts";
import { ListedVote } from "./votes.ts";

/** One version of a decision. A withdrawal is a version too: it takes back what its reviewer had decided before. */
export const ReviewVersion = Review.extend({
  version: z.int(),
  isWithdrawn: z.boolean(),
  /** Whether the building's answer is this one. */
  isStanding: z.boolean(),
  /** Whether the one who asks decided it. */
  isOwn: z.boolean(),
});
export type ReviewVersion = z.infer<typeof ReviewVersion>;

/** Where the decision of a building stands, for the one who asks. */
export const ReviewState = z.object({
  /** Whether a second analyst must agree. */
  needsSecond: z.boolean(),
  /** How many analysts' decisions hold, without telling which: the second one is blind to the first. */
  decisions: z.int(),
  /** Decisions that the one who asks may not see before deciding. */
  hidden: z.int(),
  hasVoted: z.boolean(),
  hasDecided: z.boolean(),
});
export type ReviewState = z.infer<typeof ReviewState>;

/** A vote with how much its volunteer's answers tell by the newest fit, 0–1; null where the fit does not know them. */
export const WeighedVote = ListedVote.extend({ weight: z.number().nullable() });
export type WeighedVote = z.infer<typeof WeighedVote>;

/** Whether volunteers are shown a building's pictures blurred until they ask; who said so, and when. */
export const DistressVersion = z.object({ isDistressing: z.boolean(), by: z.string(), at: z.iso.datetime() });
export const DistressDecision = z.strictObject({ isDistressing: z.boolean() });
export type DistressDecision = z.infer<typeof DistressDecision>;

/** Everything an analyst may know of one building. */
export const BuildingDetail = ConsensusFeature.extend({
  history: z.array(ConsensusHistoryEntry),
  review: ReviewVersion.nullable(),
  reviews: z.array(ReviewVersion),
  reviewState: ReviewState,
  votesList: z.array(WeighedVote),
  /** The last decision on whether its pictures may distress; null while there was none. */
  distress: DistressVersion.nullable(),
  /** What experts stated of it. */
  gold: NewGold.nullable(),
  /** What volunteers reported or asked about it, newest first. */
  questions: z.array(Question),
  /** Scenes whose pictures lie elsewhere for this building than for others. */
  offsets: z.array(BuildingOffset),
  /** Every version of the analysts' marks, oldest first; the last one holds. */
  marksHistory: z.array(MarksVersion),
  /** The columns of the file it came with, as they stood there. */
  attributes: z.record(z.string(), z.unknown()),
  /** What experts had said before, by date; imported with the footprints, never a vote. */
  assessments: z.array(Assessment),
  /** The earliest date at which one of them saw damage. */
  firstAssessedDamage: z.string().nullable(),
});
export type BuildingDetail = z.infer<typeof BuildingDetail>;

export const Withdrawal = z.strictObject({ reason: words(5_000).trim().min(1, "say why") });
export type Withdrawal = z.infer<typeof Withdrawal>;

/** Why a building waits for an analyst: the votes cannot agree, somebody reported it, or a second opinion is needed. */
export const ReviewCause = z.enum(["disputed", "reported", "second"]);
export type ReviewCause = z.infer<typeof ReviewCause>;

export const ReviewItem = z.object({
  building: Id,
  externalId: z.string().nullable(),
  status: ConsensusStatus,
  class: z.string().nullable(),
  probability: z.number().nullable(),
  votes: z.int(),
  /** What an expert's decision is expected to tell, nats: the entropy that the votes leave. The queue's order. */
  gain: z.number(),
  /** Open questions and reports about it. */
  questions: z.int(),
  causes: z.array(ReviewCause),
});
export type ReviewItem = z.infer<typeof ReviewItem>;

/** What waits for the one who asks, most informative first, and the reasons they gave last. */
export const ReviewQueue = z.object({
  total: z.int(),
  items: z.array(ReviewItem),
  reasons: z.array(z.string()),
});
export type ReviewQueue = z.infer<typeof ReviewQueue>;

/** A decision as the rule reads it. */
export type Decision = {
  version: number;
  reviewer: string;
  class: string | null;
  lastIntact: string | null;
  firstDamaged: string | null;
  isWithdrawn: boolean;
};

/**
 * The version that stands; null while none does. Each reviewer's newest version counts, withdrawn ones drop out. Of
 * what remains the newest stands; where a second opinion is needed, two must say the same or a third decides.
 * Pure: the same versions always give the same answer.
 *
 * @param versions oldest first
 */
export function standingVersion(versions: readonly Decision[], needsSecond: boolean): number | null {
  const held = heldDecisions(versions);
  const newest = held.at(-1);
  if (newest === undefined) return null;
  if (!needsSecond || held.length >= 3) return newest.version;
  const [first, second] = held;
  if (first === undefined || second === undefined) return null;
  return isSame(first, second) ? second.version : null;
}

/** Each reviewer's newest decision, without those who took theirs back, oldest first. */
export function heldDecisions<D extends Decision>(versions: readonly D[]): D[] {
  const newest = new Map(versions.map((one) => [one.reviewer, one]));
  return [...newest.values()].filter((one) => !one.isWithdrawn).sort((a, b) => a.version - b.version);
}

function isSame(a: Decision, b: Decision): boolean {
  return a.class === b.class && a.lastIntact === b.lastIntact && a.firstDamaged === b.firstDamaged;
}
