/** One request after another that somebody might send: by any role, to any route, right, nearly right, or broken. */
import fc from "fast-check";
import { z } from "zod";
import type { Endpoint } from "../../shared/api.ts";
import { ENDPOINTS } from "../support/requests.ts";
import { anything, like, odd } from "./arbitraries.ts";

/** Who sends it. `stranger` sends a token that is nobody's. */
export const CALLERS = ["nobody", "stranger", "volunteer", "analyst", "admin"] as const;
export type CallerName = (typeof CALLERS)[number];

export type FuzzRequest = {
  caller: CallerName;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | null;
};

/** Names of things that exist: campaigns, buildings, assignments, scenes, batches, exports … */
export type Names = { slug: string; ids: readonly string[] };

/** What is served beside the API's own list. */
const OTHER_PATHS = [
  "/api/v1/openapi.json",
  "/api/v1/exports/{id}/file",
  "/api/v1/batches/{id}/items/{id}/refused-rows",
  "/api/v1/uploads/files",
  "/ogc",
  "/ogc/conformance",
  "/ogc/collections",
  "/ogc/collections/{slug}",
  "/ogc/collections/{slug}/items",
  "/ogc/collections/{slug}/items/{id}",
  "/tiles/{id}/16/39000/26000",
  "/sign-in/{id}",
  "/campaigns/{slug}/tag",
  "/assets/{id}.js",
  "/livez",
  "/readyz",
];

/** Statements that only work once, or end the fuzzing itself. */
const ENDING = new Set(["leave", "removeStaff", "endSessions"]);

/** @param names what exists */
export function anyRequest(names: Names): fc.Arbitrary<FuzzRequest> {
  const known = [names.slug, ...names.ids, "destroyed"];
  const calls = ENDPOINTS.filter(([name]) => !ENDING.has(name)).map(([, endpoint]) =>
    ofEndpoint(endpoint, names, known),
  );
  return fc.oneof(
    { arbitrary: fc.oneof(...calls), weight: 9 },
    { arbitrary: elsewhere(names, known), weight: 1 },
  );
}

function ofEndpoint(endpoint: Endpoint, names: Names, known: readonly string[]): fc.Arbitrary<FuzzRequest> {
  const schema =
    endpoint.body === null ? {} : z.toJSONSchema(endpoint.body, { io: "input", unrepresentable: "any" });
  const body =
    endpoint.body === null
      ? fc
          .option(bodyText(anything), { freq: 4, nil: null })
          .map((text) => (endpoint.method === "GET" ? null : text))
      : bodyText(fc.oneof({ arbitrary: like(schema, known), weight: 9 }, { arbitrary: anything, weight: 1 }));
  return fc.record({
    caller: callerFor(endpoint),
    method: fc.constant(endpoint.method),
    path: fc
      .tuple(pathOf(`/api/v1${endpoint.path}`, names), queryOf(Object.keys(endpoint.query.shape), known))
      .map(([path, query]) => `${path}${query}`.slice(0, 12_000)),
    headers: headersOf(endpoint.body !== null),
    body,
  });
}

/** Mostly somebody who may, so that what lies behind the door is reached. */
function callerFor({ who }: Endpoint): fc.Arbitrary<CallerName> {
  const fitting = who === "anyone" ? "volunteer" : who === "readers" ? "analyst" : who;
  return fc.oneof(
    { arbitrary: fc.constantFrom<CallerName>(fitting, "admin"), weight: 5 },
    { arbitrary: fc.constantFrom(...CALLERS), weight: 2 },
  );
}

function elsewhere(names: Names, known: readonly string[]): fc.Arbitrary<FuzzRequest> {
  return fc
    .record({
      caller: fc.constantFrom(...CALLERS),
      method: fc.constantFrom("GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
      path: fc
        .tuple(
          fc.constantFrom(...OTHER_PATHS).chain((path) => pathOf(path, names)),
          queryOf(["bbox", "limit", "f", "to", "datetime"], known),
        )
        .map(([path, query]) => `${path}${query}`.slice(0, 12_000)),
      headers: headersOf(false),
      body: fc.option(bodyText(anything), { freq: 2, nil: null }),
    })
    .map((request) => (/GET|HEAD/.test(request.method) ? { ...request, body: null } : request));
}

function pathOf(pattern: string, { slug, ids }: Names): fc.Arbitrary<string> {
  const parts = pattern.split(/(\{\w+\})/).map((part) => {
    if (!part.startsWith("{")) return fc.constant(part);
    const right = part === "{slug}" || part === "{from}" ? fc.constant(slug) : fc.constantFrom(...ids);
    return fc.oneof(
      { arbitrary: right, weight: 8 },
      { arbitrary: fc.uuid(), weight: 1 },
      { arbitrary: odd.map((value) => encode(String(value)).slice(0, 4_000)), weight: 1 },
      { arbitrary: fc.constantFrom("%ff", "%00", "..%2f..", "%2e%2e", "a%20b"), weight: 1 },
    );
  });
  return fc.tuple(...parts).map((texts) => texts.join(""));
}

function queryOf(names: readonly string[], known: readonly string[]): fc.Arbitrary<string> {
  const name = fc.constantFrom(...names, "constructor", "__proto__", "limit[]");
  const value = fc.oneof(
    fc.constantFrom(...known, "1", "settled", "-180,-90,180,90"),
    odd.map(String),
    fc.tuple(fc.double(), fc.double(), fc.double(), fc.double()).map(String),
  );
  return fc
    .array(fc.tuple(name, value), { maxLength: 3 })
    .map((pairs) => pairs.map(([key, text]) => `${key}=${encode(text)}`).join("&"))
    .map((query) => (query === "" ? "" : `?${query}`));
}

function headersOf(hasBody: boolean): fc.Arbitrary<Record<string, string>> {
  const type = hasBody ? { "content-type": "application/json" } : {};
  const strange = fc.dictionary(
    fc.constantFrom(
      "content-type",
      "accept",
      "accept-language",
      "accept-encoding",
      "range",
      "if-none-match",
      "if-modified-since",
      "origin",
      "sec-fetch-site",
      "cookie",
      "x-forwarded-for",
      "x-http-method-override",
      "tus-resumable",
      "upload-length",
      "upload-offset",
      "upload-metadata",
    ),
    fc.oneof(
      fc.constantFrom(
        "*/*",
        "text/html",
        "bytes=0-",
        "bytes=9-1",
        "-1",
        "1.0.0",
        "aftermap=x; aftermap-sign-in=y",
      ),
      fc.string({ maxLength: 200 }).map(plain),
    ),
    { maxKeys: 3 },
  );
  return fc.oneof(
    { arbitrary: fc.constant(type), weight: 3 },
    { arbitrary: strange.map((headers) => ({ ...type, ...headers })), weight: 1 },
  );
}

/** JSON, and now and then what was JSON until somebody cut it or wrote over it. */
function bodyText(value: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const text = value.map((one) => JSON.stringify(one) ?? "");
  const mutated = fc
    .tuple(text, fc.nat(), fc.constantFrom("", "\u0000", '"', "}", "[[[[[[[[", "1e999", "\ud800"))
    .map(([whole, at, written]) => {
      const place = whole.length === 0 ? 0 : at % whole.length;
      return whole.slice(0, place) + written + whole.slice(place + 1);
    });
  return fc.oneof({ arbitrary: text, weight: 8 }, { arbitrary: mutated, weight: 1 });
}

/** A header's value holds no control characters: nothing that sends HTTP would let them through. */
const plain = (text: string) => text.replaceAll(/[^\u0020-\u007e]/g, "");
/** Half a surrogate pair cannot be escaped; it travels as the replacement character. */
const encode = (text: string) => encodeURIComponent(Buffer.from(text, "utf8").toString("utf8"));
