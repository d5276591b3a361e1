import { z } from "zod";
import { AcquiredPrecision } from "../../shared/scenes.ts";

/**
 * What somebody says of an image besides its pixels: a STAC item, a seller's metadata file, a tile service. Kept with
 * the file of a batch, so that it is known before the image is there.
 */
export const Stated = z.object({
  acquired: z
    .object({ acquiredAt: z.string(), precision: AcquiredPrecision, source: z.string() })
    .nullable()
    .default(null),
  sensor: z.string().nullable().default(null),
  gsdMetres: z.number().nullable().default(null),
  offNadirDegrees: z.number().nullable().default(null),
  sunElevationDegrees: z.number().nullable().default(null),
  cloudShare: z.number().nullable().default(null),
  attribution: z.string().nullable().default(null),
  /** Which bands are red, green and blue, from 1. */
  bands: z.array(z.number()).nullable().default(null),
  /** Where green and blue are, when the file itself holds red alone. */
  parts: z.array(z.string()).nullable().default(null),
  /** Plain sentences for the report. */
  did: z.array(z.string()).default([]),
  /** A tile address to be shown as it is, unkept. */
  tiles: z.string().nullable().default(null),
});
export type Stated = z.infer<typeof Stated>;

/** Nothing is stated. */
export const NOTHING_STATED: Stated = Stated.parse({});

/** What the first says, and where it is silent what the next says. */
export function joinStated(...all: readonly Stated[]): Stated {
  const [first = NOTHING_STATED, ...others] = all;
  return others.reduce(
    (one, other) => ({
      acquired: one.acquired ?? other.acquired,
      sensor: one.sensor ?? other.sensor,
      gsdMetres: one.gsdMetres ?? other.gsdMetres,
      offNadirDegrees: one.offNadirDegrees ?? other.offNadirDegrees,
      sunElevationDegrees: one.sunElevationDegrees ?? other.sunElevationDegrees,
      cloudShare: one.cloudShare ?? other.cloudShare,
      attribution: one.attribution ?? other.attribution,
      bands: one.bands ?? other.bands,
      parts: one.parts ?? other.parts,
      did: [...one.did, ...other.did],
      tiles: one.tiles ?? other.tiles,
    }),
    first,
  );
}

/** A number between two bounds; null for anything else, such as the 999 that sellers write for "unknown". */
export function within(value: unknown, least: number, most: number): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && number >= least && number <= most ? number : null;
}

/** A moment of an ISO 8601 text, UTC; exactly midnight is a date whose time nobody wrote down. Null when impossible. */
export function acquisitionOf(text: unknown, source: string, now: Date = new Date()): Stated["acquired"] {
  if (typeof text !== "string" || !/^\d{4}-\d{2}-\d{2}/.test(text)) return null;
  const zoned = /^\d{4}-\d{2}-\d{2}$|[zZ]$|[+-]\d{2}:?\d{2}$/.test(text) ? text : `${text}Z`;
  const time = Date.parse(zoned);
  if (!Number.isFinite(time) || time < Date.UTC(1940, 0) || time > now.getTime() + 86_400_000) return null;
  const whole = new Date(Math.floor(time / 1_000) * 1_000).toISOString();
  const precision = whole.endsWith("T00:00:00.000Z") ? "day" : "second";
  return { acquiredAt: whole.replace(".000Z", "Z"), precision, source };
}
