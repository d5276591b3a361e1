/**
 * The abstract tests of OGC 17-069r4 (API – Features, Part 1), annex A, that can be run here, by their own names. What
 * came out stands in docs/ogc-api-features.md, which must say the same; `WRITE_DOCS=1` writes it.
 */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { aVotedCampaign, allFindings } from "../../support/crowds.ts";
import { untilFitted } from "../../support/quiet.ts";
import { bearer, send } from "../../support/requests.ts";
import { aWorld, type World } from "../../support/world.ts";
import { pageOf } from "./page.ts";

const DOCUMENT = path.join(import.meta.dirname, "../../../docs/ogc-api-features.md");
const BUILDINGS = 12;

let world: World;
let slug: string;
let known: any[];
beforeAll(async () => {
  world = await aWorld();
  ({ slug } = await aVotedCampaign(
    world,
    BUILDINGS,
    3,
    (id) => ({ class: Number(id.slice(1)) % 2 === 0 ? "destroyed" : "no_visible_damage" }),
    { redundancy: { min: 3, cap: 6, certainty: 0.9 } },
  ));
  await untilFitted(world);
  known = await allFindings(world, slug);
});

const get = (address: string) => {
  const url = new URL(address, `${world.url}/`);
  return send(world.url, "GET", url.pathname + url.search, { headers: bearer(world.analyst.token) });
};
const read = async (address: string) => JSON.parse((await get(address)).text);
const ogc = (rest = "") => `/ogc${rest}`;
const items = (query = "") => ogc(`/collections/${slug}/items${query}`);
const rels = (document: any): string[] => document.links.map(({ rel }: { rel: string }) => rel);
const linkTo = (document: any, rel: string): string =>
  document.links.find((one: { rel: string }) => one.rel === rel).href;
const parameter = async (name: string) => (await read(ogc("/api"))).components.parameters[name];
const idsOf = (page: any) => page.features.map(({ id }: { id: string }) => id);

async function answers(address: string, type: string): Promise<void> {
  const reply = await get(address);
  expect(reply.status).toBe(200);
  expect(reply.headers.get("content-type")).toContain(type);
}

/** Name in the standard, what it asks, how it is tried. */
const ABSTRACT_TESTS: [name: string, asks: string, run: () => Promise<void>][] = [
  ["core/http", "HTTP 1.1", () => answers(ogc("/"), "application/json")],
  ["core/root-op", "the landing page is there", () => answers(ogc("/"), "application/json")],
  [
    "core/root-success",
    "it leads to definition, conformance and collections",
    async () => {
      expect(rels(await read(ogc("/")))).toEqual(
        expect.arrayContaining(["service-desc", "conformance", "data"]),
      );
    },
  ],
  [
    "core/api-definition-op",
    "the definition is where the landing page says",
    async () => {
      await answers(linkTo(await read(ogc("/")), "service-desc"), "application/vnd.oai.openapi+json");
    },
  ],
  [
    "core/api-definition-success",
    "it is an OpenAPI 3.0 document",
    async () => {
      expect((await read(ogc("/api"))).openapi).toMatch(/^3\.0\./);
    },
  ],
  ["core/conformance-op", "the declaration is there", () => answers(ogc("/conformance"), "application/json")],
  [
    "core/conformance-success",
    "it names Core",
    async () => {
      const { conformsTo } = await read(ogc("/conformance"));
      expect(conformsTo).toContain("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core");
    },
  ],
  ["core/fc-md-op", "collections are there", () => answers(ogc("/collections"), "application/json")],
  [
    "core/fc-md-success",
    "each has id, extent in space and time, and a link to its items",
    async () => {
      const { collections } = await read(ogc("/collections"));
      const one = collections.find(({ id }: { id: string }) => id === slug);
      expect(one.extent.temporal.interval).toHaveLength(1);
      expect(rels(one)).toContain("items");
    },
  ],
  [
    "core/sfc-md-op",
    "one collection is there",
    () => answers(ogc(`/collections/${slug}`), "application/json"),
  ],
  [
    "core/sfc-md-success",
    "it says what the list says of it",
    async () => {
      const { collections } = await read(ogc("/collections"));
      expect(collections).toContainEqual(await read(ogc(`/collections/${slug}`)));
    },
  ],
  ["core/fc-op", "items are there", () => answers(items(), "application/geo+json")],
  [
    "core/fc-limit-definition",
    "limit is a whole number from 1 with a largest and a usual one",
    async () => {
      expect((await parameter("limit")).schema).toMatchObject({
        type: "integer",
        minimum: 1,
        maximum: 10_000,
        default: 1_000,
      });
    },
  ],
  [
    "core/fc-limit-response",
    "no more items than the limit, and the pages together are all, each once",
    async () => {
      const seen: string[] = [];
      for (let next: string | undefined = items("?limit=5"); next !== undefined;) {
        const page: any = await read(next);
        expect(page.features.length).toBeLessThanOrEqual(5);
        seen.push(...idsOf(page));
        next = rels(page).includes("next") ? linkTo(page, "next") : undefined;
      }
      expect(seen).toEqual(known.map(({ id }) => id));
    },
  ],
  [
    "core/fc-bbox-definition",
    "bbox is four or six numbers, not exploded",
    async () => {
      expect(await parameter("bbox")).toMatchObject({ style: "form", explode: false, in: "query" });
    },
  ],
  [
    "core/fc-bbox-response",
    "only items that touch the box, also one over the date line",
    async () => {
      const [west, south] = known[0].geometry.coordinates[0][0];
      const box = [west - 1e-5, south - 1e-5, west + 1.1e-4, south + 1.1e-4];
      expect(idsOf(await read(items(`?bbox=${box.join()}`)))).toEqual([known[0].id]);
      const here = known.length;
      expect(idsOf(await read(items("?bbox=170,-90,-170,90")))).toHaveLength(0);
      expect(idsOf(await read(items(`?bbox=${west - 1},-90,${west - 2},90`)))).toHaveLength(here);
    },
  ],
  [
    "core/fc-time-definition",
    "datetime is a text",
    async () => {
      expect((await parameter("datetime")).schema).toEqual({ type: "string" });
    },
  ],
  [
    "core/fc-time-response",
    "moments, intervals and open ends are understood; items without a time are let through",
    async () => {
      for (const time of ["2017-06-03T00:00:00Z", "2017-01-01/2017-12-31", "../2030-01-01", "1990-01-01/.."])
        expect(idsOf(await read(items(`?datetime=${time}`))), time).toHaveLength(BUILDINGS);
    },
  ],
  [
    "core/query-param-unknown",
    "400 for a parameter that the definition does not have",
    async () => {
      expect((await get(items("?colour=red"))).status).toBe(400);
    },
  ],
  [
    "core/query-param-invalid",
    "400 for a value that cannot be, naming the parameter",
    async () => {
      for (const query of ["limit=0", "bbox=1,2,3", "datetime=soon", "class=unheard", "max_votes=-1"]) {
        const reply = await get(items(`?${query}`));
        expect(reply.status, query).toBe(400);
        expect(JSON.stringify(JSON.parse(reply.text).errors), query).toContain(query.split("=")[0]);
      }
    },
  ],
  [
    "core/fc-response",
    "a FeatureCollection with its counts, time and links",
    async () => {
      const page = await read(items());
      expect(page).toMatchObject({
        type: "FeatureCollection",
        numberMatched: BUILDINGS,
        numberReturned: BUILDINGS,
      });
      expect(Date.now() - Date.parse(page.timeStamp)).toBeLessThan(600_000);
      expect(rels(page)).toEqual(expect.arrayContaining(["self", "collection"]));
    },
  ],
  ["core/f-op", "one item is there", () => answers(items(`/${known[0].id}`), "application/geo+json")],
  [
    "core/f-success",
    "it is the item, with links to itself and its collection",
    async () => {
      const feature = await read(items(`/${known[0].id}`));
      expect(feature).toMatchObject({ type: "Feature", id: known[0].id, geometry: known[0].geometry });
      expect(rels(feature)).toEqual(expect.arrayContaining(["self", "collection"]));
    },
  ],
  [
    "geojson/definition",
    "the media type is declared",
    async () => {
      const { paths } = await read(ogc("/api"));
      const { get: call } = paths["/collections/{collectionId}/items"];
      expect(Object.keys(call.responses[200].content)).toEqual(["application/geo+json"]);
    },
  ],
  [
    "geojson/content",
    "features are GeoJSON in longitude and latitude, with the API's geometry",
    async () => {
      const { features } = await read(items());
      expect(features.map(({ geometry }: any) => geometry)).toEqual(known.map(({ geometry }) => geometry));
    },
  ],
  [
    "oas30/completeness",
    "every path that answers is in the definition",
    async () => {
      const { paths } = await read(ogc("/api"));
      expect(Object.keys(paths).toSorted()).toEqual(
        [
          "/",
          "/api",
          "/collections",
          "/collections/{collectionId}",
          "/collections/{collectionId}/items",
          "/collections/{collectionId}/items/{featureId}",
          "/conformance",
        ].toSorted(),
      );
    },
  ],
  [
    "oas30/exceptions-codes",
    "what is refused is described, and comes as it is described",
    async () => {
      const { paths } = await read(ogc("/api"));
      const described = paths["/collections/{collectionId}/items"].get.responses.default.content;
      expect(Object.keys(described)).toEqual(["application/problem+json"]);
      const reply = await get(items("?limit=0"));
      expect(reply.headers.get("content-type")).toContain("application/problem+json");
    },
  ],
  [
    "oas30/security",
    "how to sign in is described, and nobody reads without",
    async () => {
      const { components } = await read(ogc("/api"));
      expect(Object.keys(components.securitySchemes)).toEqual(["bearer", "basic"]);
      expect((await send(world.url, "GET", items(), { headers: {} })).status).toBe(401);
    },
  ],
];

/** Those that nothing here can be tried with. */
const NOT_RUN: [name: string, why: string][] = [
  ["core/crs84", "as far as numbers show it: tried in `geojson/content`"],
  ["html/definition, html/content", "the class HTML is not declared: Aftermap's own pages are for people"],
  ["all of gmlsf0 and gmlsf2", "the classes GML are not declared"],
];

const passed = new Set<string>();

describe("OGC API – Features, abstract test", () => {
  it.each(ABSTRACT_TESTS)("/conf/%s: %s", async (name, _asks, run) => {
    await expect(run()).resolves.toBeUndefined();
    passed.add(name);
  });
});

it("property filters let through what they say, and impossible ones are refused with a reason", async () => {
  const count = async (query: string) => (await read(items(`?${query}`))).features.length;
  expect(await count("class=destroyed&status=settled&min_votes=3")).toBe(BUILDINGS / 2);
  expect(await count("final_class=destroyed")).toBe(BUILDINGS / 2);
  expect(await count("min_votes=4")).toBe(0);
  expect(await count("external_id=b7")).toBe(1);
  const refused = await get(items("?min_probability=0.9&max_probability=0.1"));
  expect(refused.status).toBe(400);
  expect(JSON.parse(refused.text).errors).toEqual([
    { path: "max_probability", message: "must not be less than min_probability" },
  ]);
  const paged = await read(items("?class=destroyed&min_votes=1&limit=2"));
  expect(idsOf(await read(linkTo(paged, "next")))).toHaveLength(2);
});

it("what came out is what the documentation says", async () => {
  const rows = ABSTRACT_TESTS.map(
    ([name, asks]) => `| /conf/${name} | ${asks} | ${passed.has(name) ? "passed" : "FAILED"} |`,
  );
  const text = pageOf(rows, NOT_RUN);
  // The table as Prettier sets it has other blanks.
  const plain = (page: string) => page.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
  if (process.env["WRITE_DOCS"] !== undefined) await writeFile(DOCUMENT, text);
  expect(plain(await readFile(DOCUMENT, "utf8"))).toBe(plain(text));
});
