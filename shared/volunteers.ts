import { z } from "zod";
import { Id } from "./ids.ts";
import { words } from "./text.ts";

/** What an admin decided about an account that agrees with others more than its skill explains. */
export const CopyingInput = z.strictObject({
  /** True: counts as a voter of their own whatever is found; false: as one voter with those they agree with. */
  cleared: z.boolean(),
  reason: words(2_000).trim().min(1, "say why"),
});
export type CopyingInput = z.infer<typeof CopyingInput>;

/** How far a volunteer of a campaign can be relied on, by its newest full fit. For admins; never a ban by itself. */
export const CampaignVolunteer = z.object({
  id: Id,
  pseudonym: z.string(),
  /** Buildings answered, each once. */
  votes: z.int(),
  excluded: z.boolean(),
  /**
   * How much the class answers tell, 0 (nothing) to 1, with the central 90 % of what it may be and the answers that the
   * fit knew. Null without any, or while excluded.
   */
  skill: z.object({ value: z.number(), low: z.number(), high: z.number(), answers: z.int() }).nullable(),
  /** Class answers on buildings whose class experts state, and the share that is right; null without any. */
  gold: z.object({ answers: z.int(), right: z.number().nullable() }),
  /** Accounts of one cluster count as one voter. `with` are those this one agrees with too much, `z` the strongest. */
  copying: z.object({ cluster: z.int(), with: z.array(Id), z: z.number() }).nullable(),
  /** The last decision about it. */
  decision: z.object({ cleared: z.boolean(), reason: z.string(), at: z.iso.datetime() }).nullable(),
  /** Why their answers were excluded, or counted again, last; null when neither ever was. */
  exclusion: z.object({ reason: z.string(), at: z.iso.datetime() }).nullable(),
  /** The name they stand under on boards; null where they do not. */
  boardName: z.string().nullable(),
  /** The name that was taken off boards last, while they have chosen no other. */
  removedBoardName: z.object({ name: z.string(), reason: z.string(), at: z.iso.datetime() }).nullable(),
});
export type CampaignVolunteer = z.infer<typeof CampaignVolunteer>;

/** Two accounts that agree more than their skill explains, on buildings that others answered as well. */
export const CopyingPair = z.object({
  first: Id,
  second: Id,
  /** Such buildings that both answered, on how many they say the same, and on how many their skill explains. */
  common: z.int(),
  agreed: z.number(),
  expected: z.number(),
  /** Cohen's kappa with what skill explains in the place of chance: 0 no more than that, 1 never different. */
  kappa: z.number(),
  /** Standard deviations between `agreed` and `expected`. */
  z: z.number(),
});
export type CopyingPair = z.infer<typeof CopyingPair>;

/** What a campaign's newest fit found of copies, for admins to decide on. */
export const CopyingReport = z.object({
  /** Accounts that count as one voter together; pairs with the largest `z` first. */
  clusters: z.array(
    z.object({ cluster: z.int(), members: z.array(CampaignVolunteer), pairs: z.array(CopyingPair) }),
  ),
  /** Who counts on their own by the last decision. */
  cleared: z.array(CampaignVolunteer),
});
export type CopyingReport = z.infer<typeof CopyingReport>;
export type CopyingCluster = CopyingReport["clusters"][number];
