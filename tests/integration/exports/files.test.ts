import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { aVotedCampaign, allFindings } from "../../support/crowds.ts";
import { anImport, openCampaign, aCampaign } from "../../support/campaigns.ts";
import { untilFitted } from "../../support/quiet.ts";
import { bearer, send } from "../../support/requests.ts";
import { aWorld, type World } from "../../support/world.ts";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

let world: World;
let slug: string;
beforeAll(async () => {
  world = await aWorld();
  ({ slug } = await aVotedCampaign(world, 12, 3, () => ({ class: "destroyed" }), {
    redundancy: { min: 3, cap: 6, certainty: 0.9 },
  }));
  await untilFitted(world);
});

/** Asks for an export and waits for its end. */
async function anExport(name: string, format: string, filter?: Record<string, unknown>): Promise<any> {
  const { status, body } = await world.analyst.post(`/campaigns/${name}/exports`, {
    format,
    ...(filter === undefined ? {} : { filter }),
  });
  expect(status, JSON.stringify(body)).toBe(202);
  return vi.waitFor(
    async () => {
      const state = (await world.analyst.get(`/exports/${body.id}`)).body;
      expect(state.status).toBe("done");
      return state;
    },
    { timeout: 30_000, interval: 50 },
  );
}

const download = (id: string, headers: Record<string, string> = {}) =>
  send(world.url, "GET", `/api/v1/exports/${id}/file`, {
    headers: { ...bearer(world.analyst.token), ...headers },
  });
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("an export", () => {
  it("holds what the consensus says of every building, and tells its size and hash", async () => {
    const state = await anExport(slug, "geojson");
    const { text, headers } = await download(state.id);
    expect(state).toMatchObject({ progress: 1, bytes: Buffer.byteLength(text), sha256: sha256(text) });
    expect(headers.get("content-type")).toBe("application/geo+json");
    expect(headers.get("content-disposition")).toMatch(/^attachment; filename="[\w.-]+\.geojson"$/);
    expect(JSON.parse(text).features).toEqual(await allFindings(world, slug));
  });

  it("is the same to the byte when nothing has changed, even after consensus was computed anew", async () => {
    const [first, second] = [await anExport(slug, "geojson"), await anExport(slug, "geojson")];
    expect(second.sha256).toBe(first.sha256);
    await world.admin.patch(`/campaigns/${slug}`, { redundancy: { min: 3, cap: 6, certainty: 0.9 } });
    await untilFitted(world);
    expect((await anExport(slug, "geojson")).sha256).toBe(first.sha256);
    expect((await anExport(slug, "csv")).sha256).toBe((await anExport(slug, "csv")).sha256);
  });

  it("holds only what the filter lets through", async () => {
    const [{ id, geometry }] = await allFindings(world, slug);
    const [west, south] = geometry.coordinates[0][0];
    const bbox = [west - 0.00001, south - 0.00001, west + 0.00011, south + 0.00011];
    const one = JSON.parse((await download((await anExport(slug, "geojson", { bbox })).id)).text);
    expect(one.features.map((feature: any) => feature.id)).toEqual([id]);
    const none = await anExport(slug, "geojson", { class: "severe" });
    expect(JSON.parse((await download(none.id)).text)).toMatchObject({
      type: "FeatureCollection",
      features: [],
    });
    const settled = await anExport(slug, "geojson", { status: "settled" });
    expect(JSON.parse((await download(settled.id)).text).features).toHaveLength(12);
  });

  it.each([
    ["an unknown format", { format: "docx" }],
    ["an unknown class", { format: "csv", filter: { class: "grade-5" } }],
    ["an unknown key", { format: "csv", compress: true }],
    ["a box of three numbers", { format: "csv", filter: { bbox: [1, 2, 3] } }],
    ["a box upside down", { format: "csv", filter: { bbox: [0, 10, 1, 5] } }],
    ["a box off the globe", { format: "csv", filter: { bbox: [0, 0, 500, 5] } }],
  ])("is refused with %s", async (_what, body) => {
    const reply = await world.analyst.post(`/campaigns/${slug}/exports`, body);
    expect(reply.status).toBe(400);
    expect(reply.body.errors.length).toBeGreaterThan(0);
  });

  it("is listed, newest first", async () => {
    const newest = await anExport(slug, "csv");
    const { items } = (await world.analyst.get(`/campaigns/${slug}/exports?limit=2`)).body;
    expect(items[0]).toEqual(newest);
    expect(items).toHaveLength(2);
  });
});

describe("the file of an export", () => {
  it("can be resumed from any byte", async () => {
    const { id, bytes, sha256: hash } = await anExport(slug, "geojson");
    const whole = await download(id);
    const etag = whole.headers.get("etag") ?? "";
    expect(whole.headers.get("accept-ranges")).toBe("bytes");
    const half = Math.floor(bytes / 2);
    const first = await download(id, { range: `bytes=0-${half - 1}` });
    const rest = await download(id, { range: `bytes=${half}-`, "if-range": etag });
    expect([first.status, rest.status]).toEqual([206, 206]);
    expect(rest.headers.get("content-range")).toBe(`bytes ${half}-${bytes - 1}/${bytes}`);
    expect(rest.headers.get("content-length")).toBe(String(bytes - half));
    expect(sha256(first.text + rest.text)).toBe(hash);
    expect((await download(id, { range: "bytes=-10" })).text).toBe(whole.text.slice(-10));
    expect((await download(id, { range: `bytes=0-${bytes + 99}` })).text).toBe(whole.text);
  });

  it("comes whole when the half at hand is of another file", async () => {
    const { id, sha256: hash } = await anExport(slug, "geojson");
    for (const condition of ['"another"', "Sat, 21 Nov 2026 00:00:00 GMT"]) {
      const reply = await download(id, { range: "bytes=5-", "if-range": condition });
      expect(reply.status).toBe(200);
      expect(sha256(reply.text)).toBe(hash);
    }
  });

  it("refuses a range beyond its end as a problem, and says how long it is", async () => {
    const { id, bytes } = await anExport(slug, "csv");
    const reply = await download(id, { range: `bytes=${bytes}-` });
    expect(reply.status).toBe(416);
    expect(reply.headers.get("content-range")).toBe(`bytes */${bytes}`);
    expect(reply.problem).toMatchObject({ status: 416, detail: expect.any(String) });
  });

  it("is not sent again to whoever has it, nor compressed on the way", async () => {
    const { id } = await anExport(slug, "csv");
    const whole = await download(id, { "accept-encoding": "gzip, br" });
    expect(whole.headers.get("content-encoding")).toBeNull();
    const etag = whole.headers.get("etag") ?? "";
    expect((await download(id, { "if-none-match": etag })).status).toBe(304);
  });

  it("is not there before the export is done, nor for an unknown export", async () => {
    const paused = await aWorld({ withWorkers: false });
    const created = await aCampaign(paused);
    const { body } = await paused.analyst.post(`/campaigns/${created}/exports`, { format: "csv" });
    const early = await paused.analyst.get(`/exports/${body.id}/file`);
    expect(early.status).toBe(409);
    expect(early.body.code).toBe("not_ready");
    expect((await paused.analyst.get(`/exports/${crypto.randomUUID()}/file`)).status).toBe(404);
  });
});

it("writes no text that a spreadsheet would run as a formula", async () => {
  const name = await aCampaign(world, { asks: { class: true, window: false } });
  await mkdir(world.importFolder, { recursive: true });
  const file = join(world.importFolder, "formulas.geojson");
  const ids = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    ' =1"',
    'a,"b"\nc',
    "ünïcode",
  ];
  const features = ids.map((id, index) => ({
    type: "Feature",
    properties: { id },
    geometry: { type: "Point", coordinates: [10 + index * 0.001, 10] },
  }));
  await writeFile(file, JSON.stringify({ type: "FeatureCollection", features }));
  await anImport(world, name, "buildings", file);
  await openCampaign(world, name);
  const [{ id }] = await allFindings(world, name);
  const reason = '=HYPERLINK("http://evil.example","click")';
  await world.analyst.put(`/campaigns/${name}/buildings/${id}/review`, { class: "severe", reason });
  const { text } = await download((await anExport(name, "csv")).id);

  const { parse } = await import("csv-parse/sync");
  const rows: string[][] = parse(text, { relax_quotes: false });
  expect(rows).toHaveLength(ids.length + 1);
  for (const cell of rows.flat()) {
    if (/^-?\d/.test(cell)) continue;
    expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  }
  const column = rows[0]?.indexOf("external_id") ?? -1;
  expect(rows.slice(1).map((row) => row[column]?.replace(/^'/, ""))).toEqual(
    expect.arrayContaining(ids.map((one) => one)),
  );
});
