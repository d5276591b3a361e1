import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { pino } from "pino";
import { openDatabase, sql } from "../../../core/db.ts";
import { migrate } from "../../../core/migrate.ts";
import { dumpSchema } from "../../../core/schema-dump.ts";
import { anEmptyDatabase } from "../../support/postgres.ts";
import { onServer } from "../../support/postgres-server.ts";

const FOLDER = join(import.meta.dirname, "../../../migrations");
const log = pino({ level: "silent" });

const files = async () => (await readdir(FOLDER)).filter((name) => /^\d{4}_/.test(name)).sort();

it("a new database is brought to the schema that schema.sql shows", async () => {
  const { url } = await anEmptyDatabase();
  expect(await migrate(url, log)).toEqual(await files());
  expect(await dumpSchema(url), "run npm run migrate -- --dump").toBe(
    await readFile(join(FOLDER, "schema.sql"), "utf8"),
  );
});

it("migrating again does nothing", async () => {
  const { url } = await anEmptyDatabase();
  await migrate(url, log);
  const before = await dumpSchema(url);
  expect(await migrate(url, log)).toEqual([]);
  expect(await dumpSchema(url)).toBe(before);
});

it("of several processes that migrate at once, one does the work", async () => {
  const { url } = await anEmptyDatabase();
  const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(url, log)));
  expect(applied.flat().sort()).toEqual(await files());
});

it("a database of a newer release is left alone, and it is said why", async () => {
  const { url } = await anEmptyDatabase();
  await migrate(url, log);
  const db = openDatabase(url, log, { poolSize: 1, isPooled: false });
  await db.transaction((tx) =>
    tx.run(sql`insert into migrations (name) values ('9999_from_the_future.sql')`),
  );
  await db.close();
  const before = await dumpSchema(url);
  await expect(migrate(url, log)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("9999_from_the_future.sql"),
  });
  expect(await dumpSchema(url)).toBe(before);
});

it("votes cannot be altered or removed", async () => {
  const { url } = await anEmptyDatabase();
  await migrate(url, log);
  const db = openDatabase(url, log, { poolSize: 1, isPooled: false });
  const id = (last: number) => `0193b2a0-0000-7000-8000-00000000000${last}`;
  await db.transaction(async (tx) => {
    await tx.run(
      sql`insert into accounts (id, role, pseudonym) values (${id(1)}, 'volunteer', 'calm-owl-0001')`,
    );
    await tx.run(sql`
      insert into campaigns (id, slug, title, scale, asks_class, asks_window, redundancy_min, redundancy_cap, certainty,
                             lease_seconds, languages)
      values (${id(2)}, 'one', '"One"', '{"name": "x", "classes": []}', true, false, 1, 2, 0.9, 60, '{en}')`);
    await tx.run(
      sql`insert into tasks (id, campaign_id, bounds) values (${id(3)}, ${id(2)}, box(point(0,0),point(1,1)))`,
    );
    await tx.run(sql`
      insert into buildings (id, campaign_id, geometry, bounds, radius_metres)
      values (${id(4)}, ${id(2)}, '{"type": "Point"}', box(point(0,0),point(0,0)), 5)`);
    await tx.run(sql`
      insert into assignments (id, campaign_id, task_id, volunteer_id, expires_at)
      values (${id(5)}, ${id(2)}, ${id(3)}, ${id(1)}, now())`);
    await tx.run(sql`
      insert into votes (building_id, id, campaign_id, assignment_id, volunteer_id, revision, class)
      values (${id(4)}, ${id(6)}, ${id(2)}, ${id(5)}, ${id(1)}, 1, 'destroyed')`);
  });
  for (const statement of [sql`update votes set class = 'severe'`, sql`delete from votes`]) {
    await expect(db.transaction((tx) => tx.run(statement))).rejects.toThrow(/append-only/);
  }
  await db.close();
});

it("waits for a table that is being written without holding up those who come after it", async () => {
  const { url } = await anEmptyDatabase();
  const names = await files();
  const upTo = names.slice(0, names.indexOf("0030_map_findings.sql"));
  await migrate(url, log, upTo);
  await onServer(url, async (holder) => {
    await holder.query("begin");
    await holder.query("lock table buildings in row exclusive mode");
    const migrating = migrate(url, log, [...upTo, "0030_map_findings.sql"]);
    const countWaiting = () =>
      onServer(url, async (client) => (await client.query(WAITING_FOR_LOCKS)).rowCount);
    await expect.poll(countWaiting, { timeout: 20_000, interval: 50 }).toBe(1);
    await onServer(url, async (voter) => {
      await voter.query("set lock_timeout = '20s'");
      await voter.query("begin");
      await voter.query("lock table buildings in row exclusive mode");
      await voter.query("rollback");
    });
    await holder.query("commit");
    expect(await migrating).toEqual(["0030_map_findings.sql"]);
  });
});

const WAITING_FOR_LOCKS =
  "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
