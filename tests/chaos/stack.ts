/** The real stack as processes: two APIs, two workers, PostgreSQL, and Redis or none, each behind a line that can be cut. */
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { addStaff } from "../../core/accounts/accounts.ts";
import { readConfig } from "../../core/config.ts";
import { openContext, openLog, type OpenContext } from "../../core/context.ts";
import { migrate } from "../../core/migrate.ts";
import { definedEnvironment } from "../support/environment.ts";
import { openRoom, type Room } from "../support/rooms.ts";
import { aChild, type Child } from "./child.ts";
import { aChaosPostgres, type ChaosPostgres } from "./postgres.ts";
import { aProxy, type Proxy } from "./proxy.ts";
import { aChaosRedis, type ChaosRedis } from "./redis.ts";
import { findSteadyPort } from "./ports.ts";
import { aSmallDisk, type SmallDisk } from "./small-disk.ts";

const BUILT_CLI = path.join(import.meta.dirname, "../../dist/cli/main.js");

/** Exports and imports of a run are far smaller; filled and freed, it takes a moment. */
const DATA_DISK_MEGABYTES = 256;

export type Stack = {
  /** The database past every proxy, for checks. */
  ctx: OpenContext;
  importFolder: string;
  adminToken: string;
  analystToken: string;
  /** Where each API is reached, through a line that can be cut. */
  urls: readonly string[];
  apiLines: readonly Proxy[];
  /** The disk that objects, uploads and all else of `DATA_DIR` have for themselves; null where there may be none. */
  dataDisk: SmallDisk | null;
  apis: readonly Child[];
  workers: readonly Child[];
  postgres: ChaosPostgres;
  postgresLine: Proxy;
  redis: ChaosRedis | null;
  redisLine: Proxy | null;
  close(): Promise<void>;
};

type StackOptions = { queue: "postgres" | "redis"; hasSmallDisks: boolean; program?: string };

/**
 * Opened completely, or not at all.
 *
 * @param options.queue what jobs, hints and limits run on
 * @param options.hasSmallDisks whether files are to lie on disks that can be filled, where that is allowed
 * @param options.program the command line that is started, where it is not the one of `dist/`
 */
export async function openStack(options: StackOptions): Promise<Stack> {
  const room = openRoom();
  try {
    return await fillRoom(room, options);
  } catch (error) {
    await room.close();
    throw error;
  }
}

async function fillRoom(room: Room, options: StackOptions): Promise<Stack> {
  const program = options.program ?? BUILT_CLI;
  const folder = await mkdtemp(path.join(tmpdir(), "aftermap-chaos-"));
  room.closeLater(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o755); // PostgreSQL's own user must pass through
  const importFolder = path.join(folder, "import");
  await mkdir(importFolder);
  const dataFolder = path.join(folder, "data");
  await mkdir(dataFolder);
  const dataDisk = options.hasSmallDisks ? await aSmallDisk(dataFolder, DATA_DISK_MEGABYTES, null) : null;
  room.closeLater(() => dataDisk?.unmount());
  const aLine = async (target: () => number) => {
    const line = await aProxy(target);
    room.closeLater(() => line.close());
    return line;
  };
  const postgres = await aChaosPostgres(folder, options.hasSmallDisks, room);
  const postgresLine = await aLine(() => postgres.port);
  const redis = options.queue === "redis" ? await aChaosRedis(folder, room) : null;
  if (options.queue === "redis" && redis === null)
    throw new Error("Neither redis-server nor valkey-server is installed");
  const redisLine = redis === null ? null : await aLine(() => redis.port);

  const direct = readConfig({ DATABASE_URL: postgres.url, DATA_DIR: dataFolder, LOG_LEVEL: "fatal" });
  await migrate(postgres.url, openLog(direct));
  const ctx = await openContext(direct, openLog(direct));
  room.closeLater(() => ctx.close());
  room.closeLater(() => postgres.signalAll("SIGCONT")); // one that a fault stopped ends no session
  const staff = async (role: "admin" | "analyst") =>
    (await addStaff(ctx, { role, name: `the chaos ${role}`, linkUses: 1 })).token;

  const environment = (port: number) => ({
    ...definedEnvironment(),
    DATABASE_URL: postgres.url.replace(`:${postgres.port}/`, `:${postgresLine.port}/`),
    ...(redisLine === null ? {} : { REDIS_URL: `redis://127.0.0.1:${redisLine.port}` }),
    DATA_DIR: dataFolder,
    IMPORT_ROOTS: importFolder,
    PORT: String(port),
    LOG_LEVEL: "error",
    NODE_OPTIONS: `--import ${path.join(import.meta.dirname, "shift-clock.mjs")}`,
  });
  const ports = [await findSteadyPort(), await findSteadyPort()];
  const apiLines = await Promise.all(ports.map((port) => aLine(() => port)));
  const apis = ports.map((port, index) =>
    aChild(`api ${index + 1}`, process.execPath, [program, "serve"], environment(port), /Aftermap is ready/),
  );
  const workers = [1, 2].map((number) =>
    aChild(`worker ${number}`, process.execPath, [program, "worker"], environment(0), /worker is ready/),
  );
  room.closeLater(() => Promise.all([...apis, ...workers].map((child) => child.end("SIGKILL"))));
  await Promise.all([...apis, ...workers].map((child) => child.start()));

  return {
    ctx,
    importFolder,
    adminToken: await staff("admin"),
    analystToken: await staff("analyst"),
    urls: apiLines.map(({ port }) => `http://127.0.0.1:${port}`),
    apiLines,
    dataDisk,
    apis,
    workers,
    postgres,
    postgresLine,
    redis,
    redisLine,
    close: () => room.close(),
  };
}
