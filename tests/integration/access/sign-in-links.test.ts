import { beforeAll, describe, expect, it } from "vitest";
import { addStaff, revokeStaff, startSession } from "../../../core/accounts/accounts.ts";
import { useSignInLink } from "../../../core/accounts/accounts.sql.ts";
import { hashSecret } from "../../../core/accounts/secrets.ts";
import { sql } from "../../../core/db.ts";
import { startServer } from "../../../server/start.ts";
import { aBrowser } from "../../support/cookie-browser.ts";
import { closeAtEnd } from "../../support/closing.ts";
import { findFreePort } from "../../support/redis-server.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
/** The same server as the world finds it: behind a name of its own, where others than this machine reach it. */
let away: string;
const PUBLIC_URL = "https://aftermap.example.org";
beforeAll(async () => {
  world = await aWorld({ withWorkers: false });
  const port = await findFreePort();
  const server = await startServer({
    ...world.ctx,
    config: { ...world.ctx.config, publicUrl: PUBLIC_URL, port },
  });
  closeAtEnd(() => server.close());
  away = `http://127.0.0.1:${port}`;
});

async function aLink(): Promise<string> {
  const { linkSecret } = await addStaff(world.ctx, { role: "admin", name: "Amal", linkUses: 1 });
  return linkSecret;
}

describe("a sign-in link", () => {
  it("signs in when it is opened on this machine, once", async () => {
    const secret = await aLink();
    const browser = aBrowser(world.url);
    expect((await browser.open(`/sign-in/${secret}?to=/me`)).headers.get("location")).toBe("/me");
    expect((await browser.send("GET", "/me")).body).toMatchObject({ role: "admin" });
    const again = await aBrowser(world.url).open(`/sign-in/${secret}`);
    expect(again.headers.get("location")).toBe("/sign-in-failed");
  });

  it("lets one of twenty in who open it at the same moment", async () => {
    const secret = await aLink();
    const places = await Promise.all(
      Array.from({ length: 20 }, async () =>
        (await aBrowser(world.url).open(`/sign-in/${secret}`)).headers.get("location"),
      ),
    );
    expect(places.filter((place) => place === "/admin")).toHaveLength(1);
    expect(places.filter((place) => place === "/sign-in-failed")).toHaveLength(19);
  });

  it("is not spent by a browser that fetches ahead, nor by a question for its head", async () => {
    const secret = await aLink();
    await fetch(`${world.url}/sign-in/${secret}`, { method: "HEAD", redirect: "manual" });
    for (const headers of [{ "sec-purpose": "prefetch;prerender" }, { purpose: "preview" }])
      await aBrowser(world.url).open(`/sign-in/${secret}`, headers);
    expect((await aBrowser(world.url).open(`/sign-in/${secret}`)).headers.get("location")).toBe("/admin");
  });

  it("is not spent by looking where others reach it: neither by previews of messengers nor by scanners of mail", async () => {
    const secret = await aLink();
    for (const agent of ["WhatsApp/2.23", "TelegramBot (like TwitterBot)", "Mozilla/5.0 Chrome/140"]) {
      const looked = await aBrowser(away).open(`/sign-in/${secret}`, {
        "user-agent": agent,
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
      });
      expect(looked.status).toBe(303);
      expect(looked.headers.get("location")).toBe(`/sign-in#${secret}`);
      expect(looked.headers.getSetCookie()).toEqual([]);
    }
    const page = await fetch(`${away}/sign-in`, { headers: { accept: "text/html" } });
    expect(page.status).toBe(200);
    const pressed = await fetch(`${away}/api/v1/sign-in/link`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: PUBLIC_URL },
      body: JSON.stringify({ secret }),
    });
    expect(await pressed.json()).toEqual({ next: "done", role: "admin" });
    expect(pressed.headers.getSetCookie()[0]).toMatch(/^__Host-aftermap=.*HttpOnly; Secure; SameSite=Lax/);
  });

  it("is told with its secret behind # where others reach it, so that no log of a proxy holds it", async () => {
    const made = await fetch(`${away}/api/v1/staff/${world.analyst.id}/sign-in-links`, {
      method: "POST",
      headers: { authorization: `Bearer ${world.admin.token}` },
    });
    const { signInUrl } = JSON.parse(await made.text());
    expect(signInUrl).toMatch(/^https:\/\/aftermap\.example\.org\/sign-in#[\w-]{43}$/);
  });

  it("is not pressed by another site's page", async () => {
    const secret = await aLink();
    const pressed = await fetch(`${world.url}/api/v1/sign-in/link`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        origin: "https://evil.example",
        "sec-fetch-site": "cross-site",
      },
      body: JSON.stringify({ secret }),
    });
    expect(pressed.status).toBe(403);
    expect((await aBrowser(world.url).open(`/sign-in/${secret}`)).headers.get("location")).toBe("/admin");
  });

  it("leads to pages of ours alone", async () => {
    for (const to of [
      "//evil.example",
      "/\\evil.example",
      "https://evil.example",
      "javascript:alert(1)",
      "/a\r\nb",
    ]) {
      const opened = await aBrowser(world.url).open(`/sign-in/${await aLink()}?to=${encodeURIComponent(to)}`);
      expect(opened.headers.get("location"), to).toBe("/admin");
    }
  });
});

describe("a session", () => {
  it("is never one that somebody else has put into the browser before", async () => {
    const planted = "x".repeat(43);
    const browser = aBrowser(world.url, { aftermap: planted, "aftermap-sign-in": planted });
    await browser.open(`/sign-in/${await aLink()}`);
    expect(browser.cookies()).not.toContain(`aftermap=${planted}`);
    expect((await aBrowser(world.url, { aftermap: planted }).send("GET", "/me")).status).toBe(401);
  });

  it("ends when another begins in the same browser", async () => {
    const browser = aBrowser(world.url);
    await browser.send("POST", "/sessions", {});
    const before = aBrowser(world.url, Object.fromEntries([browser.cookies().split("; ")[0]!.split("=")]));
    expect((await before.send("GET", "/me")).status).toBe(200);
    await browser.open(`/sign-in/${await aLink()}`);
    expect((await browser.send("GET", "/me")).body).toMatchObject({ role: "admin" });
    expect((await before.send("GET", "/me")).status).toBe(401);
  });

  it("of staff ends after a day, of volunteers after half a year, and expired ones open nothing", async () => {
    const volunteer = await world.volunteer();
    await aBrowser(world.url).open(`/sign-in/${await aLink()}`);
    const rows = await world.ctx.db.many<{ role: string; days: number }>(sql`
      select distinct role, round(extract(epoch from expires_at - sessions.created_at) / 86400)::int as days
        from sessions join accounts on accounts.id = account_id
       order by role
    `);
    expect(rows).toEqual([
      { role: "admin", days: 1 },
      { role: "volunteer", days: 180 },
    ]);
    await world.ctx.db.transaction((tx) =>
      tx.run(sql`update sessions set expires_at = now() where account_id = ${volunteer.id}`),
    );
    expect((await volunteer.get("/me")).status).toBe(401);
  });

  it("is not left to who was signing in at the very moment in which they were shut out", async () => {
    const { account, linkSecret } = await addStaff(world.ctx, { role: "analyst", name: "Late", linkUses: 1 });
    const { db } = world.ctx;
    let goOn = () => {};
    const letGo = new Promise<void>((resolve) => (goOn = resolve));
    let secret = "";
    const signingIn = db.transaction(async (tx) => {
      await useSignInLink(tx, hashSecret(linkSecret));
      secret = await startSession(tx, account, "cookie");
      await letGo;
    });
    await expect.poll(() => secret).not.toBe("");
    const shuttingOut = revokeStaff(world.ctx, account.id);
    const waiting = () =>
      db.one<{ count: number }>(sql`
        select count(*) as count from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()
      `);
    await expect.poll(async () => (await waiting()).count).toBeGreaterThan(0);
    goOn();
    await Promise.all([signingIn, shuttingOut]);
    expect((await aBrowser(world.url, { aftermap: secret }).send("GET", "/me")).status).toBe(401);
  });
});
