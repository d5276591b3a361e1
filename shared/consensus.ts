import { z } from "zod";
import { BuildingGeometry, Position } from "./geo.ts";
import { Id } from "./ids.ts";
import { Mark } from "./marks.ts";
import { localizedText, words } from "./text.ts";

export const ConsensusStatus = z.enum(["open", "settled", "disputed", "reviewed"]);
export type ConsensusStatus = z.infer<typeof ConsensusStatus>;

/** The most probable window: the building changed in (`from`, `to`]; null marks the open ends of the image series. */
export const Window = z.object({
  lastIntact: Id.nullable(),
  firstDamaged: Id.nullable(),
  from: z.iso.datetime().nullable(),
  to: z.iso.datetime().nullable(),
  days: z.number().nullable(),
  probability: z.number(),
});
export type Window = z.infer<typeof Window>;

/** The probability that the first damage fell between two scenes; `to: null` means still intact in the last one. */
export const Interval = z.object({
  from: z.iso.datetime().nullable(),
  to: z.iso.datetime().nullable(),
  p: z.number(),
});
export type Interval = z.infer<typeof Interval>;

/** An analyst's decision. It stands beside the crowd's answer and never overwrites it. */
export const Review = z.object({
  class: z.string().nullable(),
  lastIntact: Id.nullable(),
  firstDamaged: Id.nullable(),
  reason: z.string(),
  reviewer: z.string(),
  at: z.iso.datetime(),
});
export type Review = z.infer<typeof Review>;

export const NewReview = z.strictObject({
  class: words(64).min(1).nullable().default(null),
  lastIntact: Id.nullable().default(null),
  firstDamaged: Id.nullable().default(null),
  reason: words(5_000).trim().min(1, "say why"),
});
export type NewReview = z.infer<typeof NewReview>;

/** What experts know of a building: it trains and measures volunteers. */
export const NewGold = z.strictObject({
  class: words(64).min(1).nullable().default(null),
  lastIntact: Id.nullable().default(null),
  firstDamaged: Id.nullable().default(null),
  /** What to look at. Gold that has one is given for practice. */
  explanation: localizedText(5_000).nullable().default(null),
});
export type NewGold = z.infer<typeof NewGold>;

/** What the votes say of a building. All probabilities are calibrated; `probabilities` and `intervals` each sum to 1. */
export const ConsensusProperties = z.object({
  building: Id,
  externalId: z.string().nullable(),
  status: ConsensusStatus,
  class: z.string().nullable(),
  probability: z.number(),
  probabilities: z.record(z.string(), z.number()),
  window: Window.nullable(),
  intervals: z.array(Interval),
  /** Distinct volunteers whose answer counts, "can't tell" included. */
  votes: z.int(),
  method: z.object({ name: z.string(), version: z.string() }),
  updatedAt: z.iso.datetime().nullable(),
  review: Review.optional(),
  final: z
    .object({ class: z.string().nullable(), lastIntact: Id.nullable(), firstDamaged: Id.nullable() })
    .optional(),
  /** What analysts marked beside the damage; left out where nothing. */
  marks: z.array(Mark).optional(),
});
export type ConsensusProperties = z.infer<typeof ConsensusProperties>;

export const ConsensusFeature = z.object({
  type: z.literal("Feature"),
  id: Id,
  geometry: BuildingGeometry,
  properties: ConsensusProperties,
});
export type ConsensusFeature = z.infer<typeof ConsensusFeature>;

export const ConsensusPage = z.object({
  type: z.literal("FeatureCollection"),
  features: z.array(ConsensusFeature),
  next: z.string().nullable(),
});
export type ConsensusPage = z.infer<typeof ConsensusPage>;

/** How the consensus of a building came to be what it is, oldest first. */
export const ConsensusHistoryEntry = z.object({
  seq: z.int(),
  at: z.iso.datetime(),
  status: ConsensusStatus,
  class: z.string().nullable(),
  probability: z.number(),
  votes: z.int(),
});
export type ConsensusHistoryEntry = z.infer<typeof ConsensusHistoryEntry>;

/** What is still to be computed of a campaign's consensus: nothing, and it stands as the votes say. */
export const Upkeep = z.object({
  /** Buildings that wait for a recount. */
  buildings: z.int(),
  /** Whether everything is to be learnt anew, or is being learnt. */
  isFitDue: z.boolean(),
});
export type Upkeep = z.infer<typeof Upkeep>;

/** What changed since a number, in order. `after` the last `seq` seen; the same call serves load, hint and reconnection. */
export const ChangesPage = z.object({
  seq: z.int(),
  items: z.array(
    z.object({
      seq: z.int(),
      building: Id,
      status: ConsensusStatus,
      class: z.string().nullable(),
      probability: z.number(),
      window: Window.nullable(),
      /** The middle of the building, [lon, lat]: what shows it there is out of date. */
      place: Position,
    }),
  ),
});
export type ChangesPage = z.infer<typeof ChangesPage>;
