import { z } from "zod";
import { API, type Endpoint } from "../shared/api.ts";
import { VERSION } from "../core/project.ts";

/** The OpenAPI 3.1 description, written from the very schemas that validate. */
export function describeApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [name, endpoint] of Object.entries<Endpoint>(API)) {
    const path = (paths[endpoint.path] ??= {});
    path[endpoint.method.toLowerCase()] = describeEndpoint(name, endpoint);
  }
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

function describeFile(): object {
  return {
    operationId: "getExportFile",
    summary: "The file of a finished export; a Range resumes a download",
    description: "For: analyst",
    security: SECURITY,
    parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
    responses: {
      200: { description: "The file" },
      206: { description: "The range asked for" },
      default: { $ref: "#/components/responses/problem" },
    },
  };
}

function describeRefusedRows(): object {
  const inPath = (name: string) => ({ name, in: "path", required: true, schema: { type: "string" } });
  return {
    operationId: "getRefusedRows",
    summary: "All refused rows of one file of an import, as CSV; the item counts from 0",
    description: "For: admin",
    security: SECURITY,
    parameters: [inPath("id"), inPath("item")],
    responses: {
      200: { description: "The table" },
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
