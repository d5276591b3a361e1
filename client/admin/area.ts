import { z } from "zod";
import { Polygon } from "../../shared/geo.ts";

const Holder = z.union([
  z.object({ type: z.literal("Feature"), geometry: z.unknown() }).transform(({ geometry }) => geometry),
  z
    .object({
      type: z.literal("FeatureCollection"),
      features: z.tuple([z.object({ geometry: z.unknown() })]),
    })
    .transform(({ features }) => features[0].geometry),
]);

/** Reads pasted GeoJSON: a polygon, or a feature or a collection that holds one. Empty text is no area. */
export function readArea(text: string): { area: Polygon | undefined } | { reason: string } {
  if (text.trim() === "") return { area: undefined };
  const parsed = parseJson(text);
  if (parsed === undefined) return { reason: "not JSON" };
  const held = Holder.safeParse(parsed);
  const polygon = Polygon.safeParse(held.success ? held.data : parsed);
  if (polygon.success) return { area: polygon.data };
  return { reason: polygon.error.issues.at(0)?.message ?? "not a polygon" };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
