import { z } from "zod";

/**
 * The name of a thing: a UUID in lower case. Made in time order (version 7) so that rows stored one after
 * the other lie side by side in an index; any UUID shape is accepted from outside.
 */
export const Id = z.guid().transform((id) => id.toLowerCase());
export type Id = string;

/** The name of a campaign in addresses: lower-case words joined by hyphens, 3–64 characters. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "use lower-case letters, digits and single hyphens")
  .min(3)
  .max(64);
export type Slug = z.infer<typeof Slug>;
