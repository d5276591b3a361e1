import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Endpoint } from "../../../shared/api.ts";
import { anOpenCampaign, lease } from "../../support/campaigns.ts";
import { bearer, ENDPOINTS, JSON_TYPE, pathOf, send } from "../../support/requests.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let slug: string;
let building: string;
let assignment: string;
beforeAll(async () => {
  world = await aWorld({ withWorkers: true });
  slug = await anOpenCampaign(world, 2);
  const [held] = await lease(world.admin, slug);
  assignment = held.id;
  building = held.task.buildings[0].id;
});

/** Texts and numbers that have broken software before. */
const odd = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "\u0000",
    "\ud800",
    "null",
    "__proto__",
    "constructor",
    "' or 1=1 --",
    "../../etc/passwd",
    "=cmd()",
    "<script>",
    "🏚",
    "x".repeat(70_000),
  ),
  fc.constantFrom(
    0,
    -0,
    -1,
    1e308,
    2 ** 53,
    2 ** 31,
    0.1,
    null,
    true,
    "2017-02-30",
    "0000-01-01",
    "9999-12-31",
  ),
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.uuid(),
);
const anything = fc.anything({
  values: [fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)],
  maxDepth: 3,
});

/** Mostly what the schema wants, with something odd here and there, so that the depths are reached too. */
function like(schema: any): fc.Arbitrary<unknown> {
  const right = rightFor(schema);
  return fc.oneof(
    { arbitrary: right, weight: 12 },
    { arbitrary: odd, weight: 1 },
    { arbitrary: anything, weight: 1 },
  );
}

function rightFor(schema: any): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  for (const branches of [schema.anyOf, schema.oneOf]) if (branches) return fc.oneof(...branches.map(like));
  if (schema.prefixItems) return fc.tuple(...schema.prefixItems.map(like));
  if (schema.type === "array") return fc.array(like(schema.items ?? {}), { maxLength: 5 });
  if (schema.type === "object" && schema.properties) {
    const required = (schema.required ?? []).filter(() => true);
    const fields = Object.fromEntries(
      Object.entries(schema.properties).map(([key, field]) => [key, like(field)]),
    );
    return fc.record(fields, { requiredKeys: required });
  }
  if (schema.type === "object") {
    return fc.dictionary(
      fc.oneof(fc.constantFrom("en", "ar"), fc.string()),
      like(schema.additionalProperties ?? {}),
    );
  }
  if (schema.type === "integer")
    return fc.integer({ min: clamp(schema.minimum), max: clamp(schema.maximum) });
  if (schema.type === "number") return fc.double({ min: -200, max: 200, noNaN: true });
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "string")
    return fc.oneof(fc.constantFrom(building, slug, "destroyed"), fc.uuid(), fc.string());
  return odd;
}
const clamp = (bound: number | undefined) => Math.max(-1_000, Math.min(1_000, bound ?? 0));

const bodySchema = (endpoint: Endpoint) =>
  endpoint.body === null ? {} : z.toJSONSchema(endpoint.body, { io: "input", unrepresentable: "any" });

describe("input that nobody meant", () => {
  it.each(ENDPOINTS.filter(([, { body }]) => body !== null))(
    "to %s is answered, never with an error on our side",
    async (_name, endpoint) => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(like(bodySchema(endpoint)), anything), async (body) => {
          const path = pathOf(endpoint, {
            slug,
            id: endpoint.path.startsWith("/assignments") ? assignment : building,
          });
          const headers = { ...JSON_TYPE, ...bearer(world.admin.token) };
          const reply = await send(world.url, endpoint.method, path, {
            headers,
            body: JSON.stringify(body) ?? "",
          });
          expect(reply.status, `${JSON.stringify(body)}\n${reply.text}`).toBeLessThan(500);
          if (reply.status >= 400) expect(reply.problem).toMatchObject({ status: reply.status });
        }),
        { numRuns: 80, seed: 20_261_121 },
      );
    },
    120_000,
  );

  it.each(ENDPOINTS.filter(([, { query }]) => Object.keys(query.shape).length > 0))(
    "in the query of %s is answered, never with an error on our side",
    async (_name, endpoint) => {
      const names = fc.constantFrom(...Object.keys(endpoint.query.shape), "constructor", "__proto__");
      const values = fc.oneof(
        odd.map(String),
        fc.string(),
        fc.tuple(fc.double(), fc.double(), fc.double(), fc.double()).map(String),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(names, values), { maxLength: 4 }), async (pairs) => {
          const query = pairs.map(([name, value]) => `${name}=${encode(value)}`).join("&");
          const path = `${pathOf(endpoint, { slug, id: building })}?${query}`.slice(0, 12_000);
          const reply = await send(world.url, "GET", path, { headers: bearer(world.admin.token) });
          expect(reply.status, `${query.slice(0, 200)}\n${reply.text.slice(0, 500)}`).toBeLessThan(500);
        }),
        { numRuns: 60, seed: 20_261_121 },
      );
    },
    120_000,
  );

  it("in a path is answered, never with an error on our side", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ENDPOINTS), odd, async ([, endpoint], id) => {
        const path = pathOf(endpoint, encode(String(id)).slice(0, 4_000));
        const body = endpoint.method === "GET" ? {} : { body: "{}" };
        if (path.endsWith("/sessions")) return;
        const headers = { ...JSON_TYPE, ...bearer(world.admin.token) };
        const reply = await send(world.url, endpoint.method, path, { headers, ...body });
        expect(reply.status, `${path.slice(0, 200)}\n${reply.text.slice(0, 500)}`).toBeLessThan(500);
      }),
      { numRuns: 150, seed: 20_261_121 },
    );
  }, 120_000);
});

/** Half a surrogate pair cannot be escaped; it travels as the replacement character. */
const encode = (text: string) => encodeURIComponent(Buffer.from(text, "utf8").toString("utf8"));
