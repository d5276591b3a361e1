import { z } from "zod";
import { Id } from "./ids.ts";
import { words } from "./text.ts";

/** Whom a link makes of whoever opens it. Volunteers need none. */
export const StaffRole = z.enum(["analyst", "admin"]);
export type StaffRole = z.infer<typeof StaffRole>;

const StaffName = words(200).trim().min(1);

export const NewInvitation = z.strictObject({
  role: StaffRole,
  /** How they are called among staff. */
  name: StaffName.optional(),
  expiresInHours: z.int().min(1).max(720).default(72),
});
export type NewInvitation = z.infer<typeof NewInvitation>;

export const InvitationState = z.enum(["open", "used", "revoked", "expired"]);
export type InvitationState = z.infer<typeof InvitationState>;

/** An invitation without its link, which is shown once. */
export const Invitation = z.object({
  id: Id,
  role: StaffRole,
  name: z.string().nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  state: InvitationState,
  usedAt: z.iso.datetime().nullable(),
});
export type Invitation = z.infer<typeof Invitation>;

/** The link, shown once: only its hash is kept. */
export const InvitationLink = Invitation.extend({ url: z.string() });
export type InvitationLink = z.infer<typeof InvitationLink>;

/** What stands in the link behind `#`, where no server and no preview of a messenger sees it. */
export const InvitationSecret = z.strictObject({ secret: words(200).min(1) });

/** What an invited person is told before they accept. */
export const InvitationOffer = z.object({
  role: StaffRole,
  name: z.string().nullable(),
  expiresAt: z.iso.datetime(),
});
export type InvitationOffer = z.infer<typeof InvitationOffer>;

/** An analyst or an admin. */
export const StaffMember = z.object({
  id: Id,
  role: StaffRole,
  name: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type StaffMember = z.infer<typeof StaffMember>;

/** Signs in once, within a day; shown once. */
export const SignInLink = z.object({ signInUrl: z.string() });
