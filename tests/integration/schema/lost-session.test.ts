import { beforeAll, expect, it } from "vitest";
import { isDatabaseAway, openDatabase, sql, type Database } from "../../../core/db.ts";
import { pino } from "pino";
import { aDatabase } from "../../support/postgres.ts";

let db: Database;
beforeAll(async () => {
  db = openDatabase((await aDatabase()).url, pino({ level: "silent" }), { poolSize: 2, isPooled: false });
  return () => db.close();
});

it("takes a session that ended under a transaction for a database that is away, at whichever statement", async () => {
  const failures: unknown[] = [];
  const ending = db.transaction(async (tx) => {
    const { pid } = await tx.one<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    await db.run(sql`select pg_terminate_backend(${pid})`);
    const isThere = async () =>
      (await db.many(sql`select from pg_stat_activity where pid = ${pid}`)).length > 0;
    while (await isThere());
    for (let statement = 1; statement <= 3; statement += 1)
      await tx.one(sql`select ${statement}::int`).catch((error: unknown) => failures.push(error));
    throw failures.at(-1);
  });
  await expect(ending).rejects.toSatisfy(isDatabaseAway);
  expect(failures).toHaveLength(3);
  for (const failure of failures) expect(isDatabaseAway(failure), String(failure)).toBe(true);
});

it("goes on with another session afterwards", async () => {
  expect(await db.one(sql`select 1 as one`)).toEqual({ one: 1 });
});
