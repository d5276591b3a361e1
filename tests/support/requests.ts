/** Requests as they are on the wire, for tests of what no well-behaved caller sends. */
import { API, type ApiName, type Endpoint } from "../../shared/api.ts";

export type RawReply = { status: number; headers: Headers; text: string; problem: any };

export type RawRequest = { headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> };

/** Sends exactly this. `problem` is the parsed body when it says that it is one. */
export async function send(
  url: string,
  method: string,
  path: string,
  request: RawRequest = {},
): Promise<RawReply> {
  const { status, headers, text } = await fetch(`${url}${path}`, {
    method,
    redirect: "manual",
    ...request,
  }).then(async (response) => ({
    status: response.status,
    headers: response.headers,
    text: await response.text(),
  }));
  const isProblem = headers.get("content-type")?.startsWith("application/problem+json") ?? false;
  return { status, headers, text, problem: isProblem ? JSON.parse(text) : null };
}

/** Every call of the API with its name. */
export const ENDPOINTS = Object.entries<Endpoint>(API) as [ApiName, Endpoint][];

/** The path of a call below `/api/v1`, its parameters filled in: the same text for each, or by name. */
export function pathOf(endpoint: Endpoint, values: string | Record<string, string>): string {
  return `/api/v1${endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    typeof values === "string" ? values : (values[name] ?? name),
  )}`;
}

export const JSON_TYPE = { "content-type": "application/json" };
export const bearer = (token: string | null) => ({ authorization: `Bearer ${token}` });
