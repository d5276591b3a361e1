import { z } from "zod";
import { Polygon } from "./geo.ts";

/** Where volunteers are sent first; replaces what was there. */
export const NewPriorityAreas = z.strictObject({ areas: z.array(Polygon).max(100) });
export type NewPriorityAreas = z.infer<typeof NewPriorityAreas>;

export const PriorityAreas = z.object({
  areas: z.array(Polygon),
  /** Buildings whose centre lies in one of them. */
  buildings: z.int(),
});
export type PriorityAreas = z.infer<typeof PriorityAreas>;
