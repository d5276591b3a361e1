import { z } from "zod";
import { AGREEMENT_STEPS, CERTAINTY_STEPS } from "./certainty.ts";
import { ConsensusStatus } from "./consensus.ts";
import { WITHOUT_CLASS } from "./finding-filter.ts";
import { SearchBox } from "./geo.ts";

/** How many buildings were probably damaged in one interval, and between which numbers that lies 9 times in 10. */
export const ExpectedCount = z.object({ expected: z.number(), low: z.number(), high: z.number() });
export type ExpectedCount = z.infer<typeof ExpectedCount>;

/** The buildings under a filter in figures: what legends and charts say. */
export const Summary = z.object({
  /** The campaign's number when it was computed: `changes?after=` goes on from here. */
  seq: z.int(),
  /** All of the campaign's, and those that the filter leaves. */
  buildings: z.int(),
  matching: z.int(),
  /** Around the buildings that the filter leaves; null when there are none. */
  bounds: SearchBox.nullable(),
  statuses: z.record(ConsensusStatus, z.int()),
  /** By the class that stands; `~none` before the first vote. */
  classes: z.record(z.string(), z.int()).describe(`by code; ${WITHOUT_CLASS} has none`),
  /** What each status and each class would have if the filter named none. */
  others: z.object({ statuses: z.record(ConsensusStatus, z.int()), classes: z.record(z.string(), z.int()) }),
  /** By certainty: below 0.5, from 0.5, 0.7, 0.9 and 0.95 on. */
  certainty: z.array(z.int()).length(CERTAINTY_STEPS.length + 1),
  /** By the share of answers that say what most say: below 0.5, from 0.5, 0.7, 0.9, and all; of buildings with two answers. */
  agreement: z.array(z.int()).length(AGREEMENT_STEPS.length + 1),
  /** One per interval between the campaign's scenes, the last one "still intact"; of buildings with votes. */
  perInterval: z.array(ExpectedCount),
});
export type Summary = z.infer<typeof Summary>;
