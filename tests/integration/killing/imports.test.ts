import { beforeAll, expect, it, vi } from "vitest";
import { sql } from "../../../core/db.ts";
import { aCampaign } from "../../support/campaigns.ts";
import { anInstallation, type Installation } from "../../support/installation.ts";
import { aRedis, describeOnEachQueue } from "../../support/redis.ts";
import { aSceneFolder } from "../../support/scene-files.ts";

const FILES = 8;
/** A killed worker's job is held for six seconds; a machine under load takes a while for the next file. */
const RESUMED_WITHIN_MS = 15_000;

describeOnEachQueue("an import whose worker is killed", ({ redisUrl }) => {
  let place: Installation;
  beforeAll(async () => {
    if (redisUrl !== undefined) await aRedis();
    place = await anInstallation(redisUrl);
    await Promise.all([place.start("serve"), place.start("worker")]);
  });

  const batchOf = async (id: string) => (await place.admin.get(`/batches/${id}`)).body;
  const countDone = (batch: any) => batch.items.filter((item: any) => item.status === "accepted").length;

  it("goes on with the next worker and takes each file once", async () => {
    const slug = await aCampaign(place);
    const dates = Array.from({ length: FILES }, (_, index) => `2017-0${index + 1}-01`);
    const source = { path: await aSceneFolder(place.importFolder, dates) };
    const { body } = await place.admin.post(`/campaigns/${slug}/batches`, { kind: "scenes", source });

    await vi.waitFor(async () => expect(countDone(await batchOf(body.id))).toBeGreaterThan(0), {
      timeout: 30_000,
      interval: 20,
    });
    await place.kill("worker");
    const before = countDone(await batchOf(body.id));
    expect(before).toBeLessThan(FILES);
    expect((await batchOf(body.id)).status).toBe("running");

    await place.start("worker");
    const restartedAt = performance.now();
    await vi.waitFor(async () => expect(countDone(await batchOf(body.id))).toBeGreaterThan(before), {
      timeout: 60_000,
      interval: 50,
    });
    expect(performance.now() - restartedAt).toBeLessThan(RESUMED_WITHIN_MS);
    await vi.waitFor(async () => expect((await batchOf(body.id)).status).toBe("done"), {
      timeout: 60_000,
      interval: 100,
    });
    const { items, progress } = await batchOf(body.id);
    expect(progress).toBe(1);
    expect(items.filter(({ status }: any) => status !== "accepted")).toEqual([]);
    expect(items).toHaveLength(FILES);
    const scenes = (await place.anyone.get(`/campaigns/${slug}`)).body.scenes;
    expect(scenes.map(({ acquiredAt }: any) => acquiredAt.slice(0, 10))).toEqual(dates);
    expect(new Set(items.map(({ scene }: any) => scene))).toEqual(new Set(scenes.map(({ id }: any) => id)));
    const unfinished = () =>
      place.ctx.db.many(sql`
        select id from job_requests where finished_at is null and name = 'import-scenes'
      `);
    await expect.poll(unfinished).toEqual([]);
  }, 180_000);
});
