import { Router } from "express";
import { mayActAs } from "../shared/accounts.ts";
import { signInByLink } from "../core/accounts/accounts.ts";
import { setSessionCookie } from "./authenticate.ts";
import type { ServerContext } from "./context.ts";

/**
 * Opens a sign-in link: trades it for a session and goes on to where staff work. `?to=` names another page of ours.
 * The link is a secret, so it is never logged, cached or sent on as a referrer.
 */
export function signInRoutes(ctx: ServerContext): Router {
  const router = Router();
  router.get("/sign-in/:secret", async (req, res) => {
    res.setHeader("cache-control", "no-store");
    res.setHeader("referrer-policy", "no-referrer");
    const signedIn = await signInByLink(ctx, req.params.secret);
    if (signedIn === null) {
      res.redirect(303, "/sign-in-failed");
      return;
    }
    setSessionCookie(ctx, res, signedIn.secret);
    const home = mayActAs(signedIn.account.role, "admin") ? "/admin" : "/";
    res.redirect(303, pathOnThisSite(req.query["to"]) ?? home);
  });
  return router;
}

/** The address of a sign-in link. */
export function signInUrl(origin: string, linkSecret: string): string {
  return `${origin}/sign-in/${linkSecret}`;
}

/** The address of an invitation. Its secret stands behind `#`: browsers keep that to themselves. */
export function invitationUrl(origin: string, secret: string): string {
  return `${origin}/join#${secret}`;
}

/** A path of ours, or null: an address of another site, also one written as `//host` or `/\host`, is not followed. */
function pathOnThisSite(to: unknown): string | null {
  return typeof to === "string" && /^\/(?![/\\])[\w\-./?=&%]*$/.test(to) ? to : null;
}
