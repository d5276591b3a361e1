import { appendFile, mkdir, rename, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { sql } from "../../../core/db.ts";
import { lookIntoWatchedFolders } from "../../../core/imagery/watch.ts";
import { aCampaign } from "../../support/campaigns.ts";
import { aGeoTiff } from "../../support/scene-files.ts";
import { aWorld, type World } from "../../support/world.ts";

/** Seconds a file must rest in these tests; 0 takes what is there. */
const AT_ONCE = 0;
const AN_HOUR = 3_600;

let world: World;
beforeAll(async () => {
  world = await aWorld({ withWorkers: false });
});

async function aWatchedFolder(name: string): Promise<{ slug: string; folder: string }> {
  const slug = await aCampaign(world);
  const folder = join(world.importFolder, name);
  await mkdir(folder, { recursive: true });
  const { status, body } = await world.admin.put(`/campaigns/${slug}/watched-folder`, {
    path: folder,
    kind: "scenes",
  });
  expect(status, JSON.stringify(body)).toBe(200);
  return { slug, folder };
}

const batchesOf = async (slug: string): Promise<string[][]> =>
  (await world.admin.get(`/campaigns/${slug}/batches`)).body.items.map(({ items }: any) =>
    items.map(({ name }: any) => name),
  );
const watched = async (slug: string) =>
  (await world.admin.get(`/campaigns/${slug}/watched-folder`)).body.folder;

it("imports each file of the folder once, however often and by however many workers it is looked into", async () => {
  const { slug, folder } = await aWatchedFolder("once");
  await writeFile(join(folder, "2017-01-01.tif"), aGeoTiff([38, 35], 0));
  await writeFile(join(folder, "2017-01-01.tfw"), "0.00001\n0\n0\n-0.00001\n38\n35\n");
  await writeFile(join(folder, "2017-02-01.tif.part"), "half");
  await Promise.all(Array.from({ length: 4 }, () => lookIntoWatchedFolders(world.ctx, AT_ONCE)));
  expect(await batchesOf(slug)).toEqual([["2017-01-01.tif"]]);

  await rename(join(folder, "2017-02-01.tif.part"), join(folder, "2017-02-01.tif"));
  await lookIntoWatchedFolders(world.ctx, AT_ONCE);
  await lookIntoWatchedFolders(world.ctx, AT_ONCE);
  expect(await batchesOf(slug)).toEqual([["2017-02-01.tif"], ["2017-01-01.tif"]]);
  expect(await watched(slug)).toMatchObject({ waiting: 0, taken: 2, trouble: null });
});

it("waits until nobody has written to a file, or to what lies beside it, for a while", async () => {
  const { slug, folder } = await aWatchedFolder("resting");
  const file = join(folder, "2017-01-01.tif");
  await writeFile(file, aGeoTiff([38, 35], 0));
  await lookIntoWatchedFolders(world.ctx, AN_HOUR);
  expect(await batchesOf(slug)).toEqual([]);
  expect(await watched(slug)).toMatchObject({ waiting: 1, taken: 0, lookedAt: expect.any(String) });

  // An hour later by the database's clock, but the disk says that the file was written to just now.
  await world.ctx.db.transaction((tx) =>
    tx.run(sql`update watched_files set rests_since = now() - interval '1 day'`),
  );
  await utimes(file, 1, 1);
  await lookIntoWatchedFolders(world.ctx, AN_HOUR);
  expect(await batchesOf(slug)).toEqual([]);
});

it("imports a file again when it has changed", async () => {
  const { slug, folder } = await aWatchedFolder("changing");
  const file = join(folder, "2017-01-01.tif");
  await writeFile(file, "not yet an image");
  await lookIntoWatchedFolders(world.ctx, AT_ONCE);
  await appendFile(file, aGeoTiff([38, 35], 0));
  await lookIntoWatchedFolders(world.ctx, AT_ONCE);
  expect(await batchesOf(slug)).toHaveLength(2);
});

it("tells why it cannot look, and goes on with other folders", async () => {
  const lost = await aWatchedFolder("lost");
  const fine = await aWatchedFolder("fine");
  await rename(lost.folder, `${lost.folder}-elsewhere`);
  await writeFile(join(fine.folder, "2017-01-01.tif"), aGeoTiff([38, 35], 0));
  await lookIntoWatchedFolders(world.ctx, AT_ONCE);
  expect((await watched(lost.slug)).trouble).toContain("There is no file or folder");
  expect(await batchesOf(fine.slug)).toHaveLength(1);
});

it("watches folders inside IMPORT_ROOTS only, and stops when told", async () => {
  const { slug, folder } = await aWatchedFolder("stopping");
  const put = (path: string) =>
    world.admin.put(`/campaigns/${slug}/watched-folder`, { path, kind: "scenes" });
  expect((await put("/etc")).status).toBe(403);
  expect((await put(join(world.importFolder, "../.."))).status).toBe(403);
  expect((await put(join(folder, "nowhere"))).status).toBe(400);
  expect((await world.admin.delete(`/campaigns/${slug}/watched-folder`)).status).toBe(204);
  await writeFile(join(folder, "2017-01-01.tif"), aGeoTiff([38, 35], 0));
  await lookIntoWatchedFolders(world.ctx, AT_ONCE);
  expect(await batchesOf(slug)).toEqual([]);
  expect(await watched(slug)).toBeNull();
});
