import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { runAftermap } from "../../support/processes.ts";
import { aCampaign, aFootprintFile } from "../../support/campaigns.ts";
import { aFileServer, type FileServer } from "../../support/file-server.ts";
import { aGeoTiff } from "../../support/scene-files.ts";
import { aWorld, type World } from "../../support/world.ts";

let server: FileServer;
let world: World;
beforeAll(async () => {
  server = await aFileServer();
  world = await aWorld({ importHosts: server.host });
});
afterAll(() => server.close());

async function fromAddress(slug: string, url: string): Promise<any> {
  const asked = await world.admin.post(`/campaigns/${slug}/batches`, { kind: "buildings", source: { url } });
  expect(asked.status, JSON.stringify(asked.body)).toBe(202);
  return vi.waitFor(
    async () => {
      const { body } = await world.admin.get(`/batches/${asked.body.id}`);
      expect(body.status).toBe("done");
      return body;
    },
    { timeout: 30_000, interval: 100 },
  );
}

it("imports footprints by their address, query and all, and leaves nothing fetched behind", async () => {
  const slug = await aCampaign(world);
  server.files.set("/open/footprints.geojson", await readFile(await aFootprintFile(world, 4)));
  const { items } = await fromAddress(slug, `${server.origin}/open/footprints.geojson?token=secret`);
  expect(items).toMatchObject([
    { name: "footprints.geojson", status: "accepted", rows: { accepted: 4, refused: 0 } },
  ]);
  expect(items[0].did[0]).toBe(`Fetched from ${server.origin}/open/footprints.geojson.`);
  const left = await readdir(join(world.ctx.config.dataDir, "downloads"));
  expect(left).toEqual([]);
});

it("refuses an address that leads inside at once, and tells what a public one answered", async () => {
  const slug = await aCampaign(world);
  for (const url of ["http://127.0.0.1:1/a.geojson", "http://[::1]/a.geojson", "ftp://example.org/a.zip"]) {
    const source = { url };
    const { status } = await world.admin.post(`/campaigns/${slug}/batches`, { kind: "buildings", source });
    expect(status, url).toBe(400);
  }
  const [missing] = (await fromAddress(slug, `${server.origin}/missing.geojson`)).items;
  expect(missing).toMatchObject({ status: "refused", reason: expect.stringMatching(/answered 404/) });
  server.files.set("/page", Buffer.from("<!doctype html><p>Please sign in"));
  const [page] = (await fromAddress(slug, `${server.origin}/page`)).items;
  expect(page).toMatchObject({ status: "refused", reason: expect.stringMatching(/\w.{10,}/) });
});

it("takes addresses on the command line as well, of images and of footprints, with one time for all", async () => {
  const slug = await aCampaign(world);
  server.files.set("/cli/one.tif", aGeoTiff([38, 35], 3));
  server.files.set("/cli/two.tif", aGeoTiff([38, 35], 4));
  server.files.set("/cli/footprints.geojson", await readFile(await aFootprintFile(world, 2)));
  const run = (...args: string[]) =>
    runAftermap([...args, "--json"], {
      DATABASE_URL: world.ctx.databaseUrl,
      DATA_DIR: world.ctx.config.dataDir,
      IMPORT_HOSTS: server.host,
      PORT: "0",
      NODE_ENV: undefined,
    });
  const places = [`${server.origin}/cli/one.tif`, `${server.origin}/cli/two.tif`];
  const flags = ["--acquired-at", "2023-05-06", "--stretch", "1,99"];
  const scenes = await run("import", "scenes", slug, ...places, ...flags);
  expect(scenes.code, scenes.output).toBe(0);
  const { batches } = JSON.parse(scenes.stdout);
  expect(batches).toMatchObject([
    { source: { url: places[0] }, items: [{ name: "one.tif", status: "accepted" }] },
    { source: { url: places[1] }, items: [{ name: "two.tif", status: "accepted" }] },
  ]);
  expect((await world.anyone.get(`/campaigns/${slug}`)).body.scenes).toMatchObject([
    { acquiredAt: "2023-05-06T00:00:00.000Z", acquiredPrecision: "day" },
    { acquiredAt: "2023-05-06T00:00:00.000Z" },
  ]);
  const buildings = await run("import", "buildings", slug, `${server.origin}/cli/footprints.geojson`);
  expect(buildings.code, buildings.output).toBe(0);
  expect(JSON.parse(buildings.stdout).batches[0].items).toMatchObject([{ rows: { accepted: 2 } }]);
}, 60_000);
