import { Router, type Request, type Response } from "express";
import { mayActAs } from "../shared/accounts.ts";
import { signInByLink, type SignIn } from "../core/accounts/sign-in.ts";
import { keepPending, replaceSession } from "./authenticate.ts";
import type { ServerContext } from "./context.ts";

/** The page that asks whoever signs in for a press or a code. */
const PAGE = "/sign-in";
/** Names and addresses that only this machine's own programs reach. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Opens a sign-in link. Where the address is this machine's own, opening is signing in: nobody else's program can look
 * first. Anywhere else a messenger's preview or a mail scanner might, so the page asks for one press, which spends it
 * (decision 0037). `?to=` names another page of ours. The link is a secret: never logged, cached or sent on as a referrer.
 */
export function signInRoutes(ctx: ServerContext): Router {
  const router = Router();
  router.get("/sign-in/:secret", async (req, res) => {
    res.setHeader("cache-control", "no-store");
    res.setHeader("referrer-policy", "no-referrer");
    const { secret } = req.params;
    const to = pathOnThisSite(req.query["to"]);
    if (!isLoopback(ctx.origin()) || isOnlyLooking(req)) {
      res.redirect(303, `${PAGE}${toQuery(to)}#${encodeURIComponent(secret)}`);
      return;
    }
    const begun = await signInByLink(ctx, secret);
    if (begun === null) {
      res.redirect(303, "/sign-in-failed");
      return;
    }
    await keepSignIn(ctx, req, res, begun);
    const home = mayActAs(begun.account.role, "admin") ? "/admin" : "/";
    res.redirect(303, begun.next === "done" ? (to ?? home) : `${PAGE}${toQuery(to)}`);
  });
  return router;
}

/** Gives the browser its session, or what says that it still owes a code. */
export async function keepSignIn(
  ctx: ServerContext,
  req: Request,
  res: Response,
  { next, secret }: SignIn,
): Promise<void> {
  if (next === "done") await replaceSession(ctx, req, res, secret);
  else keepPending(ctx, res, secret);
}

/** The address of a sign-in link. Off this machine its secret stands behind `#`: browsers keep that to themselves. */
export function signInUrl(origin: string, linkSecret: string, to?: string): string {
  const query = toQuery(to ?? null);
  return isLoopback(origin)
    ? `${origin}${PAGE}/${linkSecret}${query}`
    : `${origin}${PAGE}${query}#${linkSecret}`;
}

/** The address of an invitation. Its secret stands behind `#`: browsers keep that to themselves. */
export function invitationUrl(origin: string, secret: string): string {
  return `${origin}/join#${secret}`;
}

const toQuery = (to: string | null) => (to === null ? "" : `?to=${to}`);

const isLoopback = (origin: string) => LOOPBACK.test(new URL(origin).hostname);

/** A browser that fetches ahead, and whoever wants the head alone, have not been asked to sign in by anybody. */
const isOnlyLooking = ({ method, headers }: Request) =>
  method === "HEAD" ||
  /prefetch|preview/i.test(`${String(headers["sec-purpose"])} ${String(headers["purpose"])}`);

/** A path of ours, or null: an address of another site, also one written as `//host` or `/\host`, is not followed. */
function pathOnThisSite(to: unknown): string | null {
  return typeof to === "string" && /^\/(?![/\\])[\w\-./?=&%]*$/.test(to) ? to : null;
}
