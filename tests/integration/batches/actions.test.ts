import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { runBatch } from "../../../core/imagery/batches.ts";
import { importScenes } from "../../../core/imagery/imagery.ts";
import { NEVER_STOPPING } from "../../../core/jobs.ts";
import { aCampaign } from "../../support/campaigns.ts";
import { aGeoTiff, aSceneFolder } from "../../support/scene-files.ts";
import { announceFile, sendFile } from "../../support/sending.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld({ withWorkers: false });
  await mkdir(world.importFolder, { recursive: true });
});

const DATES = ["2017-01-01", "2017-02-01", "2017-03-01"];

async function anAskedImport(source: Record<string, unknown>): Promise<{ slug: string; id: string }> {
  const slug = await aCampaign(world);
  const { status, body } = await world.admin.post(`/campaigns/${slug}/batches`, { kind: "scenes", source });
  expect(status, JSON.stringify(body)).toBe(202);
  return { slug, id: body.id };
}
const act = (id: string, action: string, options?: unknown) =>
  world.admin.post(`/batches/${id}/actions`, { action, ...(options === undefined ? {} : { options }) });
const batchOf = async (id: string) => (await world.admin.get(`/batches/${id}`)).body;
const statusesOf = async (id: string) => (await batchOf(id)).items.map(({ status }: any) => status);
/** What a worker does when it is woken. */
const work = (id: string) => importScenes(world.ctx, id, NEVER_STOPPING);

async function untilAborted(id: string, stop: AbortSignal): Promise<void> {
  await act(id, "pause");
  await new Promise<void>((_, reject) => stop.addEventListener("abort", () => reject(new Error("let go"))));
}

it("leaves a paused import alone until it is resumed", async () => {
  const { id } = await anAskedImport({ path: await aSceneFolder(world.importFolder, DATES) });
  expect((await act(id, "pause")).body).toMatchObject({ status: "queued", isPaused: true });
  await work(id);
  expect(await statusesOf(id)).toEqual(["queued", "queued", "queued"]);
  expect((await act(id, "resume")).status).toBe(200);
  await work(id);
  expect(await batchOf(id)).toMatchObject({ status: "done", isPaused: false });
  expect(await statusesOf(id)).toEqual(["accepted", "accepted", "accepted"]);
});

it("lets go of what it is at when it is paused, and begins that anew", async () => {
  const { id } = await anAskedImport({ path: await aSceneFolder(world.importFolder, DATES) });
  await runBatch(world.ctx, id, 1, (_file, _batch, _report, stop) => untilAborted(id, stop), NEVER_STOPPING);
  expect(await batchOf(id)).toMatchObject({ status: "queued", isPaused: true });
  expect(await statusesOf(id)).toEqual(["queued", "queued", "queued"]);
});

it("gives every file of a cancelled import its end, and goes on with them when it is retried", async () => {
  const { id } = await anAskedImport({ path: await aSceneFolder(world.importFolder, DATES) });
  expect((await act(id, "cancel")).body).toMatchObject({ status: "cancelled" });
  expect(await statusesOf(id)).toEqual(["refused", "refused", "refused"]);
  expect((await act(id, "retry")).body).toMatchObject({ status: "queued" });
  await work(id);
  expect(await statusesOf(id)).toEqual(["accepted", "accepted", "accepted"]);
});

it("takes a refused file again with what was missing, and leaves accepted ones as they are", async () => {
  const path = await aSceneFolder(world.importFolder, ["2017-01-01"]);
  await writeFile(join(path, "undated.tif"), aGeoTiff([38, 35], 99));
  const { id, slug } = await anAskedImport({ path });
  await work(id);
  expect(await statusesOf(id)).toEqual(["accepted", "refused"]);
  const [{ scene }] = (await batchOf(id)).items;
  await act(id, "retry", { acquiredAt: { "undated.tif": "2017-06-11" } });
  await work(id);
  expect(await statusesOf(id)).toEqual(["accepted", "accepted"]);
  expect((await batchOf(id)).items[0].scene).toBe(scene);
  expect((await world.anyone.get(`/campaigns/${slug}`)).body.scenes).toHaveLength(2);
});

it.each([
  ["pause", "done"],
  ["resume", "done"],
  ["cancel", "done"],
  ["retry", "done"],
])("refuses to %s an import that is %s and whole", async (action) => {
  const { id } = await anAskedImport({ path: await aSceneFolder(world.importFolder, ["2019-01-01"]) });
  await work(id);
  expect((await act(id, action)).status).toBe(409);
});

it("imports what was uploaded under its own name, and tells its length", async () => {
  const door = { url: world.url, token: world.admin.token! };
  const file = join(world.ctx.config.dataDir, "up.tif");
  const content = aGeoTiff([38, 35], 123);
  await writeFile(file, content);
  const upload = await announceFile(door, "dropped/scene-2020-02-03.tif", content.length);
  const early = await world.admin.post(`/campaigns/${await aCampaign(world)}/batches`, {
    kind: "scenes",
    source: { uploads: [upload] },
  });
  expect([early.status, early.body.detail]).toEqual([409, expect.stringContaining("has not arrived")]);
  await sendFile(door, upload, file, 0);
  const { id } = await anAskedImport({ uploads: [upload] });
  await work(id);
  const [item] = (await batchOf(id)).items;
  expect(item).toMatchObject({
    name: "dropped/scene-2020-02-03.tif",
    status: "accepted",
    bytes: content.length,
    mpix: (64 * 64) / 1e6,
  });
  const unknown = await world.admin.post(`/campaigns/${await aCampaign(world)}/batches`, {
    kind: "scenes",
    source: { uploads: ["00000000-0000-4000-8000-000000000000"] },
  });
  expect(unknown.status).toBe(404);
});
