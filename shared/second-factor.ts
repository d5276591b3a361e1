import { z } from "zod";
import { StaffRole } from "./invitations.ts";
import { words } from "./text.ts";

/** What is left to do for whoever opened a sign-in link: nothing, a code, or setting up the second factor first. */
export const SignInStep = z.enum(["done", "code", "setup"]);
export type SignInStep = z.infer<typeof SignInStep>;

/** The secret of a sign-in link: the last part of its address. */
export const LinkSecret = z.strictObject({ secret: words(200).min(1) });

/** Six digits of an authenticator, or a recovery code, as people type them. */
export const SecondFactorCode = z.strictObject({ code: words(100).trim().min(1) });
export type SecondFactorCode = z.infer<typeof SecondFactorCode>;

export const SignInState = z.object({ next: SignInStep, role: StaffRole });
export type SignInState = z.infer<typeof SignInState>;

/** What an authenticator takes up: `uri` as a picture, `key` to be typed. Shown until the first code is right. */
export const SecondFactorSetup = z.object({ uri: z.string(), key: z.string() });
export type SecondFactorSetup = z.infer<typeof SecondFactorSetup>;

/** Recovery codes, each for one sign-in without the authenticator. Shown once. */
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;

/** Signed in, with the recovery codes where the second factor was set up on the way. */
export const SignedIn = z.object({ role: StaffRole, recoveryCodes: z.array(z.string()).optional() });

export const SecondFactor = z.object({
  /** When it was set up; null without one. */
  since: z.iso.datetime().nullable(),
  /** Whether this installation asks it of all staff. */
  isRequired: z.boolean(),
  /** Recovery codes that are not used yet. */
  recoveryCodesLeft: z.int(),
});
export type SecondFactor = z.infer<typeof SecondFactor>;
