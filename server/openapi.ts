import { z } from "zod";
import { API, type Endpoint } from "../shared/api.ts";
import { FORMATS } from "../core/exports/formats.ts";
import { VERSION } from "../core/project.ts";
import { MAP_TILE_TYPE } from "./map-tiles.ts";

/** The OpenAPI 3.1 description, written from the very schemas that validate. */
export function describeApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, endpoint] of Object.entries<Endpoint>(API)) {
    const path = (paths[endpoint.path] ??= {});
    path[endpoint.method.toLowerCase()] = describeEndpoint(name, endpoint);
  }
  paths[API.getMapTile.path] = { get: describeMapTile() };
  paths["/exports/{id}/file"] = { get: describeFile() };
  paths["/batches/{id}/items/{item}/refused-rows"] = { get: describeRefusedRows() };
  return {
    openapi: "3.1.0",
    info: {
      title: "Aftermap",
      version: VERSION,
      description:
        "Times are ISO 8601 UTC, geometry is GeoJSON in WGS 84 ([longitude, latitude]). Errors are RFC 9457 problems.",
    },
    servers: [{ url: "/api/v1" }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "aftermap",
          description: "Set by POST /sessions and sign-in links; named __Host-aftermap under https",
        },
      },
      responses: {
        problem: { description: "Refused", content: { "application/problem+json": { schema: PROBLEM } } },
      },
    },
  };
}

const PROBLEM = {
  type: "object",
  required: ["type", "title", "status", "detail"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    code: { type: "string" },
    requestId: { type: "string" },
    errors: {
      type: "array",
      items: { type: "object", properties: { path: { type: "string" }, message: { type: "string" } } },
    },
  },
};

const SECURITY = [{ bearer: [] }, { session: [] }];

function describeEndpoint(operationId: string, endpoint: Endpoint): object {
  const content = endpoint.answer === null ? undefined : jsonContent(endpoint.answer, "output");
  return {
    operationId,
    summary: endpoint.summary,
    description: `For: ${endpoint.who}`,
    security: endpoint.who === "anyone" ? [{}, ...SECURITY] : SECURITY,
    parameters: [
      ...describeParameters(endpoint.params, "path"),
      ...describeParameters(endpoint.query, "query"),
    ],
    ...(endpoint.body === null
      ? {}
      : { requestBody: { required: true, content: jsonContent(endpoint.body, "input") } }),
    responses: {
      [endpoint.status]: { description: "Done", ...(content === undefined ? {} : { content }) },
      default: { $ref: "#/components/responses/problem" },
    },
  };
}

function describeParameters(schema: z.ZodObject, place: "path" | "query"): object[] {
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: place,
    required: place === "path",
    schema: toJsonSchema(field, "input"),
  }));
}

function describeMapTile(): object {
  const headers = {
    etag: { description: "Of the bytes; send it as If-None-Match", schema: { type: "string" } },
  };
  return {
    ...describeEndpoint("getMapTile", API.getMapTile),
    responses: {
      200: {
        description:
          "A Mapbox Vector Tile 2.1 in Web Mercator, extent 4096, at most 500 kB. Layer `buildings`: outlines, or points where " +
          "they are small, with id, class, probability, status, certainty, from and to (Unix times of the damage window, " +
          "seconds) and votes. Layer `clusters` instead where there are too many: counts in cells",
        headers,
        content: { [MAP_TILE_TYPE]: {} },
      },
      204: { description: "No building there" },
      304: { description: "The tile is the one whose ETag was sent", headers },
      default: { $ref: "#/components/responses/problem" },
    },
  };
}

function describeFile(): object {
  return {
    operationId: "getExportFile",
    summary: "The file of a finished export; a Range resumes a download",
    description: "For: analyst",
    security: SECURITY,
    parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
    responses: {
      200: { description: "The file", content: contentOf(FORMATS) },
      206: { description: "The range asked for", content: contentOf(FORMATS) },
      default: { $ref: "#/components/responses/problem" },
    },
  };
}

const contentOf = (formats: Record<string, { contentType: string }>) =>
  Object.fromEntries(Object.values(formats).map(({ contentType }) => [contentType, {}]));

function describeRefusedRows(): object {
  const inPath = (name: string) => ({ name, in: "path", required: true, schema: { type: "string" } });
  return {
    operationId: "getRefusedRows",
    summary: "All refused rows of one file of an import, as CSV; the item counts from 0",
    description: "For: admin",
    security: SECURITY,
    parameters: [inPath("id"), inPath("item")],
    responses: {
      200: { description: "The table", content: { "text/csv": {} } },
      default: { $ref: "#/components/responses/problem" },
    },
  };
}

const jsonContent = (schema: z.ZodType, io: "input" | "output") => ({
  "application/json": { schema: toJsonSchema(schema, io) },
});

function toJsonSchema(schema: z.core.$ZodType, io: "input" | "output"): object {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return described;
}
