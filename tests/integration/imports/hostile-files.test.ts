import { readdirSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { sql } from "../../../core/db.ts";
import { aCampaign, aFootprintFile, anImport } from "../../support/campaigns.ts";
import { noTestData, testData } from "../../support/test-data.ts";
import { aWorld, type World } from "../../support/world.ts";

const PER_FILE_SECONDS = 30;
const folders = noTestData === null ? readdirSync(testData()) : [];
const named = (pattern: RegExp) => folders.filter((name) => pattern.test(name)).sort();

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

/** Imports a folder of strange files and waits for the end of each, at most 30 seconds a file. */
async function importAll(slug: string, kind: "scenes" | "buildings", folder: string): Promise<any> {
  const source = { path: testData(folder) };
  const options = kind === "scenes" ? { acquiredAt: await datesFor(folder) } : {};
  const asked = await world.admin.post(`/campaigns/${slug}/batches`, { kind, source, options });
  expect(asked.status, JSON.stringify(asked.body)).toBe(202);
  const files = (await world.admin.get(`/batches/${asked.body.id}`)).body.items.length;
  return vi.waitFor(
    async () => {
      const { body } = await world.admin.get(`/batches/${asked.body.id}`);
      expect(body.status).toBe("done");
      return body;
    },
    { timeout: files * PER_FILE_SECONDS * 1000, interval: 100 },
  );
}

/** A date for each, so that none is refused for the lack of one only. */
async function datesFor(folder: string): Promise<Record<string, string>> {
  const names = await readdir(testData(folder), { recursive: true });
  return Object.fromEntries(names.map((name) => [name, "2020-05-01"]));
}

async function countRows(slug: string): Promise<{ scenes: number; buildings: number }> {
  return world.ctx.db.one(sql`
    select (select count(*) from scenes where campaign_id = campaigns.id) as scenes,
           (select count(*) from buildings where campaign_id = campaigns.id) as buildings
      from campaigns
     where slug = ${slug}
  `);
}

async function countSidecars(slug: string): Promise<number> {
  const { count } = await world.ctx.db.one<{ count: number }>(sql`
    select coalesce(sum(jsonb_array_length(sidecars)), 0)::integer as count
      from scenes
     where campaign_id = (select id from campaigns where slug = ${slug})
  `);
  return count;
}

const listObjects = async (folder: string) =>
  readdir(join(world.ctx.config.dataDir, "objects", folder)).catch(() => []);

function expectReasons(items: readonly any[]): void {
  for (const item of items) {
    expect(["accepted", "refused"], JSON.stringify(item)).toContain(item.status);
    if (item.status === "refused") expect(item.reason, item.name).toMatch(/\w.{10,}/);
    else expect(item.did.length, item.name).toBeGreaterThan(0);
  }
}

// Through the whole import; `vector-files.test.ts` and `real-files.test.ts` read every file of every folder.
const AS_FOOTPRINTS = /^(hostile-(?!tiff|json)|vector-)/;
const AS_SCENES = /^(hostile-(tiff|archives)|raster-odd-(geotiff|rasterio)|xbd)/;

describe.skipIf(noTestData !== null)("files that mean harm or are broken", () => {
  it.each(named(AS_FOOTPRINTS))(
    "as footprints, %s: each has an end with a reason, and what was accepted is there whole",
    async (folder) => {
      const slug = await aCampaign(world);
      const { items } = await importAll(slug, "buildings", folder);
      expectReasons(items);
      const accepted = items.filter((item: any) => item.status === "accepted");
      for (const { name, rows, refusedRows } of items.filter((item: any) => item.rows !== null)) {
        expect(refusedRows, name).toHaveLength(Math.min(1000, rows.refused));
        for (const { row, reason } of refusedRows) {
          expect(row).toBeGreaterThan(0);
          expect(reason.length).toBeGreaterThan(8);
        }
      }
      // A file that names buildings of an earlier one changes those and adds none.
      const stored = accepted.reduce((sum: number, { rows }: any) => sum + rows.added, 0);
      expect(await countRows(slug)).toEqual({ scenes: 0, buildings: stored });
      // What was accepted can be shown: tasks and consensus have no trouble with it.
      if (stored === 0) return;
      expect((await world.admin.post(`/campaigns/${slug}/tasks`, {})).body.buildings).toBe(stored);
      expect((await world.analyst.get(`/campaigns/${slug}/consensus?limit=10000`)).status).toBe(200);
    },
    240_000,
  );

  it.each(named(AS_SCENES))(
    "as scenes, %s: each has an end with a reason, and nothing of a refused one stays",
    async (folder) => {
      const slug = await aCampaign(world);
      const before = [await listObjects("originals"), await listObjects("scenes")];
      const { items } = await importAll(slug, "scenes", folder);
      expectReasons(items);
      const accepted = items.filter((item: any) => item.status === "accepted");
      expect(await countRows(slug)).toEqual({ scenes: accepted.length, buildings: 0 });
      // Masks and metadata beside an image are kept with it.
      const beside = await countSidecars(slug);
      expect((await listObjects("originals")).length - before[0]!.length).toBeLessThanOrEqual(
        accepted.length + beside,
      );
      expect((await listObjects("scenes")).length - before[1]!.length).toBeLessThanOrEqual(accepted.length);
      const left = (await readdir(world.ctx.config.dataDir)).filter((name) =>
        name.startsWith("working-copy-"),
      );
      expect(left).toEqual([]);
      for (const { id, tiles, minzoom } of (await world.anyone.get(`/campaigns/${slug}`)).body.scenes) {
        const address = tiles.replace("{z}", minzoom).replace("{x}", "0").replace("{y}", "0");
        expect([200, 204], id).toContain((await world.anyone.get(address)).status);
      }
    },
    600_000,
  );

  it("leave the worker none the worse", async () => {
    const slug = await aCampaign(world);
    const { items } = await anImport(world, slug, "buildings", await aFootprintFile(world, 3));
    expect(items).toMatchObject([{ status: "accepted", rows: { accepted: 3, refused: 0 } }]);
  });
});
