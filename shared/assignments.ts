import { z } from "zod";
import { BuildingGeometry } from "./geo.ts";
import { Id } from "./ids.ts";
import { BuildingOffset, SceneOffset } from "./scenes.ts";
import { localizedText } from "./text.ts";
import { CannotTell } from "./votes.ts";

/** Whether a building can be judged on a scene, and if not, why. */
export const SceneUsability = z.object({
  scene: Id,
  isUsable: z.boolean(),
  reason: z.enum(["cloud", "not-covered", "blurred"]).nullable(),
});
export type SceneUsability = z.infer<typeof SceneUsability>;

/** What is thought of a building on a scene, and by whom: an estimate from the pixels, staff, or nobody yet. */
export const BuildingScene = SceneUsability.extend({
  /** Null where nobody has looked yet. */
  source: z.enum(["estimate", "staff"]).nullable(),
  /** What the pixels say, also where staff decided otherwise. */
  estimate: SceneUsability.omit({ scene: true }).nullable(),
  /** Share of the building's place with pixels; null where nobody measured it. */
  coverage: z.number().nullable(),
  /** The name of whoever of the staff decided. */
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  /** Where the scene lies for this building, if that was corrected. */
  offset: SceneOffset.nullable(),
});
export type BuildingScene = z.infer<typeof BuildingScene>;

/** A correction by staff; null takes it back. */
export const UsabilityDecision = z
  .strictObject({ isUsable: z.boolean().nullable(), reason: SceneUsability.shape.reason })
  .refine(({ isUsable, reason }) => (isUsable === false) === (reason !== null), {
    path: ["reason"],
    message: "say why where it cannot be used, and null where it can",
  });
export type UsabilityDecision = z.infer<typeof UsabilityDecision>;

/** One decision by staff on a scene of a building: on what can be seen, or on where its pictures lie. */
export const BuildingSceneDecision = z.object({
  scene: Id,
  kind: z.enum(["usability", "place"]),
  /** Of usability; null where a decision was taken back. */
  isUsable: z.boolean().nullable(),
  reason: SceneUsability.shape.reason,
  /** Of a place; null where a correction was taken back. */
  offset: SceneOffset.nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime(),
});
export type BuildingSceneDecision = z.infer<typeof BuildingSceneDecision>;

/** How many buildings cannot be judged on a scene, by reason. */
export const SceneSight = z.object({
  scene: Id,
  cloud: z.int(),
  notCovered: z.int(),
  blurred: z.int(),
  /** How many of those staff decided. */
  decided: z.int(),
  /** Buildings for which it lies elsewhere than the scene. */
  corrected: z.int(),
});
export type SceneSight = z.infer<typeof SceneSight>;

/** A building that cannot be judged on a scene. */
export const UnseenBuilding = z.object({
  building: Id,
  externalId: z.string().nullable(),
  reason: SceneUsability.shape.reason,
  source: z.enum(["estimate", "staff"]),
});
export type UnseenBuilding = z.infer<typeof UnseenBuilding>;

/** A building as a volunteer sees it: its outline and nothing of what others said. */
export const TaskBuilding = z.object({
  type: z.literal("Feature"),
  id: Id,
  geometry: BuildingGeometry,
  /** `radiusMetres` is given for a point. */
  properties: z.object({
    externalId: z.string().nullable(),
    radiusMetres: z.number().nullable(),
    /** Scenes on which the building is known not to be seen; left out while nobody has looked. */
    usability: z.array(SceneUsability).optional(),
    /** Scenes whose pictures lie elsewhere for this building than for others; left out where none does. */
    offsets: z.array(BuildingOffset).optional(),
    /** Its pictures are blurred until they are asked for; left out where staff have not said so. */
    isDistressing: z.literal(true).optional(),
  }),
});
export type TaskBuilding = z.infer<typeof TaskBuilding>;

/** What a volunteer holds until `expiresAt`: the buildings of one task that still want answers. */
export const Assignment = z.object({
  id: Id,
  expiresAt: z.iso.datetime(),
  task: z.object({
    id: Id,
    /** `[west, south, east, north]`, degrees: the view that shows all of the task's buildings. */
    bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
    buildings: z.array(TaskBuilding),
  }),
  /** Only where practice was asked for: a lesson follows the answers. */
  practice: z.literal(true).optional(),
});
export type Assignment = z.infer<typeof Assignment>;

/** What one volunteer may hold open in one campaign: a day's work taken along without a connection. */
export const MOST_OPEN_LEASES = 200;

/** How many tasks somebody wants to have. */
export const NewLease = z.strictObject({
  count: z.int().min(1).max(20).default(1),
  /** Assignments that the caller holds already and need not be told again: `count` are answered beside them. */
  besides: z.array(Id).max(MOST_OPEN_LEASES).default([]),
  /** Buildings whose answer is known and explained afterwards, instead of ones that want answers. */
  practice: z.boolean().default(false),
});
export type NewLease = z.infer<typeof NewLease>;

/** Why a volunteer got nothing. */
export const NothingLeftReason = z.enum(["done", "paused", "none-left-for-you"]);
export type NothingLeftReason = z.infer<typeof NothingLeftReason>;

export const AssignmentsAnswer = z.object({
  assignments: z.array(Assignment),
  reason: NothingLeftReason.optional(),
});
export type AssignmentsAnswer = z.infer<typeof AssignmentsAnswer>;

/** What experts know of the buildings of a practice assignment, beside what the volunteer answered. */
export const Lesson = z.object({
  buildings: z.array(
    z.object({
      building: Id,
      /** Null where experts state only the window, or only the class. */
      class: z.string().nullable(),
      lastIntact: Id.nullable(),
      firstDamaged: Id.nullable(),
      explanation: localizedText(5_000).nullable(),
      yours: z.object({
        class: z.string().nullable(),
        lastIntact: Id.nullable(),
        firstDamaged: Id.nullable(),
        cannotTell: CannotTell.nullable(),
      }),
    }),
  ),
});
export type Lesson = z.infer<typeof Lesson>;
