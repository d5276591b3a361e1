import { readdir } from "node:fs/promises";
import pg from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { sql } from "../../../core/db.ts";
import { selectCampaignBySlug } from "../../../core/campaigns/campaigns.sql.ts";
import { FINDINGS, streamFindings } from "../../../core/consensus/finding-stream.ts";
import { writeExport } from "../../../core/exports/exports.ts";
import { failAbandonedExports } from "../../../core/exports/failing.ts";
import { NEVER_STOPPING } from "../../../core/jobs.ts";
import { fillTown, SLUG } from "../../bench/mvt-city.ts";
import { aWorld, type World } from "../../support/world.ts";

/** Enough pages that something can happen between them. */
const BUILDINGS = 12_000;

let world: World;
beforeAll(async () => {
  world = await aWorld({ withWorkers: false });
  const pool = new pg.Pool({ connectionString: world.ctx.databaseUrl, max: 1 });
  await fillTown(pool, BUILDINGS);
  await pool.end();
}, 60_000);

const ask = async (format: string, filter: Record<string, unknown> = {}): Promise<string> => {
  const { status, body } = await world.analyst.post(`/campaigns/${SLUG}/exports`, { format, filter });
  expect(status, JSON.stringify(body)).toBe(202);
  return body.id;
};
const stateOf = async (id: string) => (await world.analyst.get(`/exports/${id}`)).body;
const scratch = async () =>
  (await readdir(world.ctx.config.dataDir)).filter((name) => name.startsWith("export-"));

/** The world's own context, with a disk on which no more than some bytes have room. */
const onFullDisk = (): World["ctx"] => ({
  ...world.ctx,
  objects: {
    ...world.ctx.objects,
    takeFile: () => Promise.reject(Object.assign(new Error("no space left on device"), { code: "ENOSPC" })),
  },
});

describe("an export", () => {
  it("on a full disk fails with a reason, keeps no scratch, and is written when asked again", async () => {
    const id = await ask("csv");
    await writeExport(onFullDisk(), id, NEVER_STOPPING);
    expect(await stateOf(id)).toMatchObject({
      status: "failed",
      failure: "disk_full",
      reason: expect.stringMatching(/disk is full.*make room/),
      sha256: null,
      pace: null,
    });
    expect(await scratch()).toEqual([]);
    const again = await world.analyst.post(`/exports/${id}/retry`);
    expect(again.status).toBe(202);
    expect(again.body).toMatchObject({ status: "queued", failure: null, reason: null, progress: 0 });
    await writeExport(world.ctx, id, NEVER_STOPPING);
    expect(await stateOf(id)).toMatchObject({
      status: "done",
      reason: null,
      progress: 1,
      buildings: BUILDINGS,
    });
  });

  it("that is cancelled while it is written stops, leaves nothing, and may be asked for again", async () => {
    const id = await ask("geojson");
    let told: any = null;
    const writing = writeExport(world.ctx, id, NEVER_STOPPING);
    await expect
      .poll(async () => (told = await stateOf(id)).status, { timeout: 20_000, interval: 5 })
      .toBe("running");
    expect(told.pace).toMatchObject({ done: expect.any(Number) });
    expect((await world.analyst.delete(`/exports/${id}`)).body.status).toBe("cancelled");
    await writing;
    expect(await stateOf(id)).toMatchObject({ status: "cancelled", sha256: null, pace: null });
    expect(await scratch()).toEqual([]);
    expect((await world.analyst.get(`/exports/${id}/file`)).status).toBe(409);
    expect((await world.analyst.post(`/exports/${id}/retry`)).body.status).toBe("queued");
    await writeExport(world.ctx, id, NEVER_STOPPING);
    expect((await stateOf(id)).status).toBe("done");
  }, 60_000);

  it("that is done is not written again, and one that nobody knows is unknown", async () => {
    const id = await ask("csv", { status: ["reviewed"] });
    await writeExport(world.ctx, id, NEVER_STOPPING);
    const before = await stateOf(id);
    expect(before).toMatchObject({ status: "done" });
    expect((await world.analyst.post(`/exports/${id}/retry`)).body).toEqual(before);
    expect((await world.analyst.post(`/exports/${crypto.randomUUID()}/retry`)).status).toBe(404);
  });

  it("of nothing is a whole file that says so, in every format", async () => {
    for (const format of [
      "geojson",
      "geojsonl",
      "csv",
      "gpkg",
      "fgb",
      "parquet",
      "kml",
      "shp",
      "votes-csv",
    ]) {
      const id = await ask(format, { minVotes: 1_000 });
      await writeExport(world.ctx, id, NEVER_STOPPING);
      const told = { status: "done", progress: 1, filter: { minVotes: 1_000 }, buildings: 0 };
      expect(await stateOf(id), format).toMatchObject(told);
    }
  }, 60_000);

  it("whose job was given up says so, and is written when asked again", async () => {
    const id = await ask("csv");
    await failAbandonedExports(world.ctx);
    expect(await stateOf(id), "its job still waits").toMatchObject({ status: "queued", failure: null });
    const done = { finishedAt: new Date().toISOString(), error: "the database went away twenty times" };
    await world.ctx.db.transaction((tx) =>
      tx.run(sql`
        update job_requests set finished_at = ${done.finishedAt}, error = ${done.error}
         where payload ->> 'export' = ${id}
      `),
    );
    await failAbandonedExports(world.ctx);
    expect(await stateOf(id)).toMatchObject({ status: "failed", failure: "given_up", pace: null });
    await world.analyst.post(`/exports/${id}/retry`);
    await writeExport(world.ctx, id, NEVER_STOPPING);
    expect(await stateOf(id)).toMatchObject({ status: "done", failure: null });
  });

  it("that another run took over is not spoken for by the one before", async () => {
    const id = await ask("csv");
    // The first run hangs at the last step, as on a server that lost its network, and comes back too late.
    let comeBack = () => {};
    const away = new Promise<void>((resolve) => (comeBack = resolve));
    let isAway = () => {};
    const left = new Promise<void>((resolve) => (isAway = resolve));
    const hanging: World["ctx"] = {
      ...world.ctx,
      objects: {
        ...world.ctx.objects,
        takeFile: async () => {
          isAway();
          await away;
          throw new Error("the network is gone");
        },
      },
    };
    const first = writeExport(hanging, id, NEVER_STOPPING);
    await left;
    await writeExport(world.ctx, id, NEVER_STOPPING);
    const done = await stateOf(id);
    expect(done.status).toBe("done");
    comeBack();
    await first;
    expect(await stateOf(id)).toEqual(done);
  }, 60_000);
});

it("a building that vanishes while its snapshot is read stays in it, and is in none after", async () => {
  const campaign = await selectCampaignBySlug(world.ctx.db, SLUG);
  const count = () =>
    world.ctx.db.snapshot(async (db) => {
      const ids: string[] = [];
      for await (const page of streamFindings(world.ctx, db, { campaign: campaign!, filter: {} }, FINDINGS)) {
        ids.push(...page.map(({ id }) => id));
        if (ids.length !== page.length) continue;
        await world.ctx.db.transaction(async (tx) => {
          const gone = sql`select id from buildings order by id desc limit 10`;
          await tx.run(sql`delete from consensus where building_id in (${gone})`);
          await tx.run(sql`delete from buildings where id in (${gone})`);
        });
      }
      return ids.length;
    });
  expect(await count()).toBe(BUILDINGS);
  expect(await count()).toBe(BUILDINGS - 10);
});
