import { z } from "zod";
import { MultiPolygon, Polygon } from "./geo.ts";

/** Where volunteers are sent first; replaces what was there. */
export const NewPriorityAreas = z.strictObject({ areas: z.array(Polygon).max(100) });
export type NewPriorityAreas = z.infer<typeof NewPriorityAreas>;

export const PriorityAreas = z.object({
  areas: z.array(Polygon),
  /** Buildings whose centre lies in one of them. */
  buildings: z.int(),
});
export type PriorityAreas = z.infer<typeof PriorityAreas>;

const Drawn = z.discriminatedUnion("type", [Polygon, MultiPolygon]);
const Collection = z.object({
  type: z.literal("FeatureCollection"),
  features: z.array(z.object({ geometry: Drawn })),
});
const Feature = z.object({ type: z.literal("Feature"), geometry: Drawn });

/** Reads areas from GeoJSON: polygons alone, as features, or in a collection; parts of a multipolygon are areas each. */
export function readAreas(document: unknown): { areas: Polygon[] } | { reason: string } {
  const isObject = typeof document === "object" && document !== null && "type" in document;
  const type = isObject ? document.type : null;
  const parsed =
    type === "FeatureCollection"
      ? Collection.transform(({ features }) => features.map(({ geometry }) => geometry)).safeParse(document)
      : type === "Feature"
        ? Feature.transform(({ geometry }) => [geometry]).safeParse(document)
        : Drawn.transform((geometry) => [geometry]).safeParse(document);
  if (!parsed.success) {
    const issue = parsed.error.issues.at(0);
    const place = issue?.path.map(String).join(".") ?? "";
    return { reason: `${place === "" ? "GeoJSON" : place}: ${issue?.message ?? "is no polygon"}` };
  }
  const areas = parsed.data.flatMap((drawn): Polygon[] =>
    drawn.type === "Polygon"
      ? [drawn]
      : drawn.coordinates.map((coordinates) => ({ type: "Polygon", coordinates })),
  );
  const checked = NewPriorityAreas.safeParse({ areas });
  return checked.success ? checked.data : { reason: checked.error.issues.at(0)?.message ?? "too many areas" };
}
