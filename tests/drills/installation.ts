/** One Aftermap as an operator has it: a data folder with its embedded PostgreSQL, an API and a worker as processes. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir } from "node:fs/promises";
import path from "node:path";
import { addStaff } from "../../core/accounts/accounts.ts";
import { readConfig } from "../../core/config.ts";
import { openContext, openLog, type OpenContext } from "../../core/context.ts";
import {
  openEmbeddedPostgres,
  removeEmbeddedPostgres,
  type EmbeddedPostgres,
} from "../../core/embedded-postgres.ts";
import { migrate } from "../../core/migrate.ts";
import { aChild, type Child } from "../chaos/child.ts";
import { findSteadyPort } from "../chaos/ports.ts";
import { definedEnvironment } from "../support/environment.ts";
import type { Room } from "../support/rooms.ts";

const BUILT_CLI = path.join(import.meta.dirname, "../../dist/cli/main.js");

export type Installation = {
  environment: Record<string, string>;
  url: string;
  api: Child;
  worker: Child;
  /** What of the command line runs in it. */
  commands: Set<ChildProcess>;
};

/** Nothing runs yet, and nothing is made but the folder. Closed with the room, whatever of it runs then. */
export async function anInstallation(dataDir: string, room: Room): Promise<Installation> {
  await mkdir(path.join(dataDir, "import"), { recursive: true });
  await chmod(dataDir, 0o755); // PostgreSQL's own user must pass through
  const port = await findSteadyPort();
  const environment = {
    ...definedEnvironment(),
    DATA_DIR: dataDir,
    PORT: String(port),
    LOG_LEVEL: "error",
  };
  const program = (part: string, ready: RegExp) =>
    aChild(`${part} of ${path.basename(dataDir)}`, process.execPath, [BUILT_CLI, part], environment, ready);
  const api = program("serve", /Aftermap is ready/);
  const worker = program("worker", /worker is ready/);
  const commands = new Set<ChildProcess>();
  room.closeLater(async () => {
    for (const child of commands) await kill(child);
    await Promise.all([api.end("SIGKILL"), worker.end("SIGKILL")]);
    await removeEmbeddedPostgres(dataDir); // nobody who could have stopped it is left
  });
  return { environment, url: `http://127.0.0.1:${port}`, api, worker, commands };
}

/** Its database and objects, seen from this process. The cluster lives at least until `close`, which may be called twice. */
export type Inside = { ctx: OpenContext; close(): Promise<void> };

export async function lookInside(dataDir: string, room: Room): Promise<Inside> {
  const config = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: "fatal" });
  const log = openLog(config);
  const cluster: EmbeddedPostgres = await openEmbeddedPostgres(dataDir, log);
  room.closeLater(() => cluster.close());
  await migrate(cluster.url, log);
  const ctx = await openContext({ ...config, databaseUrl: cluster.url }, log);
  const close = async () => {
    await ctx.close();
    await cluster.close();
  };
  room.closeLater(close);
  return { ctx, close };
}

/** A token for programs. */
export async function staffToken(ctx: OpenContext, role: "admin" | "analyst"): Promise<string> {
  return (await addStaff(ctx, { role, name: `the drill's ${role}`, linkUses: 1 })).token;
}

/** Runs `aftermap …args --json` to its end; what it answers, and the seconds it took. */
export async function command(
  { environment, commands }: Installation,
  args: readonly string[],
): Promise<{ answer: any; seconds: number }> {
  const begun = performance.now();
  const child = spawn(process.execPath, [BUILT_CLI, ...args, "--json"], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  commands.add(child);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const code = await new Promise((resolve) => child.once("close", resolve));
  commands.delete(child);
  if (code !== 0)
    throw new Error(`aftermap ${args.join(" ")} ended with ${String(code)}:\n${stderr}${stdout}`);
  return { answer: JSON.parse(stdout), seconds: (performance.now() - begun) / 1000 };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, "close");
  child.kill("SIGKILL");
  await ended;
}
