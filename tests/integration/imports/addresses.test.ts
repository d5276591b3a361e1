import { createServer } from "node:http";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { aCampaign, anImport } from "../../support/campaigns.ts";
import { aFileServer, type FileServer } from "../../support/file-server.ts";
import { INTERNAL } from "../../support/internal-addresses.ts";
import { aGeoTiff } from "../../support/scene-files.ts";
import { aWorld, type World } from "../../support/world.ts";

let server: FileServer;
let world: World;
beforeAll(async () => {
  server = await aFileServer();
  world = await aWorld({ importHosts: server.host });
  await mkdir(world.importFolder, { recursive: true });
});
beforeEach(() => {
  server.files.clear();
  server.requests.length = 0;
});
afterAll(() => server.close());

async function fromAddress(slug: string, url: string, options: object = {}): Promise<any> {
  const asked = await world.admin.post(`/campaigns/${slug}/batches`, {
    kind: "scenes",
    source: { url },
    options,
  });
  expect(asked.status, JSON.stringify(asked.body)).toBe(202);
  return vi.waitFor(
    async () => {
      const { body } = await world.admin.get(`/batches/${asked.body.id}`);
      expect(body.status).toBe("done");
      return body;
    },
    { timeout: 60_000, interval: 100 },
  );
}
const scenesOf = async (slug: string) => (await world.anyone.get(`/campaigns/${slug}`)).body.scenes;

/** An item as Maxar Open Data writes them. */
const anItem = (id: string, datetime: string, assets: object) => ({
  type: "Feature",
  stac_version: "1.0.0",
  id,
  properties: {
    datetime,
    platform: "WV02",
    gsd: 0.47,
    "view:off_nadir": 6.8,
    "view:sun_elevation": 34.3,
    "tile:clouds_percent": 12,
  },
  links: [{ rel: "collection", href: "./collection.json" }],
  assets,
});
const visual = (href: string) => ({
  visual: { href, type: "image/tiff; application=geotiff; profile=cloud-optimized", roles: ["visual"] },
  "data-mask": { href: "mask.tif", type: "image/tiff", roles: ["data-mask"] },
});
const aCollection = (links: object[]) => ({
  type: "Collection",
  stac_version: "1.0.0",
  id: "event",
  license: "CC-BY-NC-4.0",
  providers: [{ name: "Maxar", roles: ["producer"] }],
  links,
});

it("imports a STAC item by its address: image fetched, date, sensor, angles and terms taken from it", async () => {
  const slug = await aCampaign(world);
  server.files.set(
    "/ard/item.json",
    anItem("104001", "2023-01-22T09:24:17.123Z", visual("./104001-visual.tif")),
  );
  server.files.set("/ard/collection.json", aCollection([]));
  server.files.set("/ard/104001-visual.tif", aGeoTiff([38, 35], 101));
  const { items } = await fromAddress(slug, `${server.origin}/ard/item.json`);
  expect(items).toMatchObject([{ name: "item.json", status: "accepted", reason: null }]);
  expect(items[0].did.join(" ")).toMatch(/asset "visual".*its role is visual.*CC-BY-NC-4.0/);
  expect(await scenesOf(slug)).toMatchObject([
    {
      acquiredAt: "2023-01-22T09:24:17.000Z",
      acquiredFrom: "STAC datetime",
      sensor: "WV02",
      offNadirDegrees: 6.8,
      sunElevationDegrees: 34.3,
      cloudShare: 0.12,
      attribution: "Maxar, CC-BY-NC-4.0",
      preserved: true,
    },
  ]);
  const left = await readdir(join(world.ctx.config.dataDir, "downloads"));
  expect(left).toEqual([]);
});

it("makes a scene of each item of a collection, and a row for each that cannot be had", async () => {
  const slug = await aCampaign(world);
  server.files.set(
    "/c/collection.json",
    aCollection([
      { rel: "item", href: "a.json" },
      { rel: "item", href: "b.json" },
      { rel: "item", href: "gone.json" },
      { rel: "item", href: "http://169.254.169.254/latest/meta-data/" },
      { rel: "item", href: "file:///etc/passwd" },
    ]),
  );
  server.files.set("/c/a.json", anItem("a", "2023-01-01T00:00:00Z", visual(`${server.origin}/c/a.tif`)));
  server.files.set("/c/b.json", anItem("b", "2023-02-01T10:00:00Z", visual("http://10.0.0.7/b.tif")));
  server.files.set("/c/a.tif", aGeoTiff([38, 35], 102));
  const { items } = await fromAddress(slug, `${server.origin}/c/collection.json`);
  const ends = Object.fromEntries(items.map(({ name, status, reason }: any) => [name, reason ?? status]));
  expect(ends).toMatchObject({
    "collection.json": "accepted",
    "a.tif": "accepted",
    b: expect.stringContaining("internal network"),
    "gone.json": expect.stringContaining("404"),
    "meta-data": expect.stringContaining("internal network"),
    passwd: expect.stringContaining("only http and https"),
  });
  expect(await scenesOf(slug)).toMatchObject([
    { acquiredAt: "2023-01-01T00:00:00.000Z", acquiredPrecision: "day", attribution: "Maxar, CC-BY-NC-4.0" },
  ]);
});

it(`asks none of ${INTERNAL.length} internal addresses, whether an admin, a STAC link or an asset names them`, async () => {
  const slug = await aCampaign(world);
  let connections = 0;
  const inside = createServer((_req, res) => res.end("{}")).on("connection", () => (connections += 1));
  await new Promise<void>((resolve) => inside.listen(0, "0.0.0.0", resolve));
  const address = inside.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const addresses = INTERNAL.map((template) => template.replace("PORT", String(port)));
  for (const kind of ["scenes", "buildings"])
    for (const url of addresses) {
      const asked = await world.admin.post(`/campaigns/${slug}/batches`, { kind, source: { url } });
      expect([url, asked.status]).toEqual([url, 400]);
    }

  server.files.set("/inside/collection.json", {
    ...aCollection([]),
    links: [
      ...addresses.map((href) => ({ rel: "item", href })),
      ...addresses.map((_, nth) => ({ rel: "item", href: `${nth}.json` })),
    ],
  });
  for (const [nth, href] of addresses.entries())
    server.files.set(`/inside/${nth}.json`, anItem(`item ${nth}`, "2023-01-22T09:24:17Z", visual(href)));
  const { items } = await fromAddress(slug, `${server.origin}/inside/collection.json`);
  const [, ...led] = items;
  expect(led).toHaveLength(addresses.length * 2);
  for (const { name, status, reason } of led) {
    expect([name, status]).toEqual([name, "refused"]);
    expect(reason, name).toMatch(/internal network|cannot be fetched|another way to write/);
  }
  expect(await scenesOf(slug)).toEqual([]);
  inside.close();
  expect(connections).toBe(0);
});

it("goes on with a file where the line was cut", async () => {
  const slug = await aCampaign(world);
  const bytes = aGeoTiff([38, 35], 103);
  server.files.set("/20230301-cut.tif", bytes);
  server.cut = Object.assign(server.cut, { after: 5_000, times: 2 });
  const { items } = await fromAddress(slug, `${server.origin}/20230301-cut.tif`);
  expect(items).toMatchObject([{ name: "20230301-cut.tif", status: "accepted", reason: null }]);
  expect(server.requests.map(({ range }) => range)).toEqual([undefined, "bytes=5000-", "bytes=10000-"]);
  expect(await scenesOf(slug)).toMatchObject([
    { acquiredAt: "2023-03-01T00:00:00.000Z", acquiredFrom: "the file's name" },
  ]);
});

it("a STAC file in a folder dates the images it names, and leads nowhere outside", async () => {
  const slug = await aCampaign(world);
  const folder = join(world.importFolder, "with-stac");
  await mkdir(join(folder, "images"), { recursive: true });
  await writeFile(join(folder, "images", "one.tif"), aGeoTiff([38, 35], 104, "2018:02:02 02:02:02"));
  await writeFile(
    join(folder, "one-item.json"),
    JSON.stringify(anItem("one", "2023-04-05T06:07:08Z", visual("images/one.tif"))),
  );
  await writeFile(
    join(folder, "outside.json"),
    JSON.stringify(anItem("outside", "2023-04-05T06:07:08Z", visual("../../../../../../etc/passwd"))),
  );
  const { items } = await anImport(world, slug, "scenes", folder);
  expect(items.map(({ name, status }: any) => [name, status])).toEqual([
    ["images/one.tif", "accepted"],
    ["one-item.json", "accepted"],
    ["outside.json", "refused"],
  ]);
  expect(items[1].did.join(" ")).toContain("describes 1 of the files");
  expect(items[2].reason).toContain("not among the files of this import");
  expect(await scenesOf(slug)).toMatchObject([
    { acquiredAt: "2023-04-05T06:07:08.000Z", acquiredFrom: "STAC datetime" },
  ]);
});

it.each([
  "http://127.0.0.1:1/a.tif",
  "http://169.254.169.254/{z}/{x}/{y}",
  "ftp://example.org/a.tif",
  "nonsense",
])("refuses %s at once", async (url) => {
  const slug = await aCampaign(world);
  const { status } = await world.admin.post(`/campaigns/${slug}/batches`, {
    kind: "scenes",
    source: { url },
  });
  expect(status).toBe(400);
});

it("shows a tile address as a scene without keeping it, through this server alone", async () => {
  const ring = [
    [38, 35],
    [38.01, 35],
    [38.01, 35.01],
    [38, 35.01],
    [38, 35],
  ];
  const slug = await aCampaign(world, { area: { type: "Polygon", coordinates: [ring] } });
  const tile = await sharp({ create: { width: 256, height: 256, channels: 3, background: "#884422" } })
    .jpeg()
    .toBuffer();
  let asked = 0;
  const answer = () => {
    asked += 1;
    return tile;
  };
  // (38.005, 35.005) at zoom 16.
  server.files.set("/xyz/16/39686/25957.jpg", answer);
  const template = `${server.origin}/xyz/{z}/{x}/{y}.jpg`;
  const undated = await fromAddress(slug, template);
  expect(undated.items[0]).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("acquiredAt"),
  });

  const { items } = await fromAddress(slug, template, { acquiredAt: { [template]: "2023-05-06" } });
  expect(items).toMatchObject([{ status: "accepted", reason: null }]);
  const [scene] = await scenesOf(slug);
  expect(scene).toMatchObject({
    preserved: false,
    maxzoom: 16,
    tileSize: 256,
    acquiredFrom: "the admin's statement",
  });

  const at = (z: number, x: number, y: number) =>
    world.anyone.get(scene.tiles.replace("{z}", z).replace("{x}", x).replace("{y}", y));
  asked = 0;
  const replies = await Promise.all([at(16, 39_686, 25_957), at(16, 39_686, 25_957), at(16, 39_686, 25_957)]);
  for (const { status, body, headers } of replies) {
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("image/jpeg");
    expect(Buffer.compare(body, tile)).toBe(0);
  }
  expect(asked).toBe(1);
  expect((await at(16, 0, 0)).status).toBe(204);
  expect((await at(17, 79_373, 51_915)).status).toBe(204);
  expect(server.requests.filter(({ path }) => path.startsWith("/xyz/17/79373/51915"))).toHaveLength(1); // only at import
  const versions = await world.admin.post(`/scenes/${scene.id}/versions`, {});
  expect(versions.status).toBe(409);
});

it("passes nothing on that is no picture", async () => {
  const slug = await aCampaign(world);
  const tile = await sharp({ create: { width: 512, height: 512, channels: 3, background: "#123456" } })
    .webp()
    .toBuffer();
  let isPicture = true;
  server.files.set("/t/15/19843/12978", () => (isPicture ? tile : Buffer.from("<script>alert(1)</script>")));
  const template = `${server.origin}/t/{z}/{x}/{y}`;
  const { items } = await fromAddress(slug, template, {
    acquiredAt: { [template]: "2023-05-06" },
    bounds: [38, 35, 38.01, 35.01],
  });
  expect(items).toMatchObject([{ status: "accepted", reason: null }]);
  isPicture = false;
  const [scene] = await scenesOf(slug);
  const { status } = await world.anyone.get(
    scene.tiles.replace("{z}", 15).replace("{x}", 19_843).replace("{y}", 12_978),
  );
  expect(status).toBe(204);
});

it("reads a WMTS for its layer, its place and its tiles", async () => {
  const slug = await aCampaign(world);
  const matrix = (zoom: number) =>
    `<TileMatrix><ows:Identifier>${zoom}</ows:Identifier><ScaleDenominator>${559082264.0287178 / 2 ** zoom}</ScaleDenominator>
     <TopLeftCorner>-20037508.34 20037508.34</TopLeftCorner><TileWidth>256</TileWidth><TileHeight>256</TileHeight>
     <MatrixWidth>${2 ** zoom}</MatrixWidth><MatrixHeight>${2 ** zoom}</MatrixHeight></TileMatrix>`;
  const capabilities = `<?xml version="1.0"?><Capabilities xmlns:ows="http://www.opengis.net/ows/1.1" version="1.0.0">
    <ows:ServiceProvider><ows:ProviderName>A survey</ows:ProviderName></ows:ServiceProvider>
    <Contents><Layer><ows:Title>After the flood</ows:Title><ows:Identifier>after</ows:Identifier>
    <ows:WGS84BoundingBox><ows:LowerCorner>38 35</ows:LowerCorner><ows:UpperCorner>38.01 35.01</ows:UpperCorner></ows:WGS84BoundingBox>
    <Style isDefault="true"><ows:Identifier>plain</ows:Identifier></Style>
    <TileMatrixSetLink><TileMatrixSet>GoogleMapsCompatible</TileMatrixSet></TileMatrixSetLink>
    <ResourceURL format="image/png" resourceType="tile" template="${server.origin}/wmts/{Style}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png"/>
    </Layer><TileMatrixSet><ows:Identifier>GoogleMapsCompatible</ows:Identifier>
    <ows:SupportedCRS>urn:ogc:def:crs:EPSG::3857</ows:SupportedCRS>${[14, 15, 16].map(matrix).join("")}</TileMatrixSet></Contents></Capabilities>`;
  server.files.set("/wmts/capabilities.xml", Buffer.from(capabilities));
  const tile = await sharp({ create: { width: 256, height: 256, channels: 3, background: "#884422" } })
    .png()
    .toBuffer();
  server.files.set("/wmts/plain/GoogleMapsCompatible/16/25957/39686.png", tile);
  const url = `${server.origin}/wmts/capabilities.xml`;
  const { items } = await fromAddress(slug, url, { acquiredAt: { "capabilities.xml": "2023-09-12" } });
  expect(items).toMatchObject([{ status: "accepted", reason: null }]);
  expect(await scenesOf(slug)).toMatchObject([
    { preserved: false, minzoom: 14, maxzoom: 16, attribution: "A survey", bounds: [38, 35, 38.01, 35.01] },
  ]);
});
