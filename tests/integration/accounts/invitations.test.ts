import { beforeAll, expect, it } from "vitest";
import { addStaff } from "../../../core/accounts/accounts.ts";
import { JSON_TYPE, send } from "../../support/requests.ts";
import { aCaller, aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld({ withWorkers: false });
});

const secretOf = (url: string) => new URL(url).hash.slice(1);
const accept = (secret: string) =>
  send(world.url, "POST", "/api/v1/invitations/accept", {
    headers: JSON_TYPE,
    body: JSON.stringify({ secret }),
  });

/** Who the browser is that was given this cookie. */
async function whoHas(cookie: string | null): Promise<any> {
  const reply = await fetch(`${world.url}/api/v1/me`, { headers: { cookie: (cookie ?? "").split(";")[0]! } });
  return reply.json();
}

it("makes an analyst of whoever accepts, once, and shows the link only when it is made", async () => {
  const made = await world.admin.post("/invitations", { role: "analyst", name: "Amal", expiresInHours: 2 });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ role: "analyst", name: "Amal", state: "open" });
  expect(made.body.url).toContain(`${world.url}/join#`);
  const listed = (await world.admin.get("/invitations")).body.items[0];
  expect(listed).toMatchObject({ id: made.body.id, state: "open" });
  expect(JSON.stringify(listed)).not.toContain(secretOf(made.body.url));

  const accepted = await accept(secretOf(made.body.url));
  expect(accepted.status, accepted.text).toBe(201);
  expect(await whoHas(accepted.headers.get("set-cookie"))).toMatchObject({ role: "analyst" });
  const again = await accept(secretOf(made.body.url));
  expect(again.status).toBe(404);
  expect(again.headers.get("set-cookie")).toBeNull();
  expect((await world.admin.get("/invitations")).body.items[0].state).toBe("used");
  expect((await world.admin.delete(`/invitations/${made.body.id}`)).status).toBe(409);
});

it("is not spent by looking: neither by a preview that opens the link nor by reading what it offers", async () => {
  const { body } = await world.admin.post("/invitations", { role: "admin" });
  const preview = await fetch(body.url);
  expect(preview.status).toBe(200);
  expect(preview.headers.get("set-cookie")).toBeNull();
  const offer = await world.anyone.post("/invitations/read", { secret: secretOf(body.url) });
  expect(offer).toMatchObject({ status: 200, body: { role: "admin", name: null } });
  expect((await accept(secretOf(body.url))).status).toBe(201);
});

it("lets one of twenty in who accept the same link at the same moment", async () => {
  const { body } = await world.admin.post("/invitations", { role: "analyst", name: "the first" });
  const replies = await Promise.all(Array.from({ length: 20 }, () => accept(secretOf(body.url))));
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(replies.filter(({ status }) => status === 404)).toHaveLength(19);
  const { items } = (await world.admin.get("/staff")).body;
  expect(items.filter(({ name }: any) => name === "the first")).toHaveLength(1);
});

it("opens nothing once it is taken back", async () => {
  const { body } = await world.admin.post("/invitations", { role: "admin" });
  expect((await world.admin.delete(`/invitations/${body.id}`)).status).toBe(204);
  expect((await accept(secretOf(body.url))).status).toBe(404);
  expect((await accept("nonsense")).status).toBe(404);
});

it("is for staff, for a while: other roles and years are refused", async () => {
  for (const wrong of [{ role: "volunteer" }, { role: "admin", expiresInHours: 9_000 }, {}])
    expect((await world.admin.post("/invitations", wrong)).status).toBe(400);
  expect((await world.analyst.post("/invitations", { role: "analyst" })).status).toBe(403);
});

it("gives somebody of the staff a new link to sign in, and shuts out whom an admin removes, but not oneself", async () => {
  const { body } = await world.admin.post(`/staff/${world.analyst.id}/sign-in-links`);
  const opened = await fetch(body.signInUrl, { redirect: "manual" });
  const cookie = opened.headers.get("set-cookie");
  expect(await whoHas(cookie)).toMatchObject({ id: world.analyst.id });

  expect((await world.admin.delete(`/staff/${world.admin.id}`)).status).toBe(409);
  expect((await world.admin.delete(`/staff/${world.analyst.id}`)).status).toBe(204);
  expect((await aCaller(world.url, "", world.analyst.token).get("/me")).status).toBe(401);
  expect(await whoHas(cookie)).toMatchObject({ status: 401 });
});

it("leaves an admin who is shut out no way back in by an invitation of their own", async () => {
  const { account, token } = await addStaff(world.ctx, { role: "admin", name: "Leaving", linkUses: 1 });
  const leaving = aCaller(world.url, account.id, token);
  const { body } = await leaving.post("/invitations", { role: "admin", name: "Myself", expiresInHours: 24 });
  expect((await world.admin.delete(`/staff/${account.id}`)).status).toBe(204);
  const secret = new URL(body.url).hash.slice(1);
  expect((await world.anyone.post("/invitations/accept", { secret })).status).toBe(404);
});
