import { expect, it } from "vitest";
import { pino } from "pino";
import { readConfig } from "../../../core/config.ts";
import { openWorkQueue } from "../../../workers/queue.ts";
import { aDatabase } from "../../support/postgres.ts";
import { describeOnEachQueue } from "../../support/redis.ts";

describeOnEachQueue("a queue that is closed", ({ redisUrl }) => {
  async function aQueue(stopPatienceMs: number) {
    const config = readConfig(redisUrl === undefined ? {} : { REDIS_URL: redisUrl });
    const begun: string[] = [];
    const ended: string[] = [];
    let finish = () => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const work = async (subject: string) => {
      begun.push(subject);
      await finished;
      ended.push(subject);
    };
    const place = {
      config,
      databaseUrl: (await aDatabase()).url,
      log: pino({ level: "silent" }),
      stopPatienceMs,
    };
    const queue = await openWorkQueue(`closing-${stopPatienceMs}`, 1, work, place);
    await queue.wake("a fit");
    await expect.poll(() => begun, { timeout: 30_000 }).toEqual(["a fit"]);
    return { queue, ended, finish };
  }

  it("leaves work that takes too long to others", async () => {
    const { queue, ended, finish } = await aQueue(100);
    await queue.close();
    expect(ended).toEqual([]);
    finish();
    await expect.poll(() => ended).toEqual(["a fit"]);
  }, 60_000);

  it("waits for work that is soon done", async () => {
    const { queue, ended, finish } = await aQueue(60_000);
    const closed = queue.close();
    finish();
    await closed;
    expect(ended).toEqual(["a fit"]);
  }, 60_000);
});
