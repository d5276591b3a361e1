import { z } from "zod";

/** Sources whose columns and values are known; others are imported as plain footprints. */
export const ProfileName = z.enum(["unosat", "copernicus", "xbd", "mapswipe", "osm"]);
export type ProfileName = z.infer<typeof ProfileName>;

/**
 * What experts said of a building before volunteers did, as it came with the footprints. Never a vote.
 * `raw` is the source's own value; `class` is of `scale`, or null where the value says nothing of damage.
 */
export const Assessment = z.object({
  profile: ProfileName,
  scale: z.string(),
  /** The date of the image that was assessed, ISO 8601; null where the source has none. */
  at: z.string().nullable(),
  raw: z.string(),
  class: z.string().nullable(),
  /** Whether the class is one of damage; absent where there is no class. */
  damaged: z.boolean().optional(),
  sensor: z.string().optional(),
  confidence: z.string().optional(),
  status: z.string().optional(),
});
export type Assessment = z.infer<typeof Assessment>;

/** The earliest date at which damage was seen: columns of a file are not always in the order of their dates. Pure. */
export function firstAssessedDamage(assessments: readonly Assessment[]): string | null {
  const dates = assessments.flatMap(({ at, damaged }) => (damaged === true && at !== null ? [at] : []));
  return dates.length === 0 ? null : dates.reduce((first, date) => (date < first ? date : first));
}
