import { readdir } from "node:fs/promises";
import pg from "pg";
import { beforeAll, expect, it } from "vitest";
import { fillTown, SLUG } from "../../bench/mvt-city.ts";
import { anInstallation, type Installation } from "../../support/installation.ts";

/** Some seconds of writing as a shapefile, which is the slowest of formats. */
const BUILDINGS = 25_000;

let place: Installation;
beforeAll(async () => {
  place = await anInstallation(undefined);
  const pool = new pg.Pool({ connectionString: place.ctx.databaseUrl, max: 1 });
  await fillTown(pool, BUILDINGS);
  await pool.end();
  await Promise.all([place.start("serve"), place.start("worker")]);
}, 120_000);

const ask = async () => (await place.admin.post(`/campaigns/${SLUG}/exports`, { format: "shp" })).body.id;
const stateOf = async (id: string) => (await place.admin.get(`/exports/${id}`)).body;
const scratch = async () => (await readdir(place.folder)).filter((name) => name.startsWith("export-"));

it("an export whose worker is killed in the middle is written by the next, the same to the byte", async () => {
  const id = await ask();
  await expect
    .poll(async () => (await stateOf(id)).pace?.done ?? 0, { timeout: 60_000, interval: 10 })
    .toBeGreaterThan(0);
  await place.kill("worker");
  const killed = await stateOf(id);
  expect(killed).toMatchObject({ status: "running", pace: { buildings: BUILDINGS } });
  expect(killed.progress).toBeLessThan(1);
  expect(await scratch()).toHaveLength(1);

  await place.start("worker");
  await expect.poll(async () => (await stateOf(id)).status, { timeout: 90_000 }).toBe("done");
  const again = await ask();
  await expect.poll(async () => (await stateOf(again)).status, { timeout: 60_000 }).toBe("done");
  const [first, second] = [await stateOf(id), await stateOf(again)];
  expect(first.sha256).toBe(second.sha256);
  expect(first.bytes).toBe(second.bytes);
  // What the killed one left on the disk went with the next attempt.
  await expect.poll(scratch, { timeout: 10_000 }).toEqual([]);
}, 240_000);
