import { z } from "zod";
import { Stretch } from "../../../shared/scenes.ts";

/** What the child is told, once. */
export const WorkOrder = z.object({
  source: z.string(),
  /** Green and blue, where `source` holds red alone. */
  parts: z.array(z.string()),
  destination: z.string(),
  options: z.object({
    bands: z.array(z.number()).optional(),
    stretch: Stretch.optional(),
  }),
});
export type WorkOrder = z.infer<typeof WorkOrder>;

const Copy = z.object({
  minzoom: z.number(),
  maxzoom: z.number(),
  tileSize: z.union([z.literal(256), z.literal(512)]),
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  gsdMetres: z.number(),
  width: z.number(),
  height: z.number(),
  bytes: z.number(),
  didWhat: z.array(z.string()),
});

/** What the child says: how far it is, then one result. Parsed, because a child that reads hostile files may lie. */
export const WorkMessage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("progress"), share: z.number() }),
  z.object({ kind: z.literal("done"), copy: Copy }),
  z.object({ kind: z.literal("refused"), message: z.string() }),
  z.object({ kind: z.literal("failed"), message: z.string() }),
]);
export type WorkMessage = z.infer<typeof WorkMessage>;
