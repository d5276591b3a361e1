import { access, constants, mkdir } from "node:fs/promises";
import type { Command } from "commander";
import { Redis } from "ioredis";
import type { Config } from "../core/config.ts";
import { openContext, openLog } from "../core/context.ts";
import { pingDatabase } from "../core/health.ts";
import { migrate } from "../core/migrate.ts";
import { findDatabase } from "../core/find-database.ts";
import { answer, jsonCommand, type Settings } from "./command.ts";

type Finding = { part: string; ok: boolean; says: string };

/** `aftermap doctor`: whether everything that Aftermap needs is there, and what to do where it is not. */
export function doctorCommand(settings: Settings): Command {
  return jsonCommand("doctor", "look whether everything is there that Aftermap needs").action(
    async (options: { json?: boolean }) => {
      const config = settings();
      const findings = [
        await examine("Node", async () => `${process.version} (20.19 or newer is needed)`),
        await examine("DATA_DIR", () => examineFolder(config.dataDir)),
        await examine("database", () => examineDatabase(config)),
        await examine("Redis", () => examineRedis(config)),
      ];
      const isWell = findings.every(({ ok }) => ok);
      const words = findings
        .map(({ part, ok, says }) => `${ok ? "ok  " : "FAIL"} ${part}: ${says}`)
        .join("\n");
      answer(options, { ok: isWell, findings }, words);
      if (!isWell) process.exitCode = 1;
    },
  );
}

async function examine(part: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { part, ok: true, says: await look() };
  } catch (error) {
    return { part, ok: false, says: error instanceof Error ? error.message : String(error) };
  }
}

async function examineFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
  return `${folder} can be written`;
}

async function examineDatabase(config: Config): Promise<string> {
  const log = openLog({ ...config, logLevel: "silent" });
  const database = await findDatabase(config, log);
  try {
    await migrate(database.url, log);
    const ctx = await openContext({ ...config, redisUrl: null }, log);
    try {
      await pingDatabase(ctx);
    } finally {
      await ctx.close();
    }
    return config.databaseUrl === null
      ? "embedded, answers, schema up to date"
      : "answers, schema up to date";
  } finally {
    await database.close();
  }
}

async function examineRedis(config: Config): Promise<string> {
  if (config.redisUrl === null) return "not set: the queue and the hints run on PostgreSQL";
  const redis = new Redis(config.redisUrl, {
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    retryStrategy: () => null,
  });
  redis.on("error", () => {}); // told by the failing call
  try {
    await redis.connect();
    await redis.ping();
    return "answers";
  } finally {
    redis.disconnect();
  }
}
