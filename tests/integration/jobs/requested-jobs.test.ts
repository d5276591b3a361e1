import { mkdir, readdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { sql } from "../../../core/db.ts";
import { createExport, getExport, writeExport } from "../../../core/exports/exports.ts";
import {
  enqueue,
  enqueueUnlessWaiting,
  Interrupted,
  listWaitingJobs,
  NEVER_STOPPING,
  runJob,
} from "../../../core/jobs.ts";
import { removeAbandonedScratch } from "../../../core/scratch.ts";
import { handleJob } from "../../../workers/handlers.ts";
import { aCampaign } from "../../support/campaigns.ts";
import { sorted } from "../../support/sorted.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld({ withWorkers: false });
});

/** A job that would do nothing: its campaign does not exist. */
const aJob = () =>
  world.ctx.db.transaction((tx) => enqueue(world.ctx, tx, "fit-campaign", { campaign: crypto.randomUUID() }));
type Row = { attempts: number; heldUntil: string | null; finishedAt: string | null; error: string | null };
const rowOf = (id: string) =>
  world.ctx.db.one<Row>(sql`
    select attempts, held_until as "heldUntil", finished_at as "finishedAt", error from job_requests where id = ${id}
  `);
const set = (change: ReturnType<typeof sql>, id: string) =>
  world.ctx.db.transaction((tx) => tx.run(sql`update job_requests set ${change} where id = ${id}`));

it("is done once, and found finished by whoever comes later", async () => {
  const id = await aJob();
  expect(await runJob(world.ctx, id, (job) => handleJob(world.ctx, job, NEVER_STOPPING))).toBe("ran");
  expect(await runJob(world.ctx, id, () => Promise.reject(new Error("again")))).toBe("finished");
  expect(await rowOf(id)).toMatchObject({ attempts: 1, heldUntil: null, error: null });
  expect(await runJob(world.ctx, crypto.randomUUID(), () => Promise.reject(new Error("none")))).toBe(
    "finished",
  );
});

it("is not asked for when its transaction rolls back", async () => {
  const before = await listWaitingJobs(world.ctx);
  const rolledBack = world.ctx.db.transaction(async (tx) => {
    await enqueue(world.ctx, tx, "fit-campaign", { campaign: crypto.randomUUID() });
    throw new Error("changed my mind");
  });
  await expect(rolledBack).rejects.toThrow("changed my mind");
  expect(await listWaitingJobs(world.ctx)).toEqual(before);
});

it("belongs to one worker while that renews it, and to the next when it stops", async () => {
  const id = await aJob();
  let finish = () => {};
  const first = runJob(world.ctx, id, () => new Promise<void>((resolve) => (finish = resolve)));
  await expect.poll(async () => (await rowOf(id)).heldUntil).not.toBeNull();
  const { heldUntil } = await rowOf(id);
  expect(await runJob(world.ctx, id, () => Promise.resolve())).toBe("held");
  expect(await listWaitingJobs(world.ctx)).not.toContain(id);
  await expect.poll(async () => (await rowOf(id)).heldUntil, { timeout: 10_000 }).not.toBe(heldUntil);

  await set(sql`held_until = now() - interval '1 second'`, id);
  expect(await listWaitingJobs(world.ctx)).toContain(id);
  expect(await runJob(world.ctx, id, () => Promise.resolve())).toBe("ran");
  finish();
  expect(await first).toBe("ran");
});

it("is tried again later when it fails, and given up with its error after twenty times", async () => {
  const id = await aJob();
  const fail = () => runJob(world.ctx, id, () => Promise.reject(new Error("the disk is full")));
  await expect(fail()).rejects.toThrow("the disk is full");
  expect(await rowOf(id)).toMatchObject({ attempts: 1, finishedAt: null, error: "the disk is full" });
  expect(Date.parse((await rowOf(id)).heldUntil ?? "")).toBeGreaterThan(Date.now() - 1_000);
  await set(sql`held_until = null, attempts = 19`, id);
  await expect(fail()).rejects.toThrow("the disk is full");
  expect(await rowOf(id)).toMatchObject({
    attempts: 20,
    finishedAt: expect.any(String),
    error: "the disk is full",
  });
});

it("is given back by a worker that stops, as if nobody had tried", async () => {
  const id = await aJob();
  expect(await runJob(world.ctx, id, () => Promise.reject(new Interrupted()))).toBe("returned");
  expect(await rowOf(id)).toEqual({ attempts: 0, heldUntil: null, finishedAt: null, error: null });
  expect(await listWaitingJobs(world.ctx)).toContain(id);
});

it("that only a newer release knows is left to that", async () => {
  const id = await aJob();
  await set(sql`name = 'fold-origami'`, id);
  await expect(runJob(world.ctx, id, (job) => handleJob(world.ctx, job, NEVER_STOPPING))).rejects.toThrow(
    /fold-origami.*newer/,
  );
  expect((await rowOf(id)).finishedAt).toBeNull();
});

it("for which one run is enough is asked for once until it begins", async () => {
  const campaign = crypto.randomUUID();
  const ask = () =>
    world.ctx.db.transaction((tx) => enqueueUnlessWaiting(world.ctx, tx, "fit-campaign", { campaign }));
  await ask();
  await ask();
  const find = () =>
    world.ctx.db.many<{ id: string }>(
      sql`select id from job_requests where payload ->> 'campaign' = ${campaign}`,
    );
  const [only, ...others] = await find();
  expect(others).toEqual([]);
  await runJob(world.ctx, only?.id ?? "", async () => {
    await ask();
    expect(await find()).toHaveLength(2);
  });
});

it("what a killed process left half made is removed after a day, and nothing younger", async () => {
  const { dataDir } = world.ctx.config;
  for (const name of ["working-copy-old", "export-old", "working-copy-new", "precious-old"]) {
    await mkdir(join(dataDir, name));
    const at = new Date(name.endsWith("old") ? Date.now() - 2 * 86_400_000 : Date.now());
    await utimes(join(dataDir, name), at, at);
  }
  await removeAbandonedScratch(world.ctx);
  const left = (await readdir(dataDir)).filter((name) => /-(?:old|new)$/.test(name));
  expect(sorted(left)).toEqual(["precious-old", "working-copy-new"]);
});

it("is not begun before what it is to see has been committed", async () => {
  const campaign = crypto.randomUUID();
  const id = await world.ctx.db.transaction((tx) => enqueue(world.ctx, tx, "fit-campaign", { campaign }));
  const order: string[] = [];
  let running: Promise<unknown> = Promise.resolve();
  await world.ctx.db.transaction(async (tx) => {
    await enqueueUnlessWaiting(world.ctx, tx, "fit-campaign", { campaign }); // the one that waits will do
    running = runJob(world.ctx, id, async () => void order.push("begun"));
    const isAWorkerWaiting = async () =>
      (
        await world.ctx.db.many(
          sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        )
      ).length > 0;
    await expect.poll(isAWorkerWaiting).toBe(true);
    order.push("written");
  });
  expect(await running).toBe("ran");
  expect(order).toEqual(["written", "begun"]);
});

it("an export that cannot be written says so, and can be asked for again", async () => {
  const slug = await aCampaign(world);
  const { id } = await createExport(world.ctx, null, { slug, format: "csv", filter: {} });
  const full = { ...world.ctx.objects, takeFile: () => Promise.reject(new Error("ENOSPC")) };
  await writeExport({ ...world.ctx, objects: full }, id, NEVER_STOPPING);
  expect(await getExport(world.ctx, id)).toMatchObject({
    status: "failed",
    reason: expect.stringContaining("again"),
  });
  const again = await createExport(world.ctx, null, { slug, format: "csv", filter: {} });
  await writeExport(world.ctx, again.id, NEVER_STOPPING);
  await writeExport(world.ctx, again.id, NEVER_STOPPING);
  expect(await getExport(world.ctx, again.id)).toMatchObject({ status: "done", bytes: expect.any(Number) });
});
