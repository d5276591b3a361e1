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
});
export type CampaignVolunteer = z.infer<typeof CampaignVolunteer>;
