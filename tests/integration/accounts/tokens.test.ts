/** Analysts give their programs a token by themselves, and take it away again. */
import { beforeAll, expect, it } from "vitest";
import { addStaff } from "../../../core/accounts/accounts.ts";
import { makeToken } from "../../../core/accounts/tokens.ts";
import { sql } from "../../../core/db.ts";
import { aCampaign } from "../../support/campaigns.ts";
import { aBrowser, type CookieBrowser } from "../../support/cookie-browser.ts";
import { bearer, send } from "../../support/requests.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld({ withWorkers: false });
});

async function anAnalyst(): Promise<CookieBrowser> {
  const { linkSecret } = await addStaff(world.ctx, { role: "analyst", name: "with QGIS", linkUses: 1 });
  const browser = aBrowser(world.url);
  await browser.open(`/sign-in/${linkSecret}`);
  return browser;
}

const basic = (token: string) => ({ authorization: `Basic ${btoa(`anybody:${token}`)}` });

it("a token made on the own page reads OGC API – Features as a password, until it is ended", async () => {
  const slug = await aCampaign(world);
  const analyst = await anAnalyst();
  const made = await analyst.send("POST", "/me/tokens", { name: "  QGIS in the office " });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const { id, token } = made.body;
  const read = () => send(world.url, "GET", `/ogc/collections/${slug}/items`, { headers: basic(token) });
  expect((await read()).status).toBe(200);

  const listed = await analyst.send("GET", "/me/tokens");
  expect(listed.body.items.map(({ name }: any) => name)).toEqual(["QGIS in the office", null]);
  expect(JSON.stringify(listed.body)).not.toContain(token);

  expect((await analyst.send("DELETE", `/me/tokens/${id}`)).status).toBe(204);
  expect((await read()).status).toBe(401);
  expect((await analyst.send("DELETE", `/me/tokens/${id}`)).status).toBe(404);
  expect((await analyst.send("GET", "/me/tokens")).body.items).toHaveLength(1);
});

it("a token ends after a year, and is not left to who is shut out while making it", async () => {
  const analyst = await anAnalyst();
  const { id } = (await analyst.send("POST", "/me/tokens", { name: "a script" })).body;
  const { days } = await world.ctx.db.one<{ days: number }>(sql`
    select round(extract(epoch from expires_at - created_at) / 86400)::int as days from tokens where id = ${id}
  `);
  expect(days).toBe(365);
  const me = (await analyst.send("GET", "/me")).body;
  await world.admin.delete(`/staff/${me.id}`);
  // Whoever was believed a moment before: the session is asked for again where the token is made.
  const late = makeToken(world.ctx, me, analyst.cookies().split("=")[1]?.split(";")[0] ?? "", {
    name: "late",
  });
  await expect(late).rejects.toMatchObject({ code: "unauthenticated" });
});

it("a token makes no tokens, nobody ends another's, and twenty are enough", async () => {
  const [one, other] = [await anAnalyst(), await anAnalyst()];
  const { id, token } = (await one.send("POST", "/me/tokens", { name: "a script" })).body;
  const headers = { ...bearer(token), "content-type": "application/json" };
  const by = await send(world.url, "POST", "/api/v1/me/tokens", { headers, body: '{"name":"more"}' });
  expect(by.status).toBe(403);
  expect((await other.send("DELETE", `/me/tokens/${id}`)).status).toBe(404);
  expect((await one.send("POST", "/me/tokens", { name: " " })).status).toBe(400);
  for (let more = 3; more <= 20; more += 1)
    expect((await one.send("POST", "/me/tokens", { name: `number ${more}` })).status).toBe(201);
  const refused = await one.send("POST", "/me/tokens", { name: "one too many" });
  expect(refused.status).toBe(409);
  expect(refused.body.detail).toMatch(/20 tokens/);
});
