import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { sql } from "../../../core/db.ts";
import { aCampaign, anImport } from "../../support/campaigns.ts";
import { aFileServer, type FileServer } from "../../support/file-server.ts";
import { aWorld, type World } from "../../support/world.ts";
import { anImage, type ImageRecipe } from "../../unit/imagery/an-image.ts";

let world: World;
let server: FileServer;
beforeAll(async () => {
  server = await aFileServer();
  world = await aWorld({ importHosts: server.host });
  await mkdir(world.importFolder, { recursive: true });
});
afterAll(() => server.close());

const LEVEL = { red: 9_000, green: 6_000, blue: 3_000 } as const;
type Colour = keyof typeof LEVEL;
const COLOURS: Colour[] = ["red", "green", "blue"];

/** One band as Landsat and Sentinel-2 come: 16 bits, grey, 10 m. */
const aBand = (colour: Colour, seed: number, differs: Partial<ImageRecipe> = {}) =>
  anImage({
    width: 200,
    height: 160,
    bands: 1,
    bits: 16,
    photometric: 1,
    tile: 64,
    pixel: 10,
    value: (column, row) => LEVEL[colour] + ((column * 7 + row * 3 + seed) % 500),
    ...differs,
  });

const anItem = (id: string, datetime: string, others: object = {}) => ({
  type: "Feature",
  stac_version: "1.0.0",
  id,
  properties: { datetime, platform: "landsat-8" },
  links: [],
  assets: {
    coastal: {
      href: "./B1.TIF",
      type: "image/tiff; application=geotiff",
      roles: ["data"],
      "eo:bands": [{ name: "B1", common_name: "coastal" }],
    },
    blue: {
      href: "./B2.TIF",
      type: "image/tiff; application=geotiff",
      roles: ["data"],
      "eo:bands": [{ name: "B2", common_name: "blue" }],
    },
    green: {
      href: "./B3.TIF",
      type: "image/tiff; application=geotiff",
      roles: ["data"],
      "eo:bands": [{ name: "B3", common_name: "green" }],
    },
    red: {
      href: "./B4.TIF",
      type: "image/tiff; application=geotiff",
      roles: ["data"],
      "eo:bands": [{ name: "B4", common_name: "red" }],
    },
    ...others,
  },
});
const FILES: Record<Colour, string> = { red: "B4.TIF", green: "B3.TIF", blue: "B2.TIF" };

async function fromAddress(slug: string, url: string): Promise<any> {
  const asked = await world.admin.post(`/campaigns/${slug}/batches`, { kind: "scenes", source: { url } });
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

it("composes an item whose colours are files of their own, keeps and hashes all three, and shows other bands of them", async () => {
  const slug = await aCampaign(world);
  server.files.set("/l8/item.json", anItem("LC08_L1TP", "2018-10-01T01:08:32Z"));
  for (const colour of COLOURS) server.files.set(`/l8/${FILES[colour]}`, aBand(colour, 1));
  const { items } = await fromAddress(slug, `${server.origin}/l8/item.json`);
  expect(items).toMatchObject([{ status: "accepted", reason: null }]);
  const [{ did }] = items;
  expect(did.join(" ")).toMatch(/assets "red", "green", "blue".*Composed red, green and blue of three files/);
  const [scene] = await scenesOf(slug);
  expect(scene).toMatchObject({ acquiredAt: "2018-10-01T01:08:32.000Z", sensor: "landsat-8" });

  const kept = await world.ctx.db.one<{ key: string; sidecars: any[] }>(
    sql`select original_key as key, sidecars from scenes where id = ${scene.id}`,
  );
  expect(kept.sidecars.map(({ suffix }) => suffix)).toEqual([".green.tif", ".blue.tif"]);
  const stored = await readdir(join(world.ctx.config.dataDir, "objects", "originals"));
  for (const key of [kept.key, ...kept.sidecars.map((one) => one.key)])
    expect(stored).toContain(key.replace("originals/", ""));

  const asked = await world.admin.post(`/scenes/${scene.id}/versions`, { bands: [3, 2, 1] });
  expect(asked.status).toBe(202);
  const version = await vi.waitFor(
    async () => {
      const { body } = await world.admin.get(`/scenes/${scene.id}/versions`);
      const found = body.items.find((one: any) => one.id === asked.body.id);
      expect(found.status).not.toBe("queued");
      return found;
    },
    { timeout: 30_000, interval: 100 },
  );
  expect(version).toMatchObject({ status: "done", isShown: true });
  expect(version.did.join(" ")).toContain("bands 3, 2, 1");
});

it("composes them from a folder as well; the files of green and blue say what became of them", async () => {
  const slug = await aCampaign(world);
  const folder = join(world.importFolder, "landsat");
  await mkdir(folder);
  await writeFile(join(folder, "item.json"), JSON.stringify(anItem("LC08_2", "2018-10-02T01:08:32Z")));
  for (const colour of COLOURS) await writeFile(join(folder, FILES[colour]), aBand(colour, 2));
  const { items } = await anImport(world, slug, "scenes", folder);
  const byName = Object.fromEntries(items.map((item: any) => [item.name, item]));
  expect(byName["B4.TIF"]).toMatchObject({ status: "accepted", scene: expect.any(String) });
  expect(byName["B3.TIF"]).toMatchObject({ status: "accepted", scene: null });
  expect(byName["B3.TIF"].did.join(" ")).toMatch(/as the green of LC08_2/);
  expect(byName["B2.TIF"].did.join(" ")).toMatch(/as the blue of LC08_2/);
  expect(await scenesOf(slug)).toHaveLength(1);
});

it.each<[string, Partial<ImageRecipe>, RegExp]>([
  ["size", { width: 100, height: 80, pixel: 20 }, /green has 100 × 80 pixels, red 200 × 160/],
  ["place", { west: 500_005 }, /green lies on another grid than red/],
  ["depth", { bits: 8, value: (column) => column }, /green holds uint8, red uint16/],
  ["kind", { bands: 3, photometric: 2 }, /green holds several bands/],
])(
  "refuses colours of another %s, with the commands that bring them to one grid",
  async (name, differs, reason) => {
    const slug = await aCampaign(world);
    server.files.set(`/${name}/item.json`, anItem(`odd-${name}`, "2018-10-03T00:00:00Z"));
    for (const colour of COLOURS) {
      const band = aBand(colour, 3, colour === "green" ? differs : {});
      server.files.set(`/${name}/${FILES[colour]}`, band);
    }
    const [item] = (await fromAddress(slug, `${server.origin}/${name}/item.json`)).items;
    expect(item).toMatchObject({ status: "refused", scene: null });
    expect(item.reason).toMatch(reason);
    expect(item.reason).toMatch(/gdalwarp .*gdalbuildvrt -separate/);
    expect(await scenesOf(slug)).toEqual([]);
  },
);
