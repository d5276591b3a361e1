/** What a crowd asks for at once: pages, scripts and campaigns' answers, given in front of the web framework. */
import { connect } from "node:net";
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { holdBack } from "../../../server/pressure.ts";
import { aCampaign } from "../../support/campaigns.ts";
import { send } from "../../support/requests.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let slug: string;
beforeAll(async () => {
  world = await aWorld({ withWorkers: false });
  slug = await aCampaign(world, { title: "Before" });
});

const get = (path: string, headers: Record<string, string> = {}) => send(world.url, "GET", path, { headers });
const campaign = () => `/api/v1/campaigns/${slug}`;
const titleOf = (text: string): string => JSON.parse(text).title;

describe("the page", () => {
  it("comes compressed, with every protection, and is not sent again to who has it", async () => {
    const page = await get("/campaigns/any", { accept: "text/html", "accept-encoding": "br" });
    expect(page.status).toBe(200);
    expect(page.headers.get("content-encoding")).toBe("br");
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const etag = page.headers.get("etag") ?? "";
    const again = await get("/", { accept: "text/html", "accept-encoding": "br", "if-none-match": etag });
    expect(again.status).toBe(304);
    expect(again.text).toBe("");
    const plain = await get("/", { accept: "text/html", "accept-encoding": "identity" });
    expect(plain.headers.has("content-encoding")).toBe(false);
    expect(plain.headers.get("etag")).not.toBe(etag);
    expect(plain.text).toBe(page.text);
  });

  it("is given for nothing that is not a screen", async () => {
    for (const path of ["/livez", "/readyz", "/metrics", "/api/v1/me", "/ogc"])
      expect((await get(path, { accept: "*/*" })).text, path).not.toContain("<!doctype html>");
    expect((await send(world.url, "POST", "/")).status).toBe(404);
  });

  it("names scripts that may be kept for ever", async () => {
    const { text } = await get("/", { accept: "text/html" });
    const script = /src="(\/assets\/[\w.-]+\.js)"/.exec(text)?.[1] ?? "";
    const { status, headers } = await get(script, { "accept-encoding": "br" });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toContain("javascript");
    expect(headers.get("cache-control")).toContain("immutable");
    expect((await get(script.replace(".js", "x.js"))).status).toBe(404);
  });
});

describe("a campaign's answer", () => {
  it("is what Express answers, is asked for again by its ETag, and never old to who asks alone", async () => {
    const first = await get(campaign());
    expect(first.status).toBe(200);
    const withToken = await world.admin.get(`/campaigns/${slug}`); // whoever brings a token is answered by Express
    expect(JSON.parse(first.text)).toEqual(withToken.body);
    const etag = first.headers.get("etag") ?? "";
    expect((await get(campaign(), { "if-none-match": etag })).status).toBe(304);
    await world.admin.patch(`/campaigns/${slug}`, { title: "After" });
    const changed = await get(campaign(), { "if-none-match": etag });
    expect(changed.status).toBe(200);
    expect(titleOf(changed.text)).toBe("After");
  });

  it("is the same for a crowd, and a second old at most", async () => {
    const crowd = async () => Promise.all(Array.from({ length: 120 }, () => get(campaign())));
    for (const { status, text } of await crowd()) {
      expect(status).toBe(200);
      expect(titleOf(text)).toBe("After");
    }
    await world.admin.patch(`/campaigns/${slug}`, { title: "Later" });
    const changedAt = performance.now();
    let seen: string[] = [];
    do seen = (await crowd()).map(({ text }) => titleOf(text));
    while (!seen.every((title) => title === "Later") && performance.now() - changedAt < 10_000);
    expect(new Set(seen)).toEqual(new Set(["Later"]));
  });

  it("is refused in the words of every refusal where there is none, and kept from others where staff is told more", async () => {
    const unknown = await get("/api/v1/campaigns/no-such-campaign");
    expect(unknown.status).toBe(404);
    expect(unknown.problem).toMatchObject({ code: "not_found", status: 404 });
    const list = await get("/api/v1/campaigns");
    expect(list.headers.get("cache-control")).toContain("private");
    expect(list.headers.get("vary")).toContain("cookie");
    expect(JSON.parse(list.text).items.map((one: any) => one.slug)).not.toContain(slug); // a draft
  });
});

describe("more than can be answered", () => {
  let server: Server;
  const open: ServerResponse[] = [];
  let url = "";
  beforeAll(async () => {
    const slow: RequestListener = (_req, res) => void open.push(res);
    server = createServer(holdBack(slow, { mostAtOnce: 2, patienceMs: 100 }));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    url = typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it("is refused at once with 503 and when to come back, but never the question how it goes", async () => {
    const waiting = [send(url, "GET", "/one"), send(url, "GET", "/two")];
    await expect.poll(() => open.length).toBe(2);
    const refused = await send(url, "PUT", "/three", { body: "{}" });
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.problem).toMatchObject({ status: 503, code: "unavailable" });
    const asked = send(url, "GET", "/readyz");
    await expect.poll(() => open.length).toBe(3);
    for (const res of open.splice(0)) res.end("served");
    for (const reply of [...waiting, asked]) expect((await reply).text).toBe("served");
    const later = send(url, "GET", "/four");
    await expect.poll(() => open.length).toBe(1);
    open[0]?.end("served");
    expect((await later).status).toBe(200);
  });

  it("does not let those keep others out who send no end of what they ask, or read no answer", async () => {
    const answer: RequestListener = (req, res) => {
      if (req.method === "POST") req.resume().once("end", () => res.end());
      else res.end(req.url === "/large" ? Buffer.alloc(32_000_000) : "served"); // more than a line holds
    };
    const full = createServer(holdBack(answer, { mostAtOnce: 2, patienceMs: 100 }));
    await new Promise<void>((resolve) => full.listen(0, "127.0.0.1", resolve));
    const { port } = z.object({ port: z.number() }).parse(full.address());
    const sockets = [
      "POST / HTTP/1.1\r\ncontent-length: 10\r\nhost: x\r\n\r\n{",
      "GET /large HTTP/1.1\r\nhost: x\r\n\r\n",
    ].map((bytes) => {
      const socket = connect(port, "127.0.0.1").on("error", () => {}); // cut, as it should be
      socket.write(bytes);
      return socket;
    });
    const asked = async () => (await send(`http://127.0.0.1:${port}`, "GET", "/")).status;
    await expect.poll(asked).toBe(503);
    await expect.poll(asked).toBe(200);
    expect([await asked(), await asked()]).toEqual([200, 200]);
    for (const socket of sockets) socket.destroy();
    full.closeAllConnections();
    full.close();
  });
});
