import { beforeAll, expect, it, vi } from "vitest";
import { aCampaign } from "../../support/campaigns.ts";
import { anInstallation, type Installation } from "../../support/installation.ts";
import { runAftermap } from "../../support/processes.ts";
import { aRedis, describeOnEachQueue } from "../../support/redis.ts";
import { aSceneFolder } from "../../support/scene-files.ts";
import { aWatcher } from "../../support/sockets.ts";

/** Docker and systemd kill what has not ended after ten seconds; the machine may be busy. */
const ENDS_WITHIN_MS = 9_000;

describeOnEachQueue("stopping", ({ redisUrl }) => {
  let place: Installation;
  beforeAll(async () => {
    if (redisUrl !== undefined) await aRedis();
    place = await anInstallation(redisUrl);
  });

  it("ends the API at once, though browsers are connected", async () => {
    await place.start("serve");
    const slug = await aCampaign(place);
    const watcher = await aWatcher(place.url, { token: place.admin.token });
    expect(await watcher.watch(slug)).toEqual({ ok: true });
    const startedAt = performance.now();
    expect(await place.stop("serve")).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(ENDS_WITHIN_MS);
  }, 60_000);

  it("ends the worker in the middle of an import, which the next one goes on with", async () => {
    await Promise.all([place.start("serve"), place.start("worker")]);
    const slug = await aCampaign(place);
    const dates = Array.from({ length: 60 }, (_, day) =>
      new Date(Date.UTC(2017, 0, 1 + day)).toISOString().slice(0, 10),
    );
    const source = { path: await aSceneFolder(place.importFolder, dates) };
    const { body } = await place.admin.post(`/campaigns/${slug}/batches`, { kind: "scenes", source });
    const statuses = async () =>
      (await place.admin.get(`/batches/${body.id}`)).body.items.map(({ status }: any) => status);
    const isUnderWay = async () => expect(await statuses()).toContain("accepted");
    await vi.waitFor(isUnderWay, { timeout: 30_000, interval: 20 });

    const startedAt = performance.now();
    expect(await place.stop("worker")).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(ENDS_WITHIN_MS);
    const left = await statuses();
    expect(left).toContain("queued");
    expect(left).not.toContain("failed");

    await place.start("worker");
    const before = left.filter((status: string) => status === "accepted").length;
    const hasMore = async () =>
      expect((await statuses()).filter((status: string) => status === "accepted").length).toBeGreaterThan(
        before,
      );
    await vi.waitFor(hasMore, { timeout: 15_000, interval: 100 });
  }, 120_000);

  it("is refused to a second API on the same port, with what to do", async () => {
    const { code, output } = await runAftermap(["serve"], place.environment);
    expect(code).toBe(1);
    expect(output).toMatch(/PORT/);
    expect(output).not.toContain("    at ");
  }, 60_000);
});
