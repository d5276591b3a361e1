import { z } from "zod";
import { Id } from "./ids.ts";
import { words } from "./text.ts";

/** Who somebody is to Aftermap, each able to do all that the one before can. */
export const Role = z.enum(["volunteer", "analyst", "admin"]);
export type Role = z.infer<typeof Role>;

const RANK: Record<Role, number> = { volunteer: 0, analyst: 1, admin: 2 };

/** Whether somebody of this role may do what `needed` may. */
export function mayActAs(role: Role, needed: Role): boolean {
  return RANK[role] >= RANK[needed];
}

export const StartSession = z.strictObject({ transport: z.enum(["cookie", "bearer"]).default("cookie") });
export type StartSession = z.infer<typeof StartSession>;

export const SessionStarted = z.object({
  volunteer: z.object({ id: Id, pseudonym: z.string() }),
  /** Only with `"transport": "bearer"`; shown once. */
  token: z.string().optional(),
});
export type SessionStarted = z.infer<typeof SessionStarted>;

export const Me = z.object({
  id: Id,
  pseudonym: z.string(),
  role: Role,
  /** Answers given, each building once. */
  votes: z.int(),
  createdAt: z.iso.datetime(),
});
export type Me = z.infer<typeof Me>;

export const ExclusionInput = z.strictObject({
  excluded: z.boolean(),
  reason: words(2_000).trim().min(1, "say why"),
});
export type ExclusionInput = z.infer<typeof ExclusionInput>;
