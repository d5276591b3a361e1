/**
 * Every reason for which Aftermap refuses a request. The list is closed: `server/error-handler.ts` maps
 * each code to an HTTP status in a `Record`, so that a new code does not compile until it has one.
 */
export const ERROR_CODES = [
  "invalid_input",
  "unauthenticated",
  "forbidden",
  "not_found",
  "already_exists",
  "conflict",
  "campaign_closed",
  "vote_id_taken",
  "answer_first",
  "lesson_seen",
  "too_large",
  "too_many_requests",
  "not_ready",
  "unavailable",
  "internal",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Where in the input something was wrong, and how to mend it. `path` is dotted: `votes.0.class`. */
export type FieldError = { path: string; message: string };

/** An expected refusal: safe to show to whoever asked. Anything else that is thrown is a bug. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { errors?: readonly FieldError[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.errors = options.errors ?? [];
  }
}

/** A refusal that says when to come back. */
export class TooManyRequests extends AppError {
  readonly retryAfterSeconds: number;

  /** @param what there was too much of, as a sentence without its end */
  constructor(what: string, retryAfterSeconds: number) {
    super("too_many_requests", `${what}: try again in ${retryAfterSeconds} s`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
