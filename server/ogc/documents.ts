import { VERSION } from "../../core/project.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { shownBounds } from "../../shared/placing.ts";
import { textIn } from "../../shared/text.ts";

/** A link as OGC documents hold it. `href` is absolute: QGIS and GDAL keep it as it is. */
export type Link = { href: string; rel: string; type: string; title?: string };

/** What is promised, by the names of the standard. */
export const CONFORMANCE = [
  "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
  "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
  "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
] as const;

const JSON_TYPE = "application/json";
export const GEOJSON_TYPE = "application/geo+json";
export const OPENAPI_TYPE = "application/vnd.oai.openapi+json;version=3.0";

const CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

export const link = (href: string, rel: string, type: string, title?: string): Link => ({
  href,
  rel,
  type,
  ...(title === undefined ? {} : { title }),
});

/** The landing page. @see OGC 17-069r4 §7.2 */
export function landingPage(base: string): object {
  return {
    title: "Aftermap",
    description: "When, and how badly, each building was damaged: the consensus of volunteers, by campaign.",
    links: [
      link(base, "self", JSON_TYPE),
      link(`${base}/api`, "service-desc", OPENAPI_TYPE, "The definition of this API"),
      link(`${base}/conformance`, "conformance", JSON_TYPE),
      link(`${base}/collections`, "data", JSON_TYPE, "A collection a campaign"),
    ],
  };
}

/** A campaign as a collection of buildings. @see OGC 17-069r4 §7.14 */
export function collection(base: string, campaign: Campaign): object {
  const { slug, title, text, scenes } = campaign;
  const here = `${base}/collections/${slug}`;
  const times = scenes.map(({ acquiredAt }) => acquiredAt);
  const language = campaign.languages[0] ?? "en";
  return {
    id: slug,
    title: textIn(title, language),
    ...(text === null ? {} : { description: textIn(text, language) }),
    itemType: "feature",
    crs: [CRS84],
    extent: {
      ...(scenes.length === 0 ? {} : { spatial: { bbox: [around(scenes.map(shownBounds))], crs: CRS84 } }),
      temporal: {
        interval: [[times[0] ?? null, times.at(-1) ?? null]],
        trs: "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
      },
    },
    links: [link(here, "self", JSON_TYPE), link(`${here}/items`, "items", GEOJSON_TYPE, "The buildings")],
  };
}

type Box = readonly [number, number, number, number];

function around(boxes: readonly Box[]): number[] {
  return [
    Math.min(...boxes.map(([west]) => west)),
    Math.min(...boxes.map(([, south]) => south)),
    Math.max(...boxes.map(([, , east]) => east)),
    Math.max(...boxes.map(([, , , north]) => north)),
  ];
}

/** OpenAPI 3.0, as the conformance class `oas30` asks for; the whole API of Aftermap has its own, in 3.1. */
export function definition(base: string): object {
  const json = (description: string, type = JSON_TYPE) => ({
    responses: {
      200: { description, content: { [type]: { schema: { type: "object" } } } },
      default: PROBLEM,
    },
  });
  const parameter = (name: string) => ({ $ref: `#/components/parameters/${name}` });
  const one = [parameter("collectionId")];
  return {
    openapi: "3.0.3",
    info: { title: "Aftermap, OGC API – Features", version: VERSION },
    servers: [{ url: base }],
    security: [{}, { bearer: [] }, { basic: [] }],
    paths: {
      "/": { get: json("The landing page") },
      "/conformance": { get: json("What is promised") },
      "/api": { get: json("This definition", OPENAPI_TYPE) },
      "/collections": { get: json("A collection a campaign") },
      "/collections/{collectionId}": { get: { parameters: one, ...json("One campaign") } },
      "/collections/{collectionId}/items": {
        get: {
          parameters: [...one, ...ITEM_PARAMETERS.map(parameter)],
          ...json("Buildings with their consensus", GEOJSON_TYPE),
        },
      },
      "/collections/{collectionId}/items/{featureId}": {
        get: { parameters: [...one, parameter("featureId")], ...json("One building", GEOJSON_TYPE) },
      },
    },
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        basic: { type: "http", scheme: "basic", description: "Any user name; the token as password" },
      },
      parameters: PARAMETERS,
    },
  };
}

const text = { type: "string" };
const share = { type: "number", minimum: 0, maximum: 1 };
const count = { type: "integer", minimum: 0 };
const ITEM_PARAMETERS = [
  "limit",
  "bbox",
  "datetime",
  "status",
  "class",
  "final_class",
  "external_id",
  "min_probability",
  "max_probability",
  "min_votes",
  "max_votes",
  "cursor",
];
const PARAMETERS = {
  collectionId: { name: "collectionId", in: "path", required: true, schema: text },
  featureId: { name: "featureId", in: "path", required: true, schema: text },
  limit: {
    name: "limit",
    in: "query",
    schema: { type: "integer", minimum: 1, maximum: 10_000, default: 1_000 },
  },
  bbox: {
    name: "bbox",
    in: "query",
    description: "west,south,east,north, degrees; with heights of six numbers, which are not looked at",
    style: "form",
    explode: false,
    schema: {
      type: "array",
      oneOf: [
        { minItems: 4, maxItems: 4 },
        { minItems: 6, maxItems: 6 },
      ],
      items: { type: "number" },
    },
  },
  datetime: {
    name: "datetime",
    in: "query",
    description:
      "RFC 3339 moment, or interval with / and ..: buildings whose first damage may lie in it, and those without a window",
    schema: text,
  },
  status: {
    name: "status",
    in: "query",
    schema: { type: "string", enum: ["open", "settled", "disputed", "reviewed"] },
  },
  class: { name: "class", in: "query", description: "A code of the campaign's scale", schema: text },
  final_class: {
    name: "final_class",
    in: "query",
    description: "What stands: the review's class where there is one, else the votes'",
    schema: text,
  },
  external_id: { name: "external_id", in: "query", description: "Part of it, in any case", schema: text },
  min_probability: { name: "min_probability", in: "query", schema: share },
  max_probability: { name: "max_probability", in: "query", schema: share },
  min_votes: { name: "min_votes", in: "query", schema: count },
  max_votes: { name: "max_votes", in: "query", schema: count },
  cursor: { name: "cursor", in: "query", description: "From the link `next`", schema: text },
};
const PROBLEM = {
  description: "Refused",
  content: { "application/problem+json": { schema: { type: "object" } } },
};
