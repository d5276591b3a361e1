/** Limits without Redis, counted by processes that each have their own memory and their own lines to the database. */
import { pino } from "pino";
import { beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../../core/config.ts";
import { openEvents, type Events } from "../../../core/events.ts";
import { openLimits, type Limits } from "../../../server/limits.ts";
import { closeAtEnd } from "../../support/closing.ts";
import { aDatabase } from "../../support/postgres.ts";

const LIMIT = 120;
/** A twentieth of it: after so many the others are told. */
const TOLD_EACH = 6;

const logged: string[] = [];
const processes: { limits: Limits; events: Events }[] = [];
beforeAll(async () => {
  const { url } = await aDatabase();
  const config = readConfig({ DATABASE_URL: url, HOST: "0.0.0.0", TRUSTED_PROXIES: "1", LOG_LEVEL: "fatal" });
  const log = pino({}, { write: (line: string) => void logged.push(line) });
  for (let process = 0; process < 3; process += 1) {
    const events = await openEvents(config, { url, directUrl: url }, log);
    const limits = openLimits({ config, events, log }, "a secret of thirty-two characters");
    processes.push({ events, limits });
    closeAtEnd(async () => {
      await limits.close();
      await events.close();
    });
  }
});

/** Begins sessions from this address at one process; how many of them were let in. */
async function begin(address: string, times: number, process: number): Promise<number> {
  const req: any = { headers: { "x-forwarded-for": address }, socket: { remoteAddress: "127.0.0.1" } };
  const limits = processes[process]?.limits;
  if (limits === undefined) throw new Error("there is no such process");
  const asked = Array.from({ length: times }, () => limits.countNewSession(req));
  return (await Promise.allSettled(asked)).filter(({ status }) => status === "fulfilled").length;
}

it("allow a thousand on loopback, where a demo simulates a crowd, and not where a proxy brings the world", async () => {
  const [{ events } = { events: null }] = processes;
  if (events === null) throw new Error("no process was opened");
  const letIn = async (publicUrl: string | undefined) => {
    const config = readConfig({ PUBLIC_URL: publicUrl, LOG_LEVEL: "fatal" });
    const limits = openLimits(
      { config, events, log: pino({ level: "silent" }) },
      "another secret, as long as the first",
    );
    const req: any = { headers: {}, socket: { remoteAddress: "127.0.0.1" } };
    const asked = Array.from({ length: 1_010 }, () => limits.countWrongToken(req));
    const answers = await Promise.allSettled(asked);
    await limits.close();
    return answers.filter(({ status }) => status === "fulfilled").length;
  };
  expect(await letIn(undefined)).toBe(1_000);
  expect(await letIn("http://localhost:8080")).toBe(1_000);
  expect(await letIn("https://aftermap.example.org")).toBe(LIMIT);
});

describe("several processes without Redis", () => {
  it("slow an address that used up its limit at one of them, or a part of it at each", async () => {
    expect(await begin("203.0.113.1", LIMIT + 10, 0)).toBe(LIMIT);
    for (const other of [1, 2]) await expect.poll(() => begin("203.0.113.1", 1, other)).toBe(0);
    expect(await begin("203.0.113.2", LIMIT / 2, 0)).toBe(LIMIT / 2);
    expect(await begin("203.0.113.2", LIMIT / 2, 1)).toBe(LIMIT / 2);
    for (const each of [0, 1, 2]) await expect.poll(() => begin("203.0.113.2", 1, each)).toBe(0);
    const slowed = logged.filter((line) => line.includes("address slowed"));
    expect(slowed.length).toBeGreaterThan(0);
    expect(slowed.length).toBeLessThanOrEqual(6); // each process of each address once
    expect(logged.join("")).not.toContain("203.0.113");
  });

  it("let everybody else in, and tell nobody of who asks a few times", async () => {
    const told: unknown[] = [];
    const unsubscribe = processes[1]?.events.subscribe((hint) => told.push(hint));
    expect(await begin("203.0.113.3", TOLD_EACH - 1, 0)).toBe(TOLD_EACH - 1);
    expect(await begin("203.0.113.4", TOLD_EACH, 0)).toBe(TOLD_EACH);
    await expect.poll(() => told.length).toBe(1);
    unsubscribe?.();
    expect(told).toEqual([expect.objectContaining({ name: "address:counted", points: TOLD_EACH })]);
    expect(JSON.stringify(told)).not.toContain("203.0.113");
  });
});
