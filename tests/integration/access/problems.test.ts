import { mkdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { anOpenCampaign } from "../../support/campaigns.ts";
import { bearer, JSON_TYPE, send, type RawReply } from "../../support/requests.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let slug: string;
beforeAll(async () => {
  world = await aWorld();
  slug = await anOpenCampaign(world, 2);
});

/** What tells a problem, and nothing of its words. */
const seen = ({ status, headers, problem }: RawReply) => ({
  status,
  type: headers.get("content-type")?.split(";")[0],
  problem,
});
const aProblem = (status: number) => ({
  status,
  type: "application/problem+json",
  problem: expect.objectContaining({
    type: expect.any(String),
    title: expect.any(String),
    status,
    detail: expect.any(String),
  }),
});

describe("a request that cannot be served", () => {
  it.each([
    ["GET", "/api/v1/nothing-here"],
    ["POST", "/api/v1/nothing-here"],
    ["GET", "/api/v1/"],
    ["PATCH", "/api/v1/openapi.json"],
    ["GET", "/ogc/processes"],
    ["GET", "/tiles/0193b2a0-0000-7000-8000-000000000001/1/0/0"],
    ["GET", "/api/v1/campaigns/no-such-campaign"],
  ])("%s %s is a problem with status 404", async (method, path) => {
    expect(seen(await send(world.url, method, path))).toEqual(aProblem(404));
  });

  it("is refused when its JSON is broken, empty of meaning, or of the wrong type", async () => {
    for (const body of ['{"transport":', "[]", '"cookie"', "null", '{"transport":"smoke"}', '{"a":1}']) {
      expect(seen(await send(world.url, "POST", "/api/v1/sessions", { headers: JSON_TYPE, body }))).toEqual(
        aProblem(400),
      );
    }
  });

  it("is refused when it sends something else than JSON, rather than be taken for empty", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/xml"]) {
      const request = {
        headers: { "content-type": type, ...bearer(world.admin.token) },
        body: '{"status":"closed"}',
      };
      const reply = await send(world.url, "PATCH", `/api/v1/campaigns/${slug}`, request);
      expect(seen(reply)).toEqual(aProblem(400));
      expect(reply.problem.detail).toContain("application/json");
    }
    expect((await send(world.url, "POST", "/api/v1/sessions")).status).toBe(201);
  });

  it("is refused when it is larger than any request should be", async () => {
    const body = JSON.stringify({ transport: "x".repeat(5_000_000) });
    expect(seen(await send(world.url, "POST", "/api/v1/sessions", { headers: JSON_TYPE, body }))).toEqual(
      aProblem(413),
    );
  });

  it("is refused in an encoding or a character set that nobody knows", async () => {
    const headers = { "content-type": "application/json; charset=klingon" };
    expect(seen(await send(world.url, "POST", "/api/v1/sessions", { headers, body: "{}" }))).toEqual(
      aProblem(400),
    );
    const packed = { ...JSON_TYPE, "content-encoding": "gzip" };
    expect(seen(await send(world.url, "POST", "/api/v1/sessions", { headers: packed, body: "{}" }))).toEqual(
      aProblem(400),
    );
  });

  it.each([
    "limit=0",
    "limit=10001",
    "limit=ten",
    "limit=-1",
    "limit=1.5",
    "limit=1&limit=2",
    "bbox=1,2,3",
    "bbox=1,2,3,4,5",
    "bbox=a,b,c,d",
    "bbox=0,10,1,5",
    "bbox=-181,0,1,1",
    "bbox=,,,",
    "bbox=0,0,Infinity,1",
    "status=finished",
    "class=grade-5",
    "class=",
    "cursor=abc",
    "cursor=",
    "cursor=eyJ4IjoxfQ",
    "cursor=WyJub3QtYW4taWQiXQ",
  ])("refuses consensus?%s", async (query) => {
    const path = `/api/v1/campaigns/${slug}/consensus?${query}`;
    const reply = await send(world.url, "GET", path, { headers: bearer(world.analyst.token) });
    expect(seen(reply)).toEqual(aProblem(400));
    expect(reply.problem.errors[0].path).toContain(query.split("=")[0]);
  });

  it.each(["after=-1", "after=x", "after=1e3", "limit=0"])("refuses changes?%s", async (query) => {
    const path = `/api/v1/campaigns/${slug}/changes?${query}`;
    expect(seen(await send(world.url, "GET", path, { headers: bearer(world.analyst.token) }))).toEqual(
      aProblem(400),
    );
  });
});

describe("a page of another site", () => {
  const asks = async (headers: Record<string, string>) => {
    const started = await send(world.url, "POST", "/api/v1/sessions", { headers: JSON_TYPE, body: "{}" });
    const cookie = started.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect(started.headers.get("set-cookie")).toMatch(/HttpOnly.*SameSite=Lax/);
    expect(JSON.parse(started.text)).toEqual({
      volunteer: { id: expect.any(String), pseudonym: expect.any(String) },
    });
    const path = `/api/v1/campaigns/${slug}/assignments`;
    return send(world.url, "POST", path, { headers: { ...JSON_TYPE, cookie, ...headers }, body: "{}" });
  };

  it("cannot act with a visitor's cookie", async () => {
    expect(seen(await asks({ origin: "https://evil.example" }))).toEqual(aProblem(403));
    expect(seen(await asks({ origin: "null" }))).toEqual(aProblem(403));
    expect(seen(await asks({ "sec-fetch-site": "cross-site" }))).toEqual(aProblem(403));
    expect(seen(await asks({ "sec-fetch-site": "same-site" }))).toEqual(aProblem(403));
  });

  it("is told from our own pages and from programs", async () => {
    expect((await asks({})).status).toBe(201);
    expect((await asks({ origin: world.url, "sec-fetch-site": "same-origin" })).status).toBe(201);
  });
});

describe("a path to import from", () => {
  const ask = (source: unknown) =>
    world.admin.post(`/campaigns/${slug}/batches`, { kind: "buildings", source, options: {} });

  it.each([
    ["outside", () => "/etc/passwd"],
    ["outside and nothing there", () => "/no/such/place"],
    ["the root of everything", () => "/"],
    ["outside by going up", () => join(world.importFolder, "..", "..", "etc")],
    ["outside by a relative path", () => "../../etc/passwd"],
    ["a sibling that begins alike", () => `${world.importFolder}-more/file.geojson`],
  ])("is refused when it is %s", async (_what, path) => {
    const { status, body } = await ask({ path: path() });
    expect(status).toBe(403);
    expect(body).toMatchObject({ code: "forbidden", errors: [{ path: "source.path" }] });
  });

  it("is refused when a link leads outside", async () => {
    await mkdir(world.importFolder, { recursive: true });
    const secret = join(tmpdir(), `aftermap-outside-${process.pid}.geojson`);
    await writeFile(secret, "{}");
    await symlink(secret, join(world.importFolder, "link.geojson"));
    await symlink("/etc", join(world.importFolder, "link-to-folder"));
    for (const name of ["link.geojson", "link-to-folder", "link-to-folder/passwd"]) {
      expect((await ask({ path: join(world.importFolder, name) })).status).toBe(403);
    }
  });

  it("does not follow links out of a folder that is imported", async () => {
    const folder = join(world.importFolder, "with-links");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "a.geojson"), "{}");
    await symlink("/etc/passwd", join(folder, "b.geojson"));
    const { status, body } = await ask({ path: folder });
    expect(status).toBe(202);
    const { items } = (await world.admin.get(`/batches/${body.id}`)).body;
    expect(items.map(({ name }: any) => name)).toEqual(["a.geojson"]);
  });

  it.each([
    ["nothing is there", () => ({ path: join(world.importFolder, "missing.geojson") })],
    ["its name is too long", () => ({ path: join(world.importFolder, "x".repeat(3_000)) })],
    ["it has a NUL", () => ({ path: `${world.importFolder}/a\u0000b` })],
    ["it is empty", () => ({ path: "" })],
    ["two sources are given", () => ({ path: world.importFolder, url: "https://example.org/x" })],
  ])("is refused as input when %s", async (_what, source) => {
    const { status, body } = await ask(source());
    expect(status, JSON.stringify(body)).toBe(400);
    expect(body.errors.length).toBeGreaterThan(0);
  });
});
