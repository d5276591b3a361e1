/** Aftermap as it runs for real: an API and a worker process of the built program, which tests may kill. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addStaff } from "../../core/accounts/accounts.ts";
import { readConfig } from "../../core/config.ts";
import { openContext, openLog, type OpenContext } from "../../core/context.ts";
import { closeAtEnd } from "./closing.ts";
import { aDatabase } from "./postgres.ts";
import { startAftermap, type RunningProcess } from "./processes.ts";
import { findFreePort } from "./redis-server.ts";
import { aCaller, type Caller } from "./world.ts";

export type Part = "serve" | "worker";

export type Installation = {
  /** The database and the objects, seen from this process. */
  ctx: OpenContext;
  url: string;
  folder: string;
  importFolder: string;
  admin: Caller;
  anyone: Caller;
  /** Starts a process and waits until it says that it is ready. */
  start(part: Part): Promise<void>;
  /** What its processes are started with. */
  environment: Record<string, string | undefined>;
  /** Asks a process to end, as an administrator does, and gives its exit code. */
  stop(part: Part): Promise<number | null>;
  /** Kills a process as a power cut does. */
  kill(part: Part): Promise<void>;
};

/** Nothing runs yet. Everything is ended and removed after the file's last test. */
export async function anInstallation(redisUrl: string | undefined): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), "aftermap-installation-"));
  const importFolder = join(folder, "import");
  await mkdir(importFolder);
  const { url: databaseUrl } = await aDatabase();
  const port = await findFreePort();
  const environment = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    DATA_DIR: folder,
    IMPORT_ROOTS: importFolder,
    PORT: String(port),
    LOG_LEVEL: process.env["TEST_LOG_LEVEL"] ?? "fatal",
    NODE_ENV: undefined,
  };
  const config = readConfig(environment);
  const ctx = await openContext(config, openLog(config));
  const running = new Map<Part, RunningProcess>();
  const end = async (part: Part, signal: NodeJS.Signals) => {
    const code = (await running.get(part)?.end(signal)) ?? null;
    running.delete(part);
    return code;
  };
  const kill = async (part: Part) => {
    await end(part, "SIGKILL");
  };
  closeAtEnd(async () => {
    await kill("serve");
    await kill("worker");
    await ctx.close();
    await rm(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${port}`;
  const { account, token } = await addStaff(ctx, { role: "admin", name: "a test's admin", linkUses: 1 });
  return {
    ctx,
    url,
    folder,
    importFolder,
    admin: aCaller(url, account.id, token),
    anyone: aCaller(url, "", null),
    async start(part) {
      const process = startAftermap([part], environment);
      running.set(part, process);
      await process.line(part === "serve" ? /Aftermap is ready/ : /worker is ready/, 60_000);
    },
    environment,
    stop: (part) => end(part, "SIGTERM"),
    kill,
  };
}
