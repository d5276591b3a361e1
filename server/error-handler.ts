import type { ErrorRequestHandler, RequestHandler } from "express";
import type { Logger } from "pino";
import { v4 as uuid } from "uuid";
import { z } from "zod";
import { AppError, TooManyRequests, type ErrorCode, type FieldError } from "../shared/errors.ts";
import { isDatabaseAway } from "../core/db.ts";
import type { ErrorCounts } from "./error-counts.ts";

/** What each refusal is in HTTP. A new code does not compile until it stands here. */
const STATUS: Record<ErrorCode, number> = {
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  already_exists: 409,
  conflict: 409,
  campaign_closed: 409,
  vote_id_taken: 409,
  answer_first: 409,
  lesson_seen: 409,
  not_ready: 409,
  too_large: 413,
  too_many_requests: 429,
  unavailable: 503,
  internal: 500,
};

const TITLE: Record<ErrorCode, string> = {
  invalid_input: "Invalid input",
  unauthenticated: "Not signed in",
  forbidden: "Not allowed",
  not_found: "Not found",
  already_exists: "Exists already",
  conflict: "Conflict",
  campaign_closed: "Campaign closed",
  vote_id_taken: "Vote id taken",
  answer_first: "Answer first",
  lesson_seen: "Lesson seen",
  not_ready: "Not ready",
  too_large: "Too large",
  too_many_requests: "Too many requests",
  unavailable: "Unavailable for the moment",
  internal: "Something went wrong",
};

/** A refusal that HTTP alone knows: a range that begins beyond the end of a file. */
export class RangeNotSatisfiable extends AppError {
  constructor(bytes: number) {
    super("invalid_input", `The file ends after ${bytes} bytes`);
  }
}

/** An RFC 9457 problem. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  requestId: string;
  errors?: readonly FieldError[];
};

/** Answers every error as a problem; what is not a refusal is logged with its stack and told to nobody. */
export function errorHandler(log: Logger, errors: ErrorCounts): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    const { problem, headers } = meetError(log, errors, error);
    if (res.headersSent) {
      next(error); // Express cuts the connection: the client must not take half an answer for a whole one
      return;
    }
    res.status(problem.status).set(headers).send(JSON.stringify(problem));
  };
}

/** Counts an error, logs it as far as it is ours, and gives what to answer. */
export function meetError(
  log: Logger,
  errors: ErrorCounts,
  error: unknown,
): { problem: Problem; headers: Record<string, string> } {
  const requestId = uuid();
  const refusal = toRefusal(error);
  errors.count(refusal.code);
  if (refusal.code === "internal") log.error({ requestId, err: error }, "request failed");
  else if (refusal.code === "unavailable")
    log.warn({ requestId, error: String(error) }, "request not served");
  const headers: Record<string, string> = { "content-type": "application/problem+json; charset=utf-8" };
  if (refusal.code === "unauthenticated") headers["www-authenticate"] = "Bearer";
  if (refusal.code === "unavailable") headers["retry-after"] = "2";
  if (refusal instanceof TooManyRequests) headers["retry-after"] = String(refusal.retryAfterSeconds);
  return { problem: toProblem(refusal, requestId), headers };
}

/** The answer for a path that does not exist. */
export const notFoundHandler: RequestHandler = (req, _res, next) => {
  next(new AppError("not_found", `There is nothing at ${req.method} ${req.path.slice(0, 200)}`));
};

/** What an error is to whoever asked, for doors that do not answer through Express. */
export function problemOf(error: unknown): Problem {
  return toProblem(toRefusal(error), uuid());
}

function toProblem(refusal: AppError, requestId: string): Problem {
  const { code, errors } = refusal;
  const isRange = refusal instanceof RangeNotSatisfiable;
  const problem = {
    type: `urn:aftermap:problem:${code}`,
    title: isRange ? "Range not satisfiable" : TITLE[code],
    status: isRange ? 416 : STATUS[code],
    detail: refusal.message,
  };
  return { ...problem, code, requestId, ...(errors.length > 0 ? { errors } : {}) };
}

function toRefusal(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof z.ZodError)
    return new AppError("invalid_input", "The input is not valid", { errors: fieldErrors(error) });
  if (isClientError(error)) {
    if (error.status === 413)
      return new AppError("too_large", "The request is larger than 4 MB", { cause: error });
    if (error.status === 404)
      return new AppError("not_found", "There is nothing at this address", { cause: error });
    if (error.type === "entity.parse.failed")
      return new AppError("invalid_input", "The body is not valid JSON", { cause: error });
    return new AppError("invalid_input", "The request cannot be understood", { cause: error });
  }
  if (isDatabaseAway(error))
    return new AppError("unavailable", "The database is not reachable: try again in a moment");
  return new AppError("internal", "An error on our side; it has been logged");
}

/** What was wrong in the input, where, in the order of the input. Unions tell of the branch that came closest. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue) => flatten(issue, []));
}

function flatten(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): FieldError[] {
  const at = [...above, ...issue.path];
  if (issue.code === "invalid_union") {
    const branches = issue.errors.filter((issues) => issues.length > 0);
    const closest = branches.sort((a, b) => depth(b) - depth(a))[0];
    if (closest !== undefined && depth(closest) > 0) return closest.flatMap((inner) => flatten(inner, at));
  }
  return [{ path: at.map(String).join("."), message: issue.message }];
}

const depth = (issues: readonly z.core.$ZodIssue[]) => Math.max(...issues.map(({ path }) => path.length));

type ClientError = { status: number; type?: unknown };

/** Errors of Express's body parser and router carry a 4xx status. */
function isClientError(error: unknown): error is ClientError {
  if (typeof error !== "object" || error === null || !("status" in error)) return false;
  return typeof error.status === "number" && error.status >= 400 && error.status < 500;
}
