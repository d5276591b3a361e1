import { z } from "zod";
import { words } from "./text.ts";

/**
 * What experts know of many buildings. CSV columns, or properties of GeoJSON features: `building` (id) or `externalId`,
 * `class`, `lastIntact` and `firstDamaged` (a scene's id, or the date of the only scene of that day), `explanation`,
 * and `explanation:ar` and the like for further languages.
 */
export const GoldFile = z.strictObject({
  format: z.enum(["csv", "geojson"]),
  text: words(3_500_000).min(1),
});
export type GoldFile = z.infer<typeof GoldFile>;

/** A row that was not taken. Rows are counted from 1, the header aside. */
export const RefusedGold = z.object({ row: z.int(), building: z.string().nullable(), reason: z.string() });
export type RefusedGold = z.infer<typeof RefusedGold>;

export const GoldImport = z.object({
  accepted: z.int(),
  refused: z.int(),
  /** The first thousand of them. */
  refusedRows: z.array(RefusedGold),
});
export type GoldImport = z.infer<typeof GoldImport>;
