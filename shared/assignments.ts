import { z } from "zod";
import { BuildingGeometry } from "./geo.ts";
import { Id } from "./ids.ts";
import { localizedText } from "./text.ts";
import { CannotTell } from "./votes.ts";

/** Whether a building can be judged on a scene, and if not, why. */
export const SceneUsability = z.object({
  scene: Id,
  isUsable: z.boolean(),
  reason: z.enum(["cloud", "not-covered", "blurred"]).nullable(),
});
export type SceneUsability = z.infer<typeof SceneUsability>;

/** What is thought of a building on a scene, and by whom: an estimate from the pixels, or staff. */
export const BuildingScene = SceneUsability.extend({
  source: z.enum(["estimate", "staff"]),
  /** Share of the building's place with pixels; null where nobody measured it. */
  coverage: z.number().nullable(),
  decidedAt: z.iso.datetime(),
});
export type BuildingScene = z.infer<typeof BuildingScene>;

/** A correction by staff. */
export const UsabilityDecision = z
  .strictObject({ isUsable: z.boolean(), reason: SceneUsability.shape.reason })
  .refine(({ isUsable, reason }) => isUsable === (reason === null), {
    path: ["reason"],
    message: "say why where it cannot be used, and null where it can",
  });
export type UsabilityDecision = z.infer<typeof UsabilityDecision>;

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
