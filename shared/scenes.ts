import { z } from "zod";
import { Id } from "./ids.ts";
import { words } from "./text.ts";

/** A date, or a moment with its zone, at which an image can have been taken and can be stored. */
export const AcquisitionTime = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).refine((text) => {
  const year = new Date(text).getUTCFullYear();
  return year >= 1900 && year < 2100;
}, "no image was taken before 1900 or after 2099");

/** Which bands (1-based) are red, green and blue; a single one is shown as grey. */
export const Bands = z.array(z.int().min(1).max(64)).min(1).max(3);

/** How exactly the acquisition time is known: a date without a time is stored as 00:00 UTC, precision `day`. */
export const AcquiredPrecision = z.enum(["second", "minute", "day"]);
export type AcquiredPrecision = z.infer<typeof AcquiredPrecision>;

/** How far a scene is moved before it is shown, metres on the ground; a nudge, no journey. */
export const SceneOffset = z.strictObject({
  eastMetres: z.number().min(-500).max(500),
  northMetres: z.number().min(-500).max(500),
});
export type SceneOffset = z.infer<typeof SceneOffset>;

/** Where the pictures of one scene lie for one building, in place of the scene's own offset. */
export const BuildingOffset = z.object({
  scene: Id,
  eastMetres: SceneOffset.shape.eastMetres,
  northMetres: SceneOffset.shape.northMetres,
});
export type BuildingOffset = z.infer<typeof BuildingOffset>;

/** Corrects where a scene lies for one building; both null take the correction back. */
export const BuildingOffsetDecision = z
  .strictObject({
    eastMetres: SceneOffset.shape.eastMetres.nullable(),
    northMetres: SceneOffset.shape.northMetres.nullable(),
  })
  .refine(({ eastMetres, northMetres }) => (eastMetres === null) === (northMetres === null), {
    path: ["northMetres"],
    message: "give both in metres, or null for both to take the correction back",
  });
export type BuildingOffsetDecision = z.infer<typeof BuildingOffsetDecision>;

/** One decision on where a scene lies. `building` is set where only that building was corrected; both metres are null
 * where that was taken back. */
export const SceneOffsetDecision = z.object({
  id: z.int(),
  building: Id.nullable(),
  eastMetres: z.number().nullable(),
  northMetres: z.number().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime(),
});
export type SceneOffsetDecision = z.infer<typeof SceneOffsetDecision>;

/** Another scene, taken to lie right. */
export const OffsetReference = z.strictObject({ reference: Id });

/** What comparing a scene with a reference suggests. Both metres are null, with a reason, where nothing can be said. */
export const OffsetProposal = z.object({
  eastMetres: z.number().nullable(),
  northMetres: z.number().nullable(),
  /** Share of the compared places that agree, 0–1. */
  score: z.number(),
  /** Share of the smaller image that both show, 0–1. */
  overlap: z.number(),
  reason: z.enum(["no-overlap", "too-plain", "no-agreement", "too-far"]).nullable(),
});
export type OffsetProposal = z.infer<typeof OffsetProposal>;

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
  /** Where the date was read, or who stated it: "the file's name". */
  acquiredFrom: z.string(),
  /** How far the sensor looked off straight down. STAC `view:off_nadir`. */
  offNadirDegrees: z.number().nullable(),
  /** STAC `view:sun_elevation`. */
  sunElevationDegrees: z.number().nullable(),
  /** Share of the image under cloud, 0–1, as its seller states it. STAC `eo:cloud_cover`, in percent there. */
  cloudShare: z.number().nullable(),
  /** False for a tile address: nothing of it is kept here, and what it shows may change or vanish. */
  preserved: z.boolean(),
  /** How far the picture is moved before it is shown; every picture of it applies this. */
  offset: SceneOffset,
  /** URL template with `{z}/{x}/{y}`, Web Mercator XYZ, relative to the server. */
  tiles: z.string(),
  tileSize: z.union([z.literal(256), z.literal(512)]),
  minzoom: z.int(),
  maxzoom: z.int(),
  /** `[west, south, east, north]`, degrees, EPSG:4326. */
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
});
export type Scene = z.infer<typeof Scene>;

/** Scenes as the pictures of one building show them: where it was corrected, the correction is their offset. Pure. */
export function scenesAt<S extends Pick<Scene, "id" | "offset">>(
  scenes: readonly S[],
  corrections: readonly BuildingOffset[] | undefined,
): readonly S[] {
  if (corrections === undefined || corrections.length === 0) return scenes;
  const byScene = new Map(corrections.map(({ scene, ...offset }) => [scene, offset]));
  return scenes.map((scene) => ({ ...scene, offset: byScene.get(scene.id) ?? scene.offset }));
}

/** What an admin sets right about a scene. Keys that are left out stay as they are. */
export const SceneCorrection = z
  .strictObject({
    acquiredAt: AcquisitionTime,
    sensor: words(200).nullable(),
    attribution: words(500).nullable(),
  })
  .partial();
export type SceneCorrection = z.infer<typeof SceneCorrection>;

/** What becomes black and white: percentiles of each band, or values. */
export const Stretch = z
  .union([
    z.strictObject({ low: z.number().min(0).max(100), high: z.number().min(0).max(100) }),
    z.strictObject({ min: z.number(), max: z.number() }),
  ])
  .refine(
    (stretch) => ("low" in stretch ? stretch.low < stretch.high : stretch.min < stretch.max),
    "the lower end must lie below the upper one",
  );
export type Stretch = z.infer<typeof Stretch>;

/** Another picture of a scene: other bands, or another stretch. */
export const NewSceneVersion = z.strictObject({ bands: Bands.optional(), stretch: Stretch.optional() });
export type NewSceneVersion = z.infer<typeof NewSceneVersion>;

/** A picture of a scene and its tiles, which stay for ever. The scene's `tiles` are those of the newest. */
export const SceneVersion = z.object({
  id: Id,
  status: z.enum(["queued", "done", "failed"]),
  reason: z.string().nullable(),
  tiles: z.string(),
  did: z.array(z.string()),
  createdAt: z.iso.datetime(),
  isShown: z.boolean(),
});
export type SceneVersion = z.infer<typeof SceneVersion>;
