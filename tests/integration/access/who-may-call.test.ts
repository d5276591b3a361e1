import { beforeAll, describe, expect, it } from "vitest";
import { v7 as uuid } from "uuid";
import { mayActAs, type Role } from "../../../shared/accounts.ts";
import type { Endpoint } from "../../../shared/api.ts";
import { sql } from "../../../core/db.ts";
import { aCampaign } from "../../support/campaigns.ts";
import { bearer, ENDPOINTS, JSON_TYPE, pathOf, send } from "../../support/requests.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let slug: string;
const tokens: Record<Role, string> = { volunteer: "", analyst: "", admin: "" };

beforeAll(async () => {
  world = await aWorld({ withWorkers: false });
  slug = await aCampaign(world);
  tokens.volunteer = (await world.volunteer()).token ?? "";
  tokens.analyst = world.analyst.token ?? "";
  tokens.admin = world.admin.token ?? "";
});

const FILE: Endpoint = {
  ...ENDPOINTS.find(([name]) => name === "getExport")![1],
  path: "/exports/{id}/file",
};
const ROUTES: [string, Endpoint][] = [...ENDPOINTS, ["getExportFile", FILE]];
const CALLERS = ["nobody", "a wrong token", "volunteer", "analyst", "admin"] as const;
type CallerName = (typeof CALLERS)[number];

/** Ids that exist, that do not, and that could not: to those who may not ask they are all the same. */
const IDS: [string, () => string | Record<string, string>][] = [
  ["a campaign that exists", () => ({ slug, id: uuid() })],
  ["unknown names", () => ({ slug: "no-such-campaign", id: uuid() })],
  ["malformed names", () => "A%20B"],
  ["names that are no text", () => "%ff%fe"],
  ["SQL", () => encodeURIComponent("' or 1=1 --")],
];
const BODIES: [string, string | undefined][] = [
  ["no body", undefined],
  ["an unknown key", '{"nonsense":true}'],
  ["broken JSON", '{"votes":['],
  ["an array", "[]"],
];

const roleOf = (caller: CallerName): Role | null =>
  caller === "nobody" || caller === "a wrong token" ? null : caller;

function headersOf(caller: CallerName): Record<string, string> {
  if (caller === "nobody") return {};
  return bearer(caller === "a wrong token" ? "x".repeat(43) : tokens[caller]);
}

/** Beyond a thousand wrong tokens a minute they are slowed, and there are many calls: two bodies each will do. */
function bodiesFor({ method }: Endpoint, caller: CallerName): typeof BODIES {
  if (method === "GET") return BODIES.slice(0, 1);
  return caller === "a wrong token" ? BODIES.slice(0, 2) : BODIES;
}

/** What must come for somebody with too little; null for somebody who may call. */
function refusalOf(endpoint: Endpoint, role: Role | null): 401 | 403 | null {
  if (endpoint.who === "anyone") return null;
  const needed: Role = endpoint.who === "readers" ? "analyst" : endpoint.who;
  if (role === null) return 401;
  return mayActAs(role, needed) ? null : 403;
}

describe.each(ROUTES)("%s", (_name, endpoint) => {
  it.each(CALLERS.filter((caller) => refusalOf(endpoint, roleOf(caller)) !== null))(
    "is refused to %s, whatever the id and the body",
    async (caller) => {
      const expected = refusalOf(endpoint, roleOf(caller));
      for (const [what, ids] of IDS) {
        for (const [with_, body] of bodiesFor(endpoint, caller)) {
          const headers = { ...headersOf(caller), ...(body === undefined ? {} : JSON_TYPE) };
          const request = { headers, ...(body === undefined ? {} : { body }) };
          const reply = await send(world.url, endpoint.method, pathOf(endpoint, ids()), request);
          expect(reply.status, `${what}, ${with_}: ${reply.text}`).toBe(expected);
          expect(reply.problem).toMatchObject({ status: expected, title: expect.any(String) });
          expect(reply.headers.has("www-authenticate")).toBe(expected === 401);
        }
      }
    },
  );

  it.each(CALLERS.filter((caller) => refusalOf(endpoint, roleOf(caller)) === null))(
    "tells %s that names which cannot be name nothing",
    async (caller) => {
      if (!endpoint.path.includes("{")) return;
      for (const ids of ["A%20B", "%ff%fe", "' or 1=1 --"]) {
        const headers = { ...headersOf(caller), ...JSON_TYPE };
        const body = endpoint.method === "GET" ? {} : { body: "{}" };
        const reply = await send(world.url, endpoint.method, pathOf(endpoint, ids), { headers, ...body });
        expect(reply.status, reply.text).toBe(404);
        expect(reply.problem.code).toBe("not_found");
      }
    },
  );
});

it("lets anyone read the consensus of a published campaign, and nothing else of it", async () => {
  const published = await aCampaign(world);
  await world.ctx.db.transaction((tx) =>
    tx.run(sql`
      update campaigns set published_at = now(), published_precision_metres = 10 where slug = ${published}
    `),
  );
  expect((await world.anyone.get(`/campaigns/${published}/consensus`)).status).toBe(200);
  expect((await world.anyone.get(`/campaigns/${published}/changes`)).status).toBe(200);
  expect((await world.anyone.get(`/campaigns/${published}/exports`)).status).toBe(401);
  expect((await world.anyone.get(`/campaigns/${published}/buildings/${uuid()}`)).status).toBe(401);
});

it("lists drafts to staff only", async () => {
  const slugs = async (caller: typeof world.anyone) =>
    (await caller.get("/campaigns")).body.items.map((item: any) => item.slug);
  expect(await slugs(world.anyone)).not.toContain(slug);
  expect(await slugs(world.analyst)).toContain(slug);
});

it("forgets a session that was ended", async () => {
  const volunteer = await world.volunteer();
  expect((await volunteer.delete("/sessions")).status).toBe(204);
  expect((await volunteer.get("/me")).status).toBe(401);
});
