import type { IncomingHttpHeaders } from "node:http";
import type { Request, Response } from "express";
import { parse, serialize } from "cookie";
import { SESSION_MARKER } from "../shared/session-marker.ts";
import { AppError } from "../shared/errors.ts";
import { endSession, findAccount, type Account } from "../core/accounts/accounts.ts";
import type { ServerContext } from "./context.ts";

/** Browsers refuse the prefixed name without https, so it is used only there. */
const prefixed = (ctx: ServerContext, name: string) => (isHttps(ctx) ? `__Host-${name}` : name);
const cookieName = (ctx: ServerContext) => prefixed(ctx, "aftermap");
const isHttps = (ctx: ServerContext) => ctx.origin().startsWith("https:");
const COOKIE_DAYS = 180;

/** Who asks, and counts those who try tokens; null for nobody we know. */
export async function authenticate(ctx: ServerContext, req: Request): Promise<Account | null> {
  const account = await findCaller(ctx, req.headers);
  if (account === null && bearerOf(req.headers.authorization) !== null) {
    ctx.log.info("unknown token refused");
    await ctx.limits.countWrongToken(req);
  }
  return account;
}

/** Who asks: by bearer token where one is sent, else by cookie; null for nobody we know. */
export async function findCaller(ctx: ServerContext, headers: IncomingHttpHeaders): Promise<Account | null> {
  const bearer = bearerOf(headers.authorization);
  if (bearer !== null) return findAccount(ctx, "bearer", bearer);
  const secret = cookieSecret(ctx, headers.cookie);
  return secret === null ? null : findAccount(ctx, "cookie", secret);
}

/** The secret with which this request identifies itself, whichever way. */
export function secretOf(ctx: ServerContext, req: Request): string | null {
  return bearerOf(req.headers.authorization) ?? cookieSecret(ctx, req.headers.cookie);
}

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(header: string | undefined): string | null {
  return /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1] ?? null;
}

/** The session secret in a `Cookie` header. */
export function cookieSecret(ctx: ServerContext, header: string | undefined): string | null {
  return parse(header ?? "")[cookieName(ctx)] ?? null;
}

/**
 * The secret of the browser's session, for what only the person in front of it may do.
 *
 * @throws AppError `forbidden` for programs with a token
 */
export function ownCookieSecret(ctx: ServerContext, req: Request): string {
  const secret = bearerOf(req.headers.authorization) === null ? cookieSecret(ctx, req.headers.cookie) : null;
  if (secret === null)
    throw new AppError(
      "forbidden",
      "Only a person may do this, not a program with a token: sign in with a browser",
    );
  return secret;
}

/** Whether a request comes with a session, whoever's it is. */
export const holdsSession = (ctx: ServerContext, header: string | undefined): boolean =>
  header !== undefined && cookieSecret(ctx, header) !== null;

/** Gives the browser another session; the one it had ends, so that no secret known before opens what comes after. */
export async function replaceSession(
  ctx: ServerContext,
  req: Request,
  res: Response,
  secret: string,
): Promise<void> {
  const before = cookieSecret(ctx, req.headers.cookie);
  if (before !== null) await endSession(ctx, before);
  setSessionCookie(ctx, res, secret);
}

const pendingName = (ctx: ServerContext) => `${cookieName(ctx)}-sign-in`;
const PENDING_SECONDS = 600;

/** Keeps in the browser that somebody opened a sign-in link and still owes a code; the session it has goes on. */
export function keepPending(ctx: ServerContext, res: Response, secret: string): void {
  const settings = { httpOnly: true, sameSite: "strict", secure: isHttps(ctx), path: "/" } as const;
  res.append("set-cookie", serialize(pendingName(ctx), secret, { ...settings, maxAge: PENDING_SECONDS }));
}

/** The secret of a sign-in that waits for a code. */
export function pendingSecret(ctx: ServerContext, req: Request): string | null {
  return parse(req.headers.cookie ?? "")[pendingName(ctx)] ?? null;
}

/** Forgets in the browser that a code was owed. */
export function finishPending(ctx: ServerContext, res: Response): void {
  const settings = {
    httpOnly: true,
    sameSite: "strict",
    secure: isHttps(ctx),
    path: "/",
    maxAge: 0,
  } as const;
  res.append("set-cookie", serialize(pendingName(ctx), "", settings));
}

/** Keeps the session in the browser, out of reach of scripts and of other sites' forms. */
export function setSessionCookie(ctx: ServerContext, res: Response, secret: string): void {
  const maxAge = COOKIE_DAYS * 86_400;
  const settings = { httpOnly: true, sameSite: "lax", secure: isHttps(ctx), path: "/", maxAge } as const;
  res.append("set-cookie", serialize(cookieName(ctx), secret, settings));
  markSession(ctx, res);
}

/**
 * Tells the page's scripts that there is a session, and nothing of it: a page without one then need not ask who it is,
 * only to be refused. Written beside the session's cookie and removed with it; believed by no server.
 */
export function markSession(ctx: ServerContext, res: Response): void {
  const settings = {
    sameSite: "lax",
    secure: isHttps(ctx),
    path: "/",
    maxAge: COOKIE_DAYS * 86_400,
  } as const;
  res.append("set-cookie", serialize(prefixed(ctx, SESSION_MARKER), "1", settings));
}

/** Forgets the session in the browser. */
export function clearSessionCookie(ctx: ServerContext, res: Response): void {
  const settings = { httpOnly: true, sameSite: "lax", secure: isHttps(ctx), path: "/", maxAge: 0 } as const;
  res.append("set-cookie", serialize(cookieName(ctx), "", settings));
  res.append("set-cookie", serialize(prefixed(ctx, SESSION_MARKER), "", { ...settings, httpOnly: false }));
}

/**
 * Refuses a change that another site's page asks for in the name of a signed-in visitor (CSRF). Browsers say where a
 * request comes from; programs with a bearer token carry no cookie that could be abused.
 *
 * @throws AppError `forbidden`
 * @see https://web.dev/articles/fetch-metadata
 */
export function refuseForeignOrigin(ctx: ServerContext, { headers }: { headers: IncomingHttpHeaders }): void {
  if (bearerOf(headers.authorization) !== null) return;
  const site = headers["sec-fetch-site"];
  const isForeignSite = site !== undefined && site !== "same-origin" && site !== "none";
  if (isForeignSite || !isOwnOrigin(ctx, headers.origin, headers.host)) {
    throw new AppError("forbidden", "The request comes from another site");
  }
}

/** Whether a page of this origin may talk to us; programs send none. */
export function isOwnOrigin(
  ctx: ServerContext,
  origin: string | undefined,
  host: string | undefined,
): boolean {
  if (origin === undefined || origin === ctx.origin()) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host;
}
