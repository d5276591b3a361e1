/**
 * The calls that a crowd makes all the time, in front of the web framework, whose layers cost more than what is asked for
 * (decision 0042). Whatever is not simply such a call by somebody who may make it goes the long way, where the same
 * calls are served and refused in the words that everything is refused in.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Account } from "../../core/accounts/accounts.ts";
import { leaseAssignments } from "../../core/assignments/assignments.ts";
import { castVotes } from "../../core/votes/votes.ts";
import { mayActAs } from "../../shared/accounts.ts";
import { API, type Endpoint } from "../../shared/api.ts";
import { AppError } from "../../shared/errors.ts";
import { findCaller, refuseForeignOrigin } from "../authenticate.ts";
import type { ServerContext } from "../context.ts";
import { meetError } from "../error-handler.ts";
import { noteRoute } from "../metrics.ts";
import { parseInput, type ParsedInput } from "../serve.ts";

type BusyCall = {
  endpoint: Endpoint;
  /** Of the address, with the one name in it. */
  pattern: RegExp;
  answer(actor: Account, name: string, body: unknown): Promise<unknown>;
};

/** More than that is a day's work from offline, and worth the long way. */
const MOST_BYTES = 100_000;
const JSON_TYPE = /^application\/json(?: *; *charset=utf-8)?$/i;
/** As Express's own compression: below this the headers weigh more than what is saved. */
const WORTH_COMPRESSING_BYTES = 1_024;
const TAKES_GZIP = /\bgzip\b(?! *; *q=0)/;
/** An answer to one: the fastest. */
const EFFORT = { level: 1 };

const compress = promisify(gzip);

/** @param headers of every answer, names and values in turn @param theLongWay who answers everything else */
export function openBusyCalls(
  ctx: ServerContext,
  headers: readonly string[],
  theLongWay: RequestListener,
): RequestListener {
  const calls = [
    busyCall(API.castVotes, (actor, input) => castVotes(ctx, actor, input)),
    busyCall(API.leaseAssignments, (actor, input) => leaseAssignments(ctx, actor, input)),
  ];
  return (req, res) => {
    for (const call of calls) {
      if (req.method !== call.endpoint.method) continue;
      const name = call.pattern.exec(req.url ?? "")?.[1];
      if (name === undefined) continue;
      if (!isPlain(req)) break;
      void serveBusyCall(ctx, call, name, { req, res, headers, theLongWay });
      return;
    }
    theLongWay(req, res);
  };
}

/** @param endpoint with one parameter in its path, and a body */
function busyCall<E extends Endpoint & { who: "volunteer" }>(
  endpoint: E,
  handle: (actor: Account, input: ParsedInput<E>) => Promise<unknown>,
): BusyCall {
  const parameter = /\{(\w+)\}/.exec(endpoint.path)?.[1] ?? "";
  return {
    endpoint,
    pattern: new RegExp(`^/api/v1${endpoint.path.replace(/\{\w+\}/, "([a-zA-Z0-9-]{1,100})")}$`),
    answer: (actor, name, body) =>
      handle(actor, parseInput(endpoint, { params: { [parameter]: name }, query: {}, body })),
  };
}

/** Whether the body is JSON of some size that is told, as it is sent. */
function isPlain({ headers }: IncomingMessage): boolean {
  const bytes = Number(headers["content-length"] ?? 0);
  if (headers["content-encoding"] !== undefined || bytes === 0 || bytes > MOST_BYTES) return false;
  return JSON_TYPE.test(headers["content-type"] ?? "");
}

type Exchange = {
  req: IncomingMessage;
  res: ServerResponse;
  headers: readonly string[];
  theLongWay: RequestListener;
};

async function serveBusyCall(
  ctx: ServerContext,
  call: BusyCall,
  name: string,
  { req, res, headers, theLongWay }: Exchange,
): Promise<void> {
  const actor = await findWhoMay(ctx, call.endpoint, req);
  if (actor === null) return theLongWay(req, res);
  noteRoute(res, call.endpoint.path);
  const text = await readText(req);
  if (text === null) return; // the line was cut
  try {
    const answer = await call.answer(actor, name, parseJson(text));
    await sendJson(req, res, call.endpoint.status, answer, headers);
  } catch (error) {
    const { problem, headers: own } = meetError(ctx.log, ctx.errors, error);
    const body = JSON.stringify(problem);
    const always = ["vary", "Accept-Encoding", "content-length", String(Buffer.byteLength(body))];
    res.writeHead(problem.status, [...headers, ...Object.entries(own).flat(), ...always]);
    res.end(body);
  }
}

/** Null for all whom the long way refuses, and when the database is away: it is met again there, and told and logged. */
async function findWhoMay(
  ctx: ServerContext,
  endpoint: Endpoint,
  req: IncomingMessage,
): Promise<Account | null> {
  try {
    refuseForeignOrigin(ctx, req);
    const actor = await findCaller(ctx, req.headers);
    return actor !== null && endpoint.who === "volunteer" && mayActAs(actor.role, endpoint.who)
      ? actor
      : null;
  } catch {
    return null;
  }
}

/** The whole body; null when the line is cut before its end. */
function readText(req: IncomingMessage): Promise<string | null> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    req.on("data", (piece: Buffer) => pieces.push(piece));
    req.once("end", () => resolve(Buffer.concat(pieces).toString("utf8")));
    req.once("close", () => resolve(null));
    req.on("error", () => resolve(null));
  });
}

/** As Express does: a body is an object or a list. @throws AppError `invalid_input` */
function parseJson(text: string): unknown {
  try {
    if (/^\s*[{[]/.test(text)) return JSON.parse(text);
  } catch {
    // Told below.
  }
  throw new AppError("invalid_input", "The body is not valid JSON");
}

async function sendJson(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  answer: unknown,
  headers: readonly string[],
): Promise<void> {
  const plain = Buffer.from(JSON.stringify(answer));
  const isWorth = plain.length >= WORTH_COMPRESSING_BYTES;
  const isCompressed = isWorth && TAKES_GZIP.test(req.headers["accept-encoding"] ?? "");
  const body = isCompressed ? await compress(plain, EFFORT) : plain;
  const own = ["cache-control", "no-store", "vary", "Accept-Encoding"];
  if (isCompressed) own.push("content-encoding", "gzip");
  own.push("content-type", "application/json; charset=utf-8", "content-length", String(body.length));
  res.writeHead(status, [...headers, ...own]);
  res.end(body);
}
