import { connect } from "node:net";
import { text as readText } from "node:stream/consumers";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { beforeAll, describe, expect, it } from "vitest";
import { startServer } from "../../../server/start.ts";
import { aCampaign } from "../../support/campaigns.ts";
import { closeAtEnd } from "../../support/closing.ts";
import { findFreePort } from "../../support/redis-server.ts";
import { JSON_TYPE, send } from "../../support/requests.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let slug: string;
/** The same, told that browsers find it under https. */
let secure: string;
beforeAll(async () => {
  world = await aWorld({ withWorkers: false });
  slug = await aCampaign(world);
  const port = await findFreePort();
  const publicUrl = "https://aftermap.example.org";
  const server = await startServer({ ...world.ctx, config: { ...world.ctx.config, publicUrl, port } });
  closeAtEnd(() => server.close());
  secure = `http://127.0.0.1:${port}`;
});

/** One of each kind of answer. */
const KINDS: [string, string, string][] = [
  ["the page", "GET", "/"],
  ["a screen", "GET", "/campaigns/any/tag"],
  ["an answer of the API", "GET", "/api/v1/campaigns"],
  ["a campaign, for a crowd", "GET", "/api/v1/campaigns/{slug}"],
  ["a refusal", "GET", "/api/v1/me"],
  ["nothing", "GET", "/api/v1/nothing"],
  ["the OGC door", "GET", "/ogc"],
  ["liveness", "GET", "/livez"],
  ["a sign-in link", "GET", "/sign-in/nonsense"],
];

describe.each(KINDS)("%s", (_name, method, path) => {
  it("tells browsers to run and embed nothing foreign, to guess no type, and to tell nobody where they came from", async () => {
    const { headers } = await send(world.url, method, path.replace("{slug}", slug), {
      headers: { origin: "https://evil.example" },
    });
    const policy = headers.get("content-security-policy") ?? "";
    for (const rule of ["default-src 'self'", "script-src 'self'", "object-src 'none'", "base-uri 'none'"])
      expect(policy).toContain(rule);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toMatch(/^(?:same-origin|no-referrer)$/);
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.has("x-powered-by")).toBe(false);
    expect(headers.has("access-control-allow-credentials")).toBe(false);
    expect(headers.get("access-control-allow-origin") ?? "*").toBe("*");
  });

  it("keeps browsers on https for a year, subdomains too, where that is how they come", async () => {
    const { headers } = await send(secure, method, path.replace("{slug}", slug));
    const [, seconds = "0"] = /max-age=(\d+)/.exec(headers.get("strict-transport-security") ?? "") ?? [];
    expect(Number(seconds)).toBeGreaterThanOrEqual(31_536_000);
    expect(headers.get("strict-transport-security")).toContain("includeSubDomains");
  });
});

it("keeps every cookie to this host, to https and away from other sites' requests, and the session from scripts", async () => {
  const { headers } = await send(secure, "POST", "/api/v1/sessions", { headers: JSON_TYPE, body: "{}" });
  const cookies = headers.getSetCookie();
  expect(cookies).toHaveLength(2);
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Host-/);
    expect(cookie).toMatch(/; Path=\/(?:;|$)/);
    expect(cookie).toContain("Secure");
    expect(cookie).toContain("SameSite=Lax");
    expect(cookie).not.toContain("Domain=");
    expect(cookie.length).toBeLessThan(4_096);
  }
  expect(cookies.filter((cookie) => cookie.includes("HttpOnly"))).toHaveLength(1);
});

it("keeps what is told to one out of every cache", async () => {
  for (const path of ["/me", "/staff", `/campaigns/${slug}/quality`]) {
    const { headers } = await world.admin.get(path);
    expect(headers.get("cache-control"), path).toBe("no-store");
  }
});

it("says of every answer what it is and how it is written", async () => {
  for (const [name, method, path] of KINDS) {
    const { headers, text } = await send(world.url, method, path.replace("{slug}", slug));
    if (text === "") continue;
    const type = headers.get("content-type") ?? "";
    expect(type, name).toMatch(/^(?:text\/|application\/(?:\w+\+)?json)/);
    if (type.startsWith("text/")) expect(type.toLowerCase(), name).toContain("charset=utf-8");
  }
});

describe("HTTP that nobody means", () => {
  /** Sends exactly these bytes and gives all that comes back. */
  async function exactly(bytes: string): Promise<string> {
    const socket = connect(Number(new URL(world.url).port), "127.0.0.1");
    socket.end(bytes);
    return readText(socket);
  }
  const first = (reply: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(reply)?.[1]);

  it("is refused where its length is told in two ways, or not at all", async () => {
    const head = `POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
    for (const framing of [
      "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
      "Transfer-Encoding: chunked, identity\r\n\r\n{}",
      "Content-Length: -1\r\n\r\n{}",
    ])
      expect(first(await exactly(head + framing)), framing).toBe(400);
    expect(first(await exactly("GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n"))).toBe(400);
  });

  it("echoes nothing: neither TRACE nor an unknown verb", async () => {
    for (const method of ["TRACE", "PROPFIND", "CONNECT"]) {
      const status = await new Promise<number>((resolve) => {
        const asked = httpRequest(`${world.url}/api/v1/me`, { method, headers: { "x-secret": "marker" } });
        asked.on("response", (answer: IncomingMessage) => {
          void readText(answer).then((body) =>
            resolve(body.includes("marker") ? 200 : (answer.statusCode ?? 0)),
          );
        });
        asked.on("error", () => resolve(400));
        asked.end();
      });
      expect(status, method).toBeGreaterThanOrEqual(400);
    }
  });

  it("lists no folder and gives no file beside the client's own", async () => {
    for (const path of [
      "/assets/",
      "/.git/config",
      "/package.json",
      "/.env",
      "/assets/../../package.json",
      "/assets/%2e%2e/%2e%2e/package.json",
    ]) {
      const reply = await send(world.url, "GET", path, { headers: { accept: "application/json" } });
      expect(reply.status, path).toBe(404);
    }
  });
});

it("changes nothing for a question: GET neither signs out nor creates", async () => {
  for (const path of [
    "/api/v1/sessions",
    "/api/v1/sign-in/link",
    "/api/v1/me/key",
    "/api/v1/invitations/accept",
  ])
    expect((await send(world.url, "GET", path)).status, path).toBe(404);
});

it("is not told twice what it is told once: a repeated parameter or a foreign key is refused or read as one", async () => {
  const twice = await world.admin.get(`/campaigns/${slug}/consensus?limit=1&limit=2`);
  expect(twice.status).toBe(400);
  const foreign = await world.admin.patch(`/campaigns/${slug}`, {
    title: "A",
    id: "x",
    __proto__: { status: "open" },
  });
  expect(foreign.status).toBe(400);
  const polluting = await send(world.url, "POST", "/api/v1/sessions", {
    headers: JSON_TYPE,
    body: '{"__proto__":{"transport":"bearer"},"constructor":{"prototype":{"transport":"bearer"}}}',
  });
  expect(polluting.status).toBe(400);
});
