import { expect, it } from "vitest";
import { pino } from "pino";
import { openPostgresHints } from "../../../core/events/postgres-hints.ts";
import { sql } from "../../../core/db.ts";
import { aProxy } from "../../chaos/proxy.ts";
import { aWorld } from "../../support/world.ts";

it("listens in one session after its database was away, however often it tried meanwhile", async () => {
  const world = await aWorld({ withWorkers: false });
  const address = new URL(world.ctx.config.databaseUrl ?? "");
  const port = Number(address.port);
  const line = await aProxy(() => port);
  address.port = String(line.port);
  const heard: string[] = [];
  let resumed = 0;
  const receiver = {
    onMessage: (text: string) => void heard.push(text),
    onResumed: () => void (resumed += 1),
  };
  const listeners = async () =>
    (
      await world.ctx.db.one<{ open: number }>(sql`
        select count(*) as open
          from pg_stat_activity
         where datname = current_database() and query = 'listen aftermap' and state = 'idle'
      `)
    ).open;
  const before = await listeners();
  const hints = await openPostgresHints(
    { url: address.href, directUrl: address.href },
    receiver,
    pino({ level: "silent" }),
  );
  expect(await listeners()).toBe(before + 1);
  const tries = line.connections();
  line.block();
  await expect.poll(() => line.connections() - tries, { timeout: 10_000 }).toBeGreaterThanOrEqual(4);
  line.mend();
  await expect.poll(() => resumed, { timeout: 10_000 }).toBe(1);
  // Another try that was under way would come within its half second.
  const settled = performance.now() + 1_500;
  await expect.poll(() => performance.now() > settled, { timeout: 3_000 }).toBe(true);
  expect(await listeners()).toBe(before + 1);
  expect(resumed).toBe(1);
  await hints.send(["once"]);
  await expect.poll(() => heard).toEqual(["once"]);
  await hints.close();
  await line.close();
});
