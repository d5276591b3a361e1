import { randomUUID } from "node:crypto";
import { access, constants, mkdir } from "node:fs/promises";
import type { Command } from "commander";
import { Redis } from "ioredis";
import type { Config } from "../core/config.ts";
import { openContext, openLog } from "../core/context.ts";
import { getHealth, pingDatabase } from "../core/health.ts";
import { migrate } from "../core/migrate.ts";
import { findDatabase } from "../core/find-database.ts";
import { openObjectStore } from "../core/storage.ts";
import type { Health } from "../shared/health.ts";
import { answer, jsonCommand, withContext, type Settings } from "./command.ts";
import { describeHealth, type Finding } from "./health-words.ts";

/**
 * `aftermap doctor`: whether everything that Aftermap needs is there, and what to do where it is not; then what the
 * admins' health page shows. Ends with 1 when something is wrong.
 */
export function doctorCommand(settings: Settings): Command {
  return jsonCommand("doctor", "look whether everything is there that Aftermap needs").action(
    async (options: { json?: boolean }) => {
      const config = settings();
      const findings = [
        await examine("Node", examineNode),
        await examine("DATA_DIR", () => examineFolder(config.dataDir)),
        await examine("IMPORT_ROOTS", () => examineImportRoots(config)),
        await examine("OBJECT_STORE", () => examineObjects(config)),
        await examine("database", () => examineDatabase(config)),
        await examine("Redis", () => examineRedis(config)),
      ];
      const health = await findHealth(config);
      if (health !== null) findings.push(...describeHealth(health));
      const isWell = findings.every(({ ok }) => ok);
      const words = findings
        .map(({ part, ok, says }) => `${ok ? "ok  " : "FAIL"} ${part}: ${says}`)
        .join("\n");
      answer(options, { ok: isWell, findings, health }, words);
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

async function examineNode(): Promise<string> {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`${process.version} is too old: install Node 20.19 or newer`);
  return major < 22 ? `${process.version} works; Node 24 is recommended` : process.version;
}

async function examineImportRoots({ importRoots }: Config): Promise<string> {
  const missing: string[] = [];
  for (const root of importRoots) await access(root, constants.R_OK).catch(() => missing.push(root));
  // Not a fault: the folders are made when somebody puts imagery there.
  return missing.length === 0
    ? `${importRoots.join(", ")} can be read`
    : `not there yet: ${missing.join(", ")}`;
}

async function examineObjects(config: Config): Promise<string> {
  const objects = await openObjectStore(config.objectStore ?? undefined, config.dataDir);
  const key = `doctor/${randomUUID()}`;
  try {
    await objects.put(key, Buffer.from("well"), "text/plain");
    if ((await objects.get(key)).toString() !== "well")
      throw new Error("gives back something else than was stored");
    await objects.delete(key);
  } finally {
    await objects.close();
  }
  return config.objectStore === null ? "a folder in DATA_DIR, can be written" : "answers, can be written";
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
    await migrate(database.directUrl, log);
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

/** Null when the database is away: that was told already. */
async function findHealth(config: Config): Promise<Health | null> {
  const redis = config.redisUrl === null ? null : await isRedisThere(config);
  const own = { redis, serverStartedAt: null, errors: [] };
  const quiet = () => ({ ...config, logLevel: "silent" });
  return withContext(quiet, (ctx) => getHealth(ctx, own)).catch(() => null);
}

const isRedisThere = (config: Config) =>
  examineRedis(config).then(
    () => true,
    () => false,
  );

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
