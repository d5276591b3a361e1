import type { AnswerOf, Endpoint, InputOf } from "../shared/api.ts";
import { ERROR_CODES, type ErrorCode, type FieldError } from "../shared/errors.ts";
import { z } from "zod";
import { answerAhead } from "./ahead.ts";

/** Why a call did not succeed: one of the server's reasons, or `offline` when no server was reached. */
export type ProblemCode = ErrorCode | "offline";

/** A refused or failed call (RFC 9457). `message` is the server's own sentence, in English. */
export class ApiProblem extends Error {
  readonly code: ProblemCode;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly errors: readonly FieldError[];
  /** How long the server asks us to wait before the next try, seconds. */
  readonly retryAfterSeconds: number | null;

  constructor(
    code: ProblemCode,
    status: number,
    message: string,
    options: { errors?: readonly FieldError[]; retryAfterSeconds?: number | null; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ApiProblem";
    this.code = code;
    this.status = status;
    this.errors = options.errors ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

/** Whether a call was refused because what it names does not exist, or may not be seen. */
export function isNotFound(fault: unknown): boolean {
  return fault instanceof ApiProblem && fault.code === "not_found";
}

const BASE = "/api/v1";

/**
 * Calls the server as `shared/api.ts` describes it: `input` holds the parameters of the path, of the query
 * and the body side by side. Signs in with the cookie of this site and nothing else.
 *
 * @throws ApiProblem
 */
export function call<E extends Endpoint>(
  endpoint: E,
  input: InputOf<E>,
  signal?: AbortSignal,
): Promise<AnswerOf<E>>;
export async function call(
  endpoint: Endpoint,
  input: Record<string, unknown>,
  signal?: AbortSignal,
): Promise<unknown> {
  const { url, body } = addressAndBody(endpoint, input);
  const request: RequestInit = { method: endpoint.method, credentials: "same-origin" };
  if (signal !== undefined) request.signal = signal;
  if (body !== null) {
    request.body = JSON.stringify(body);
    request.headers = { "content-type": "application/json" };
  }

  const response = await reach(url, request, answerAhead(endpoint.method, url));
  if (!response.ok) throw await readProblem(response);
  if (endpoint.answer === null) return undefined;
  return endpoint.answer.parse(await response.json());
}

/** Where a call goes and what it carries: what is neither of the path nor of the query is the body. */
export function addressAndBody(
  endpoint: Endpoint,
  input: Record<string, unknown>,
): { url: string; body: Record<string, unknown> | null } {
  const query = new URLSearchParams();
  const body: Record<string, unknown> = {};
  let path = endpoint.path;
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue;
    if (typeof value === "string" && name in endpoint.params.shape) {
      path = path.replace(`{${name}}`, encodeURIComponent(value));
    } else if (typeof value === "string" && name in endpoint.query.shape) {
      query.set(name, value);
    } else {
      body[name] = value;
    }
  }
  const search = query.size === 0 ? "" : `?${query.toString()}`;
  return { url: `${BASE}${path}${search}`, body: endpoint.body === null ? null : body };
}

async function reach(
  url: string,
  request: RequestInit,
  ahead: Promise<Response> | undefined,
): Promise<Response> {
  try {
    return await (ahead ?? fetch(url, request));
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiProblem("offline", 0, "The server could not be reached", { cause });
  }
}

const ProblemDocument = z.object({
  type: z.string().optional(),
  code: z.string().optional(),
  title: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** What a status means when the answer says nothing we know: a proxy's page, say. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: "invalid_input",
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  413: "too_large",
  429: "too_many_requests",
  502: "unavailable",
  503: "unavailable",
  504: "unavailable",
};

async function readProblem(response: Response): Promise<ApiProblem> {
  const read = ProblemDocument.safeParse(await response.json().catch(() => null));
  const problem = read.success ? read.data : {};
  const named = problem.code ?? problem.type?.split(/[/:#]/).at(-1)?.replaceAll("-", "_");
  const code = ERROR_CODES.find((known) => known === named) ?? CODE_OF_STATUS[response.status] ?? "internal";
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new ApiProblem(code, response.status, problem.detail ?? problem.title ?? response.statusText, {
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
  });
}
