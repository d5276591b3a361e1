import { beforeAll, describe, expect, it } from "vitest";
import { Secret, TOTP } from "otpauth";
import { addStaff } from "../../../core/accounts/accounts.ts";
import { resetSecondFactor } from "../../../core/accounts/second-factor.ts";
import { sql } from "../../../core/db.ts";
import { startServer } from "../../../server/start.ts";
import { aBrowser, type CookieBrowser } from "../../support/cookie-browser.ts";
import { closeAtEnd } from "../../support/closing.ts";
import { bearer } from "../../support/requests.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
/** Another process's server on the same database, without Redis. */
let other: string;
/** A server on the same database that wants a second factor of all staff. */
let strict: string;
beforeAll(async () => {
  world = await aWorld({ withWorkers: false });
  other = await world.anotherServer();
  const server = await startServer({
    ...world.ctx,
    config: { ...world.ctx.config, isSecondFactorRequired: true },
  });
  closeAtEnd(() => server.close());
  strict = server.origin;
});

type Analyst = { id: string; token: string; link(): Promise<string> };

async function anAnalyst(): Promise<Analyst> {
  const { account, token, linkSecret } = await addStaff(world.ctx, {
    role: "analyst",
    name: "Amal",
    linkUses: 40,
  });
  return { id: account.id, token, link: async () => `/sign-in/${linkSecret}` };
}

/** The code of an authenticator, `steps` of 30 s from now. */
const codeOf = (key: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: Date.now() + steps * 30_000 });

/** Somebody with a second factor; its first code, of the step before now, is used up. */
async function withSecondFactor(): Promise<{
  who: Analyst;
  browser: CookieBrowser;
  key: string;
  codes: string[];
}> {
  const who = await anAnalyst();
  const browser = aBrowser(world.url);
  await browser.open(await who.link());
  const { key } = (await browser.send("POST", "/me/second-factor", {})).body;
  const confirmed = await browser.send("PUT", "/me/second-factor", { code: codeOf(key, -1) });
  expect(confirmed.status, JSON.stringify(confirmed.body)).toBe(200);
  return { who, browser, key, codes: confirmed.body.recoveryCodes };
}

describe("a second factor", () => {
  it("is asked after the link, and opens nothing before its code was right", async () => {
    const { who, key } = await withSecondFactor();
    const browser = aBrowser(world.url);
    const opened = await browser.open(`${await who.link()}?to=/me`);
    expect(opened.headers.get("location")).toBe("/sign-in?to=/me");
    expect((await browser.send("GET", "/me")).status).toBe(401);
    expect((await browser.send("GET", "/sign-in")).body).toEqual({ next: "code", role: "analyst" });
    expect((await browser.send("POST", "/sign-in/setup", {})).status).toBe(409);

    expect((await browser.send("POST", "/sign-in/code", { code: "000000" })).status).toBe(400);
    const spaced = codeOf(key).replace(/(...)/, "$1 ");
    const finished = await browser.send("POST", "/sign-in/code", { code: spaced });
    expect(finished).toMatchObject({ status: 200, body: { role: "analyst" } });
    expect((await browser.send("GET", "/me")).body).toMatchObject({ id: who.id });
    expect((await browser.send("GET", "/sign-in")).status).toBe(401);
  });

  it("takes no code twice, not even one that was right a moment ago, nor the one before it", async () => {
    const { who, key } = await withSecondFactor();
    const first = aBrowser(world.url);
    await first.open(await who.link());
    const code = codeOf(key, 1);
    expect((await first.send("POST", "/sign-in/code", { code })).status).toBe(200);
    const second = aBrowser(world.url);
    await second.open(await who.link());
    for (const replayed of [code, codeOf(key)])
      expect((await second.send("POST", "/sign-in/code", { code: replayed })).status).toBe(400);
  });

  it("lets one of two in who type the same code at the same moment", async () => {
    const { who, key } = await withSecondFactor();
    const browsers = Array.from({ length: 5 }, () => aBrowser(world.url));
    for (const browser of browsers) await browser.open(await who.link());
    const code = codeOf(key);
    const replies = await Promise.all(browsers.map((one) => one.send("POST", "/sign-in/code", { code })));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 400)).toHaveLength(4);
  });

  it("takes at most ten guesses at an account in a quarter of an hour, in all processes together, without Redis", async () => {
    const { who, key } = await withSecondFactor();
    const secret = (await who.link()).split("/").at(-1)!;
    const guess = async (origin: string) => {
      const browser = aBrowser(origin);
      await browser.open(`/sign-in/${secret}`);
      return browser.send("POST", "/sign-in/code", { code: "123" });
    };
    const replies = await Promise.all(
      Array.from({ length: 24 }, (_, at) => guess(at % 2 === 0 ? world.url : other)),
    );
    expect(replies.filter(({ status }) => status === 400)).toHaveLength(10);
    const slowed = replies.filter(({ status }) => status === 429);
    expect(slowed).toHaveLength(14);
    for (const { headers } of slowed) {
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(800);
      expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(900);
    }
    const browser = aBrowser(world.url);
    await browser.open(await who.link());
    expect((await browser.send("POST", "/sign-in/code", { code: codeOf(key) })).status).toBe(429);

    await world.ctx.db.transaction((tx) =>
      tx.run(sql`update second_factor_misses set missed_at = missed_at - interval '15 minutes'`),
    );
    expect((await browser.send("POST", "/sign-in/code", { code: codeOf(key) })).status).toBe(200);
  });

  it("lets somebody without their authenticator in by each recovery code once", async () => {
    const { who, codes } = await withSecondFactor();
    expect(new Set(codes).size).toBe(10);
    const [code = ""] = codes;
    for (const [typed, status] of [
      [code.toLowerCase().replaceAll("-", " "), 200],
      [code, 400],
    ] as const) {
      const browser = aBrowser(world.url);
      await browser.open(await who.link());
      expect((await browser.send("POST", "/sign-in/code", { code: typed })).status).toBe(status);
    }
  });

  it("keeps the session in which it was set up, and ends every other", async () => {
    const who = await anAnalyst();
    const [here, elsewhere] = [aBrowser(world.url), aBrowser(world.url)];
    await here.open(await who.link());
    await elsewhere.open(await who.link());
    const { key, uri } = (await here.send("POST", "/me/second-factor", {})).body;
    expect(uri).toMatch(/^otpauth:\/\/totp\/Aftermap%20127\.0\.0\.1:[\w-]+\?issuer=/);
    expect((await here.send("GET", "/me/second-factor")).body).toMatchObject({ since: null });
    expect((await here.send("PUT", "/me/second-factor", { code: codeOf(key) })).status).toBe(200);
    expect((await here.send("GET", "/me")).status).toBe(200);
    expect((await elsewhere.send("GET", "/me")).status).toBe(401);
    expect((await here.send("GET", "/me/second-factor")).body).toMatchObject({
      since: expect.any(String),
      isRequired: false,
      recoveryCodesLeft: 10,
    });
    expect((await here.send("POST", "/me/second-factor", {})).status).toBe(409);
  });

  it("is given up and renewed only with a code of it", async () => {
    const { browser, key, codes } = await withSecondFactor();
    expect((await browser.send("DELETE", "/me/second-factor", { code: "999" })).status).toBe(400);
    const renewed = await browser.send("POST", "/me/second-factor/recovery-codes", { code: codeOf(key) });
    expect(renewed.status).toBe(201);
    expect(renewed.body.recoveryCodes).toHaveLength(10);
    const [old = ""] = codes;
    expect((await browser.send("DELETE", "/me/second-factor", { code: old })).status).toBe(400);
    expect((await browser.send("DELETE", "/me/second-factor", { code: codeOf(key, 1) })).status).toBe(204);
    expect((await browser.send("GET", "/me/second-factor")).body).toMatchObject({ since: null });
  });

  it("is set up by a person, not by a program's token, and is not asked of programs", async () => {
    const { who } = await withSecondFactor();
    const me = await fetch(`${strict}/api/v1/me`, { headers: bearer(who.token) });
    expect(me.status).toBe(200);
    expect((await world.analyst.post("/me/second-factor", {})).status).toBe(403);
  });

  it("is reset on the command line for whoever lost it; sessions end, and a link alone lets them in", async () => {
    const { who, browser } = await withSecondFactor();
    await resetSecondFactor(world.ctx, who.id);
    expect((await browser.send("GET", "/me")).status).toBe(401);
    const opened = await browser.open(await who.link());
    expect(opened.headers.get("location")).toBe("/");
    expect((await browser.send("GET", "/me")).status).toBe(200);
    await expect(resetSecondFactor(world.ctx, who.id)).rejects.toThrow(/has a second factor/);
  });

  it("is nowhere readable in the database: neither key nor recovery codes", async () => {
    const { who, key, codes } = await withSecondFactor();
    const rows = await world.ctx.db.many(sql`
      select second_factors.*, array(select encode(code_hash, 'hex') from recovery_codes) as codes
        from second_factors
       where account_id = ${who.id}
    `);
    const dump = JSON.stringify(rows);
    expect(dump).not.toContain(key);
    expect(dump).not.toContain(Buffer.from(Secret.fromBase32(key).bytes).toString("hex"));
    for (const code of codes) expect(dump).not.toContain(code);
  });
});

describe("where all staff must have a second factor", () => {
  it("sets it up on the way in, and only then opens a session", async () => {
    const who = await anAnalyst();
    const browser = aBrowser(strict);
    const opened = await browser.open(await who.link());
    expect(opened.headers.get("location")).toBe("/sign-in");
    expect((await browser.send("GET", "/sign-in")).body).toEqual({ next: "setup", role: "analyst" });
    expect((await browser.send("POST", "/sign-in/code", { code: "123456" })).status).toBe(409);
    const { key } = (await browser.send("POST", "/sign-in/setup", {})).body;
    expect((await browser.send("PUT", "/sign-in/setup", { code: "123456" })).status).toBe(400);
    const finished = await browser.send("PUT", "/sign-in/setup", { code: codeOf(key) });
    expect(finished.body.recoveryCodes).toHaveLength(10);
    expect((await browser.send("GET", "/me")).body).toMatchObject({ id: who.id });
    expect((await browser.send("DELETE", "/me/second-factor", { code: codeOf(key, 1) })).status).toBe(403);
  });

  it("takes sessions that began without it for nobody's, and leaves volunteers alone", async () => {
    const who = await anAnalyst();
    const browser = aBrowser(world.url);
    await browser.open(await who.link());
    const cookie = browser.cookies();
    expect((await fetch(`${strict}/api/v1/me`, { headers: { cookie } })).status).toBe(401);
    const volunteer = aBrowser(strict);
    expect((await volunteer.send("POST", "/sessions", {})).status).toBe(201);
    expect((await volunteer.send("GET", "/me")).status).toBe(200);
  });

  it("asks it of whoever accepts an invitation", async () => {
    const { body } = await world.admin.post("/invitations", { role: "admin" });
    const browser = aBrowser(strict);
    const secret = new URL(body.url).hash.slice(1);
    const accepted = await browser.send("POST", "/invitations/accept", { secret });
    expect(accepted.body).toEqual({ role: "admin", next: "setup" });
    expect((await browser.send("GET", "/me")).status).toBe(401);
  });
});
