import { z } from "zod";
import { Id } from "./ids.ts";
import { localizedText } from "./text.ts";

/** What an entry of a field guide is about: things that look like damage and are not, or hide it. */
export const GuideKind = z.enum([
  "shadow",
  "demolition",
  "construction",
  "roof-off",
  "haze",
  "look-angle",
  "other",
]);
export type GuideKind = z.infer<typeof GuideKind>;

/** A cut from one of the campaign's scenes. */
export const GuidePicture = z.strictObject({
  scene: Id,
  /** `[west, south, east, north]`, degrees, EPSG:4326. */
  bounds: z
    .tuple([
      z.number().min(-180).max(180),
      z.number().min(-90).max(90),
      z.number().min(-180).max(180),
      z.number().min(-90).max(90),
    ])
    .refine(([west, south, east, north]) => west < east && south < north, "use [west, south, east, north]"),
  caption: localizedText(300).optional(),
});
export type GuidePicture = z.infer<typeof GuidePicture>;

const entry = {
  kind: GuideKind,
  title: localizedText(120),
  text: localizedText(2_000),
  pictures: z.array(GuidePicture).max(6).default([]),
};

/** A campaign's whole field guide, in the order in which it is read. Entries without an id are new. */
export const GuideInput = z.strictObject({
  entries: z.array(z.strictObject({ id: Id.optional(), ...entry })).max(40),
});
export type GuideInput = z.infer<typeof GuideInput>;

export const GuideEntry = z.object({ id: Id, ...entry });
export type GuideEntry = z.infer<typeof GuideEntry>;

/** Empty where nobody has written one: readers then get the guide that Aftermap brings along. */
export const Guide = z.object({ entries: z.array(GuideEntry) });
export type Guide = z.infer<typeof Guide>;
