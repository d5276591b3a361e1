import { z } from "zod";
import { DamageClass, DamageScaleInput } from "./damage-scales.ts";
import { Polygon } from "./geo.ts";
import { Slug } from "./ids.ts";
import { Scene } from "./scenes.ts";
import { LanguageTag, localizedText } from "./text.ts";

export const CampaignStatus = z.enum(["draft", "open", "paused", "closed"]);
export type CampaignStatus = z.infer<typeof CampaignStatus>;

/** What volunteers are asked about each building; at least one of the two. */
export const Asks = z
  .strictObject({ class: z.boolean(), window: z.boolean() })
  .refine((asks) => asks.class || asks.window, "ask for the class, the window, or both");
export type Asks = z.infer<typeof Asks>;

/** How many answers a building gets: at least `min`, at most `cap`, in between until `certainty` (0–1) is reached. */
export const Redundancy = z
  .strictObject({
    min: z.int().min(1).max(100).default(5),
    cap: z.int().min(1).max(1000).default(30),
    certainty: z.number().min(0.5).max(0.999).default(0.95),
  })
  .refine(({ min, cap }) => min <= cap, { path: ["cap"], message: "cap must not be below min" });
export type Redundancy = z.infer<typeof Redundancy>;

/** A new campaign, as `POST /campaigns` and `campaign create FILE.json` take it. */
export const NewCampaign = z.strictObject({
  slug: Slug,
  title: localizedText(200),
  text: localizedText(20_000).optional(),
  area: Polygon.optional(),
  scale: DamageScaleInput,
  asks: Asks,
  redundancy: Redundancy.prefault({}),
  /** How long a volunteer may hold a task, seconds. */
  leaseSeconds: z.int().min(10).max(86_400).default(1800),
  languages: z.array(LanguageTag).min(1).max(50).default(["en"]),
  contentNotice: localizedText(5_000).optional(),
  /** Whether pictures stay blurred until a volunteer asks to see them. */
  blurPictures: z.boolean().default(false),
  /** Whether an analyst's decision stands only once a second one, blind to it, agrees or a third decides. */
  secondReview: z.boolean().default(false),
});
export type NewCampaign = z.infer<typeof NewCampaign>;

/** What of a campaign may be changed later. The scale and what is asked are fixed: votes were given in them. */
export const CampaignChange = z.strictObject({
  title: localizedText(200).optional(),
  text: localizedText(20_000).nullable().optional(),
  area: Polygon.nullable().optional(),
  redundancy: Redundancy.optional(),
  leaseSeconds: z.int().min(10).max(86_400).optional(),
  languages: z.array(LanguageTag).min(1).max(50).optional(),
  contentNotice: localizedText(5_000).nullable().optional(),
  blurPictures: z.boolean().optional(),
  /** Holds for what is decided from then on. */
  secondReview: z.boolean().optional(),
  status: CampaignStatus.optional(),
});
export type CampaignChange = z.infer<typeof CampaignChange>;

/** Where a campaign stands. `votes` counts answers (one per volunteer and building), not revisions. */
export const Progress = z.object({
  buildings: z.int(),
  settled: z.int(),
  disputed: z.int(),
  votes: z.int(),
  volunteers: z.int(),
});
export type Progress = z.infer<typeof Progress>;

/** A campaign as anyone may see it. */
export const Campaign = z.object({
  slug: Slug,
  title: localizedText(200),
  text: localizedText(20_000).nullable(),
  status: CampaignStatus,
  area: Polygon.nullable(),
  scale: z.object({ name: z.string(), classes: z.array(DamageClass) }),
  asks: Asks,
  redundancy: Redundancy,
  leaseSeconds: z.int(),
  languages: z.array(LanguageTag),
  contentNotice: localizedText(5_000).nullable(),
  blurPictures: z.boolean(),
  secondReview: z.boolean(),
  /** Buildings with an expert's explanation, to practise on. */
  practice: z.int(),
  scenes: z.array(Scene),
  progress: Progress,
  published: z.object({ at: z.iso.datetime(), precisionMetres: z.number() }).nullable(),
  /** Since when it is out of sight of lists, closed and as it is; null when it is not. */
  archivedAt: z.iso.datetime().nullable(),
});
export type Campaign = z.infer<typeof Campaign>;

/** A new campaign with the words, rules and guide of another; without its images, buildings and votes. */
export const CampaignClone = z.strictObject({ slug: Slug, title: localizedText(200) });
export type CampaignClone = z.infer<typeof CampaignClone>;

export const ArchiveDecision = z.strictObject({ isArchived: z.boolean() });
export type ArchiveDecision = z.infer<typeof ArchiveDecision>;
