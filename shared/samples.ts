import { z } from "zod";
import { BuildingGeometry } from "./geo.ts";
import { Id } from "./ids.ts";
import { words } from "./text.ts";

/** How sure the crowd is of the class: below 0.7, below 0.95, or surer. */
export const Certainty = z.enum(["low", "middle", "high"]);
export type Certainty = z.infer<typeof Certainty>;

/** From which probability of the leading class on a certainty begins. */
export const CERTAINTY_FROM: Record<Certainty, number> = { low: 0, middle: 0.7, high: 0.95 };

/** Asks for a sample of the buildings that have an answer; the same seed draws the same ones from the same consensus. */
export const NewSample = z.strictObject({
  size: z.int().min(1).max(2_000),
  seed: z.int().min(0).max(4_294_967_295),
});
export type NewSample = z.infer<typeof NewSample>;

export const SampleStratum = z.object({
  class: z.string(),
  certainty: Certainty,
  buildings: z.int(),
  drawn: z.int(),
});
export type SampleStratum = z.infer<typeof SampleStratum>;

export const Sample = z.object({
  id: Id,
  campaign: z.string(),
  seed: z.int(),
  size: z.int(),
  /** The number of the consensus it was drawn from, and is compared with. */
  seq: z.int(),
  labelled: z.int(),
  drawnBy: z.string(),
  drawnAt: z.iso.datetime(),
});
export type Sample = z.infer<typeof Sample>;

/** A building to label. What the crowd says is left out until the whole sample is labelled. */
export const SampleItem = z.object({
  building: Id,
  externalId: z.string().nullable(),
  geometry: BuildingGeometry,
  label: z.object({ class: z.string().nullable(), by: z.string(), at: z.iso.datetime() }).nullable(),
  crowd: z.object({ class: z.string(), probability: z.number() }).nullable(),
  /** Whether the one who asks voted on it: then somebody else labels it. */
  hasVoted: z.boolean(),
});
export type SampleItem = z.infer<typeof SampleItem>;

export const SampleDetail = Sample.extend({ items: z.array(SampleItem) });
export type SampleDetail = z.infer<typeof SampleDetail>;

/** What an expert sees; null when it cannot be told from the images. */
export const NewLabel = z.strictObject({ class: words(64).min(1).nullable() });
export type NewLabel = z.infer<typeof NewLabel>;

/** A share with its 95 % interval by a stratified bootstrap. */
export const Estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type Estimate = z.infer<typeof Estimate>;

/** How right the crowd is, by an expert sample; weighted by what each stratum stands for. */
export const SampleReport = Sample.extend({
  strata: z.array(SampleStratum.extend({ labelled: z.int() })),
  /** Labels that could not tell: they count for nothing below. */
  cannotTell: z.int(),
  accuracy: Estimate.nullable(),
  classes: z.array(
    z.object({
      code: z.string(),
      said: z.int(),
      true: z.int(),
      precision: Estimate.nullable(),
      recall: Estimate.nullable(),
      prevalence: Estimate.nullable(),
    }),
  ),
  /** Rows: what the crowd says; columns: what experts say; in the order of `classes`. */
  confusion: z.array(z.array(z.int())),
});
export type SampleReport = z.infer<typeof SampleReport>;
