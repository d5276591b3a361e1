import express, { type Request, type Response, type Router } from "express";
import { z } from "zod";
import type { Endpoint } from "../shared/api.ts";
import { mayActAs } from "../shared/accounts.ts";
import { AppError } from "../shared/errors.ts";
import type { Account } from "../core/accounts/accounts.ts";
import { CAMPAIGN_THINGS, refuseArchived } from "../core/campaigns/archived.ts";
import { isPublished } from "../core/campaigns/campaigns.ts";
import { authenticate, refuseForeignOrigin } from "./authenticate.ts";
import type { CampaignThing } from "../core/campaigns/archived.ts";
import type { ServerContext } from "./context.ts";
import { fieldErrors } from "./error-handler.ts";
import { noteRoute } from "./metrics.ts";

/** Who the handler is told of: somebody for sure, unless anyone may call. */
export type ActorOf<E extends Endpoint> = E["who"] extends "anyone" | "readers" ? Account | null : Account;
/** The input after parsing: parameters of path and query, and the body, in one object. */
export type ParsedInput<E extends Endpoint> = z.output<E["params"]> &
  z.output<E["query"]> &
  (E["body"] extends z.ZodType ? z.output<E["body"]> : unknown);
type Answer<E extends Endpoint> = E["answer"] extends z.ZodType ? z.output<E["answer"]> : void;
type Handler<E extends Endpoint> = (
  actor: ActorOf<E>,
  input: ParsedInput<E>,
  http: { req: Request; res: Response },
) => Promise<Answer<E>>;

/**
 * Serves one endpoint of the API: first who asks and whether they may, then what they ask, then the answer. The order
 * is the contract's: nobody learns from a 404 or a 400 what a 401 or a 403 would have hidden.
 */
export function serve<E extends Endpoint>(
  router: Router,
  ctx: ServerContext,
  endpoint: E,
  handle: Handler<E>,
): void {
  const path = endpoint.path.replaceAll(/\{(\w+)\}/g, ":$1");
  const method = endpoint.method.toLowerCase();
  const route = router.route(path);
  const thing = changedThing(endpoint);
  const run = async (req: Request, res: Response): Promise<void> => {
    noteRoute(res, endpoint.path);
    if (endpoint.method !== "GET") refuseForeignOrigin(ctx, req);
    const actor = await authorize(ctx, endpoint, req);
    if (thing !== null) await refuseArchived(ctx, thing, firstName(req));
    if (endpoint.body !== null) await readBody(req, res);
    const input = parseInput(endpoint, req);
    const answer = await handle(actor, input, { req, res });
    res.setHeader("cache-control", "no-store");
    if (endpoint.status === 204) res.status(204).end();
    else res.status(endpoint.status).json(answer);
  };
  if (method === "get") route.get(run);
  else if (method === "post") route.post(run);
  else if (method === "put") route.put(run);
  else if (method === "patch") route.patch(run);
  else route.delete(run);
}

/** First words of addresses that are of no campaign. */
const OF_NO_CAMPAIGN = ["sessions", "me", "staff", "invitations", "sign-in"];

/**
 * What a call would change that an archived campaign keeps as it is; null for calls that only read or concern none.
 *
 * @throws Error for an address whose first word is not known: a new one must say whether a campaign owns it
 */
function changedThing(endpoint: Endpoint): CampaignThing | null {
  if (endpoint.method === "GET" || endpoint.inArchive === "works") return null;
  const [, first = "", name] = endpoint.path.split("/");
  if (OF_NO_CAMPAIGN.includes(first) || name === undefined) return null;
  const thing = CAMPAIGN_THINGS.find((one) => one === first);
  if (thing === undefined) throw new Error(`nobody said whether ${endpoint.path} belongs to a campaign`);
  return thing;
}

/** The first parameter of the address: every thing is named there. */
function firstName({ params }: Request): string {
  const [name] = Object.values(params);
  return typeof name === "string" ? name : "";
}

/** Above the largest campaign text with its area; votes are a hundredth of it. */
const readJson = express.json({ limit: "4mb" });

/** Only of those who may call: a stranger's megabytes are not parsed, and malformed ones are not told from others. */
async function readBody(req: Request, res: Response): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    readJson(req, res, (error?: unknown) => {
      if (error === undefined || error === null) resolve();
      else reject(error);
    });
  });
  // Taken for no body at all, it would change nothing and yet be answered with success.
  const isSent =
    req.headers["transfer-encoding"] !== undefined || Number(req.headers["content-length"] ?? 0) > 0;
  if (isSent && req.is("json") === false) {
    throw new AppError(
      "invalid_input",
      "The body must be JSON, with the header content-type: application/json",
    );
  }
}

/** @throws AppError `unauthenticated` without an account, `forbidden` with too small a role */
export async function authorize<E extends Endpoint>(
  ctx: ServerContext,
  endpoint: E,
  req: Request,
): Promise<ActorOf<E>> {
  const actor = await authenticate(ctx, req);
  if (!(await may(ctx, endpoint, actor, req))) {
    if (actor === null) throw new AppError("unauthenticated", "Start a session, or send a token");
    ctx.log.info({ account: actor.id, call: `${endpoint.method} ${endpoint.path}` }, "call refused");
    throw new AppError("forbidden", "Your role does not allow this");
  }
  // `may` has refused null wherever the endpoint wants somebody; the type cannot follow that.
  return z.custom<ActorOf<E>>().parse(actor);
}

async function may(
  ctx: ServerContext,
  endpoint: Endpoint,
  actor: Account | null,
  req: Request,
): Promise<boolean> {
  if (endpoint.who === "anyone") return true;
  if (endpoint.who === "readers") {
    if (actor !== null && mayActAs(actor.role, "analyst")) return true;
    const { slug } = req.params;
    return typeof slug === "string" && (await isPublished(ctx, slug));
  }
  return actor !== null && mayActAs(actor.role, endpoint.who);
}

/** @throws AppError `not_found` for names that cannot be one, `invalid_input` for the rest */
export function parseInput<E extends Endpoint>(
  endpoint: E,
  req: { params: unknown; query: unknown; body?: unknown },
): ParsedInput<E> {
  const params = endpoint.params.safeParse(req.params);
  // A name that cannot be one names nothing.
  if (!params.success) throw new AppError("not_found", "There is no such thing");
  const query = endpoint.query.safeParse(req.query);
  const body: unknown = req.body;
  const parsedBody = endpoint.body?.safeParse(body ?? {}) ?? { success: true, data: {} };
  const errors = [query, parsedBody].flatMap((part) =>
    "error" in part && part.error ? fieldErrors(part.error) : [],
  );
  if (errors.length > 0) throw new AppError("invalid_input", "The input is not valid", { errors });
  const merged = { ...params.data, ...query.data, ...asObject(parsedBody.data) };
  return z.custom<ParsedInput<E>>().parse(merged);
}

const asObject = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});
