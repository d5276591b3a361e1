import { expect, it } from "vitest";
import { pino } from "pino";
import { readConfig } from "../../../core/config.ts";
import { openWorkQueue } from "../../../workers/queue.ts";
import { databaseUrl } from "../../support/postgres-server.ts";
import { aDatabase } from "../../support/postgres.ts";

it("says that the queue's database cannot be used, instead of asking it without end", async () => {
  const absent = databaseUrl((await aDatabase()).url, "no_such_database");
  const place = { config: readConfig({}), databaseUrl: absent, log: pino({ level: "silent" }) };
  await expect(openWorkQueue("wakes", 1, async () => {}, place)).rejects.toThrow(
    'database "no_such_database" does not exist',
  );
});
