import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeBackup } from "../../../core/backup/backup.ts";
import type { Manifest } from "../../../core/backup/manifest.ts";
import { restoreBackup } from "../../../core/backup/restore.ts";
import { createExport, getExportFile, writeExport } from "../../../core/exports/exports.ts";
import { NEVER_STOPPING } from "../../../core/jobs.ts";
import { listMigrations, migrate } from "../../../core/migrate.ts";
import { dumpSchema } from "../../../core/schema-dump.ts";
import { openObjectStore } from "../../../core/storage.ts";
import { anOpenCampaign, voteThrough } from "../../support/campaigns.ts";
import { aDatabase, anEmptyDatabase } from "../../support/postgres.ts";
import { onServer } from "../../support/postgres-server.ts";
import { runAftermap } from "../../support/processes.ts";
import { aWorld, type World } from "../../support/world.ts";

const log = pino({ level: "silent" });
const quiet = () => {};
let world: World;
let folder: string;
let backup: string;
let manifest: Manifest;
let exported: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aftermap-backup-"));
  world = await aWorld();
  const slug = await anOpenCampaign(world, 12);
  for (const damage of ["destroyed", "severe", "no_visible_damage"])
    await voteThrough(await world.volunteer(), slug, () => ({
      class: damage,
      comment: "tab\there, \\ and\nnew line",
    }));
  await world.stopWorkers();
  const { id } = await createExport(world.ctx, null, { slug, format: "csv", filter: {} });
  await writeExport(world.ctx, id, NEVER_STOPPING);
  exported = (await getExportFile(world.ctx, id)).key;
  backup = join(folder, "backup");
  manifest = await writeBackup(
    { databaseUrl: world.ctx.databaseUrl, objects: world.ctx.objects, log },
    { folder: backup, objectsFolder: join(backup, "objects") },
    quiet,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A copy of the backup that a test may spoil. */
async function aCopy(name: string): Promise<string> {
  const copy = join(folder, name);
  await cp(backup, copy, { recursive: true });
  return copy;
}

async function restoreInto(databaseUrl: string, from: string, store: string) {
  const objects = await openObjectStore(join(folder, store), folder);
  return restoreBackup(
    { databaseUrl, objects, log },
    { folder: from, objectsFolder: join(from, "objects") },
    quiet,
  );
}

const countRows = (url: string, table: string) =>
  onServer(url, async (client) =>
    Number((await client.query(`select count(*) from ${table}`)).rows[0].count),
  );

it("gives an empty database the same schema, the same rows, objects and watchful triggers", async () => {
  const { url } = await anEmptyDatabase();
  const { objectsPutBack } = await restoreInto(url, backup, "store");
  expect(objectsPutBack).toBe(1);
  expect(await readFile(join(folder, "store", exported))).toEqual(await world.ctx.objects.get(exported));
  expect(await dumpSchema(url)).toBe(await dumpSchema(world.ctx.databaseUrl));
  const again = await writeBackup(
    { databaseUrl: url, objects: await openObjectStore(join(folder, "store"), folder), log },
    { folder: join(folder, "again"), objectsFolder: null },
    quiet,
  );
  expect(again.tables).toEqual(manifest.tables);
  expect(again.sequences).toEqual(manifest.sequences);
  expect(again.objects.items).toEqual(manifest.objects.items);
  expect(manifest.tables.find(({ name }) => name === "votes")?.rows).toBe(36);
  await expect(onServer(url, (client) => client.query("delete from votes"))).rejects.toThrow(/votes/);
});

it("fills a schema of its own time and then applies what is newer", async () => {
  const older = await aCopy("older");
  const file = join(older, "manifest.json");
  const names = await listMigrations();
  const kept = names.slice(0, -1);
  const { url: source } = await anEmptyDatabase();
  await migrate(source, log, kept);
  await rm(older, { recursive: true });
  await writeBackup(
    { databaseUrl: source, objects: await openObjectStore(join(folder, "store"), folder), log },
    { folder: older, objectsFolder: null },
    quiet,
  );
  expect(JSON.parse(await readFile(file, "utf8")).migrations).toEqual(kept);
  const { url } = await anEmptyDatabase();
  expect((await restoreInto(url, older, "store")).migrated).toEqual(names.slice(-1));
});

it("refuses a database that holds anything, and changes nothing in it", async () => {
  await expect(restoreInto(world.ctx.databaseUrl, backup, "store")).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/not empty/),
  });
  expect(await countRows(world.ctx.databaseUrl, "votes")).toBe(36);
});

it("notices a single altered byte of rows, and leaves the database empty", async () => {
  const spoilt = await aCopy("spoilt");
  const file = join(spoilt, "manifest.json");
  const text = await readFile(file, "utf8");
  const sha256 = manifest.tables.find(({ name }) => name === "votes")?.sha256 ?? "";
  await writeFile(
    file,
    text.replace(
      sha256,
      sha256.replace(/^./, (digit) => (digit === "0" ? "1" : "0")),
    ),
  );
  const { url } = await aDatabase();
  await expect(restoreInto(url, spoilt, "store")).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringMatching(/damaged.*votes/),
  });
  expect(await countRows(url, "accounts")).toBe(0);
  expect(await dumpSchema(url)).toBe(await dumpSchema(world.ctx.databaseUrl));
});

it("notices a file that was cut short", async () => {
  const cut = await aCopy("cut");
  const file = join(cut, "tables/votes.copy.gz");
  const bytes = await readFile(file);
  await writeFile(file, bytes.subarray(0, bytes.length - 20));
  const { url } = await aDatabase();
  await expect(restoreInto(url, cut, "store")).rejects.toThrow(/damaged.*votes\.copy\.gz/);
  expect(await countRows(url, "accounts")).toBe(0);
});

it("asks for objects that are neither in the store nor in the backup", async () => {
  const without = await aCopy("without");
  await rm(join(without, "objects"), { recursive: true });
  const { url } = await aDatabase();
  await expect(restoreInto(url, without, "another-store")).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining(exported),
  });
  expect(await countRows(url, "accounts")).toBe(0);
});

it("does not write over another backup", async () => {
  await expect(
    writeBackup(
      { databaseUrl: world.ctx.databaseUrl, objects: world.ctx.objects, log },
      { folder: backup, objectsFolder: null },
      quiet,
    ),
  ).rejects.toMatchObject({ code: "conflict" });
});

it("is to be had as two commands, the second of which refuses what is filled", async () => {
  const { url } = await aDatabase();
  const environment = (databaseUrl: string, dataDir: string) => ({
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    LOG_LEVEL: "fatal",
    NODE_ENV: undefined,
  });
  const target = environment(url, join(folder, "commanded"));
  const written = await runAftermap(
    ["backup", join(folder, "by-command"), "--json"],
    environment(world.ctx.databaseUrl, world.ctx.config.dataDir),
  );
  expect(written.code, written.output).toBe(0);
  expect(JSON.parse(written.stdout)).toMatchObject({ objects: 1, missing: 0 });
  const restored = await runAftermap(["restore", join(folder, "by-command"), "--json"], target);
  expect(restored.code, restored.output).toBe(0);
  expect(JSON.parse(restored.stdout)).toMatchObject({
    objectsPutBack: 1,
    rows: JSON.parse(written.stdout).rows,
  });
  const again = await runAftermap(["restore", join(folder, "by-command")], target);
  expect(again.code).toBe(1);
  expect(again.output).toMatch(/not empty/);
}, 60_000);
