import { z } from "zod";
import { Id } from "./ids.ts";

/** How exactly the acquisition time is known: a date without a time is stored as 00:00 UTC, precision `day`. */
export const AcquiredPrecision = z.enum(["second", "minute", "day"]);
export type AcquiredPrecision = z.infer<typeof AcquiredPrecision>;

/** One dated image of the campaign, in time order. Names follow STAC where STAC has one. */
export const Scene = z.object({
  id: Id,
  /** When the sensor took it, UTC. STAC `datetime`. */
  acquiredAt: z.iso.datetime(),
  acquiredPrecision: AcquiredPrecision,
  sensor: z.string().nullable(),
  /** Ground sample distance, metres per pixel on the ground. STAC `gsd`. */
  gsdMetres: z.number().positive(),
  attribution: z.string().nullable(),
  /** URL template with `{z}/{x}/{y}`, Web Mercator XYZ, relative to the server. */
  tiles: z.string(),
  tileSize: z.union([z.literal(256), z.literal(512)]),
  minzoom: z.int(),
  maxzoom: z.int(),
  /** `[west, south, east, north]`, degrees, EPSG:4326. */
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
});
export type Scene = z.infer<typeof Scene>;
